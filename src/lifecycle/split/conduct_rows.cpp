// The rows themselves: what is loaded already, whether it still is what the source says, and the rest.
#include <fmt/format.h>

#include <algorithm>
#include <mutex>

#include "lifecycle/split/conduct.h"
#include "lifecycle/split/load.h"

namespace ringfence::lifecycle {

namespace {

// Cut where they were cut when the split began, so that chunks keep their names.
std::vector<Stream> with_recorded_pages(std::vector<Stream> streams,
                                        const std::map<std::string, std::uint64_t>& pages) {
  for (Stream& stream : streams) {
    if (const auto found = pages.find(stream.id); found != pages.end()) stream.pages = found->second;
  }
  return streams;
}

}  // namespace

Status Conductor::load_rows() {
  chunks_ = plan_chunks(with_recorded_pages(survey_.streams, rings_[0].state.pages), survey_.catalogue.server_version);
  RINGFENCE_TRY(recheck_loaded());
  std::vector<Task> tasks;
  std::uint64_t pages = 0;
  for (const Chunk& chunk : chunks_) {
    const Stream& stream = survey_.streams[chunk.stream];
    std::vector<bool> wanted;
    for (const Ring& ring : rings_) wanted.push_back(!ring.state.chunks.contains({stream.id, chunk.first_page}));
    if (std::ranges::none_of(wanted, std::identity{})) continue;
    pages += chunk.pages;
    tasks.push_back({[&stream, &chunk, wanted](Hands& hands, Counter& bytes) -> Status {
      auto loaded = load_chunk(hands, stream, chunk, wanted, bytes);
      if (!loaded) return loaded.error();
      return {};
    }});
  }
  RINGFENCE_TRY(run("rows   ", std::move(tasks), pages * 8192, "from the source to the rings"));
  return run_for_rings("rows   ", [](Hands& hands, std::size_t ring) -> Status {
    auto connection = hands.ring(ring);
    if (!connection) return connection.error();
    return (*connection)->execute(record_rows_loaded_sql);
  });
}

bool Conductor::source_is_unwritten() const {
  return std::ranges::all_of(rings_, [&](const Ring& ring) { return ring.state.record->snapshot == survey_.snapshot; });
}

// Rows that an earlier run loaded are this run's rows only if both saw the same source.
Status Conductor::recheck_loaded() {
  if (source_is_unwritten()) return {};
  const bool anything = std::ranges::any_of(rings_, [](const Ring& ring) { return !ring.state.chunks.empty(); });
  std::vector<std::string> changed;
  if (anything) {
    say("The source has been written to since this split began: what is loaded already is compared with it.");
    std::mutex guard;
    std::vector<Task> tasks;
    for (const Chunk& chunk : chunks_) {
      const Stream& stream = survey_.streams[chunk.stream];
      const auto loaded = [&](const Ring& ring) { return ring.state.chunks.contains({stream.id, chunk.first_page}); };
      if (std::ranges::none_of(rings_, loaded)) continue;
      tasks.push_back({[this, &stream, &chunk, &changed, &guard](Hands& hands, Counter& bytes) -> Status {
        auto now = load_chunk(hands, stream, chunk, std::vector<bool>(rings_.size(), false), bytes);
        if (!now) return now.error();
        for (std::size_t i = 0; i < rings_.size(); ++i) {
          const auto before = rings_[i].state.chunks.find({stream.id, chunk.first_page});
          if (before == rings_[i].state.chunks.end() || before->second.digest == now->rings[i]) continue;
          const std::lock_guard hold(guard);
          changed.push_back(stream.target);
        }
        return {};
      }});
    }
    RINGFENCE_TRY(run("compare", std::move(tasks), 0, "what is loaded with the source as it is now"));
  }
  return reload_changed(changed);
}

Status Conductor::reload_changed(const std::vector<std::string>& targets) {
  const bool past_rows = std::ranges::any_of(rings_, [](const Ring& ring) { return ring.state.record->rows_loaded; });
  if (!targets.empty() && past_rows) {
    say("Rows of the source have changed since they were loaded, and the rings have their keys already: it starts "
        "over.");
    for (Ring& ring : rings_) {
      RINGFENCE_TRY(start_over(*ring.connection));
      ring.state = RingState{};
    }
    RINGFENCE_TRY(build_schemas());
    chunks_ = plan_chunks(survey_.streams, survey_.catalogue.server_version);
    return {};
  }
  for (Ring& ring : rings_) {
    RINGFENCE_TRY(pg::in_transaction(*ring.connection, [&]() -> Status {
      for (const Stream& stream : survey_.streams) {
        if (std::ranges::find(targets, stream.target) == targets.end()) continue;
        RINGFENCE_TRY(ring.connection->execute("TRUNCATE ONLY " + stream.target));
        RINGFENCE_TRY(ring.connection->execute(forget_stream_sql(stream.id)));
        std::erase_if(ring.state.chunks, [&](const auto& chunk) { return chunk.second.stream == stream.id; });
      }
      return {};
    }));
  }
  // Only now: a run killed before this line compares again.
  for (Ring& ring : rings_) RINGFENCE_TRY(ring.connection->execute(record_snapshot_sql(survey_.snapshot)));
  return {};
}

}  // namespace ringfence::lifecycle
