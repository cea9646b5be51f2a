#include "lifecycle/split/load.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/limits.h"
#include "lifecycle/split/state.h"

namespace ringfence::lifecycle {

namespace {

// The rows one ring takes from one chunk, in one transaction. If it is not committed it is rolled back.
class Intake {
 public:
  Status begin(pg::Connection& ring, const Stream& stream, bool whole) {
    ring_ = &ring;
    RINGFENCE_TRY(ring.execute("BEGIN"));
    // A table that is emptied in the transaction that fills it may be written frozen, and under wal_level = minimal
    // without a log of its rows: what is not committed is not there.
    if (whole) RINGFENCE_TRY(ring.execute("TRUNCATE ONLY " + stream.target));
    RINGFENCE_TRY(ring.copy_in(copy_in_sql(stream) + (whole ? " WITH (FREEZE)" : "")));
    copying_ = true;
    return {};
  }
  Status add(std::string_view line) {
    batch_.append(line);
    return batch_.size() >= limits::split_batch_bytes ? flush() : Status();
  }
  Status commit(const ChunkRecord& record) {
    RINGFENCE_TRY(flush());
    copying_ = false;
    auto taken = ring_->copy_finish();
    if (!taken) return taken.error();
    if (*taken != record.digest.rows) {
      return fail(fmt::format("PostgreSQL took {} rows of the {} it was sent", *taken, record.digest.rows));
    }
    RINGFENCE_TRY(ring_->execute(record_chunk_sql(record)));
    RINGFENCE_TRY(ring_->execute("COMMIT"));
    ring_ = nullptr;
    return {};
  }
  ~Intake() {
    if (ring_ == nullptr) return;
    if (copying_) ring_->copy_abandon("the split of this chunk failed");
    (void)ring_->execute("ROLLBACK");
  }
  [[nodiscard]] bool is_open() const { return ring_ != nullptr; }

 private:
  Status flush() {
    Status sent = batch_.empty() ? Status() : ring_->copy_send(batch_);
    batch_.clear();
    return sent;
  }
  pg::Connection* ring_ = nullptr;
  bool copying_ = false;
  std::string batch_;
};

// A line without the field that routes it, and the ring's number from that field.
struct Routed {
  int ring = -1;  // -1 astray, -2 left behind
  std::string_view line;
};

Routed route(std::string_view line) {
  const std::size_t end = line.find_first_of("\t\n");
  const std::string_view field = line.substr(0, end);
  line.remove_prefix(line[end] == '\t' ? end + 1 : end);
  if (field == ring_left) return {-2, line};
  int ring = -1;
  const auto read = std::from_chars(field.data(), field.data() + field.size(), ring);
  return {read.ec == std::errc() ? ring : -1, line};
}

class ChunkLoader {
 public:
  ChunkLoader(Hands& hands, const Stream& stream, const Chunk& chunk, const std::vector<bool>& wanted)
      : hands_(hands), stream_(stream), chunk_(chunk), wanted_(wanted), intakes_(wanted.size()) {
    outcome_.rings.resize(wanted.size());
  }

  Result<ChunkOutcome> run(Counter& bytes) {
    auto source = hands_.source();
    if (!source) return source.error();
    RINGFENCE_TRY(open_intakes());
    RINGFENCE_TRY((*source)->copy_out(copy_out_sql(stream_, chunk_)));
    Status read = read_lines(**source, bytes);
    if (!read) {
      // The rest of the stream has to be read away before the connection can be used again, or the server told to stop.
      (*source)->cancel();
      while (true) {
        auto rest = (*source)->copy_line();
        if (!rest || !*rest) break;
      }
      return read.error();
    }
    if (outcome_.astray > 0) {
      return fail(fmt::format("{} rows of {} have no home", outcome_.astray, stream_.id),
                  "they were not among those listed before the split began", "run the same command again to list them");
    }
    RINGFENCE_TRY(commit_intakes());
    return std::move(outcome_);
  }

 private:
  Status open_intakes() {
    for (std::size_t i = 0; i < wanted_.size(); ++i) {
      if (!wanted_[i]) continue;
      auto ring = hands_.ring(i);
      if (!ring) return ring.error();
      RINGFENCE_TRY(intakes_[i].begin(**ring, stream_, is_whole()));
    }
    return {};
  }

  // Directories of partitions share a table.
  [[nodiscard]] bool is_whole() const { return chunk_.first_page == 0 && chunk_.end_page == 0 && !stream_.directory; }

  Status read_lines(pg::Connection& source, Counter& bytes) {
    for (;;) {
      auto line = source.copy_line();
      if (!line) return line.error();
      if (!*line) return {};
      bytes += (*line)->size();
      RINGFENCE_TRY(take(**line));
    }
  }

  Status take(std::string_view line) {
    switch (stream_.routing) {
      case Routing::all:
        return send_to_all(line);
      case Routing::one:
        return send(stream_.ring, line);
      case Routing::by_row:
        break;
    }
    const Routed routed = route(line);
    if (routed.ring >= 0) return send(static_cast<std::size_t>(routed.ring), routed.line);
    if (routed.ring == -2) {
      hasher_.add(digested(routed.line), outcome_.left);
    } else {
      ++outcome_.astray;
    }
    return {};
  }

  Status send(std::size_t ring, std::string_view line) {
    hasher_.add(digested(line), outcome_.rings[ring]);
    return intakes_[ring].is_open() ? within_ring(ring, intakes_[ring].add(line)) : Status();
  }

  Status send_to_all(std::string_view line) {
    RowDigest& first = outcome_.rings[0];
    hasher_.add(digested(line), first);
    for (std::size_t i = 0; i < intakes_.size(); ++i) {
      if (intakes_[i].is_open()) RINGFENCE_TRY(within_ring(i, intakes_[i].add(line)));
    }
    return {};
  }

  // The row as both sides know it: no line end, and no `ringfence_home`, which the source does not have.
  [[nodiscard]] std::string_view digested(std::string_view line) const {
    line.remove_suffix(1);
    if (stream_.second_is_home) line.remove_prefix(line.find('\t') + 1);
    return line;
  }

  Status commit_intakes() {
    if (stream_.routing == Routing::all) std::fill(outcome_.rings.begin() + 1, outcome_.rings.end(), outcome_.rings[0]);
    for (std::size_t i = 0; i < intakes_.size(); ++i) {
      if (!intakes_[i].is_open()) continue;
      const ChunkRecord record{stream_.id, chunk_.first_page, chunk_.end_page, outcome_.rings[i], outcome_.left.rows};
      RINGFENCE_TRY(within_ring(i, intakes_[i].commit(record)));
    }
    return {};
  }

  [[nodiscard]] Status within_ring(std::size_t ring, Status status) const {
    if (status) return status;
    return within(fmt::format("{} into ring {}", stream_.id, hands_.ring_name(ring)), status.error());
  }

  Hands& hands_;
  const Stream& stream_;
  const Chunk& chunk_;
  const std::vector<bool>& wanted_;
  std::vector<Intake> intakes_;
  ChunkOutcome outcome_;
  RowHasher hasher_;
};

}  // namespace

Result<ChunkOutcome> load_chunk(Hands& hands, const Stream& stream, const Chunk& chunk, const std::vector<bool>& wanted,
                                Counter& bytes) {
  return ChunkLoader(hands, stream, chunk, wanted).run(bytes);
}

}  // namespace ringfence::lifecycle
