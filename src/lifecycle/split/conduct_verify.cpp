// The end: what the rings hold against what the source gave, and what crosses.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <mutex>

#include "lifecycle/split/conduct.h"
#include "lifecycle/split/verify.h"

namespace ringfence::lifecycle {

namespace {

std::string_view fate_text(compile::ReferenceFate fate) {
  return fate == compile::ReferenceFate::directory ? "directory" : "dropped";
}

}  // namespace

// From the rings' own records: so it is the same whether one run loaded everything or twenty.
std::vector<SplitTable> Conductor::given_to_rings() const {
  std::vector<SplitTable> tables;
  std::map<std::string, std::size_t> by_target;
  for (const Stream& stream : survey_.streams) {
    const auto [at, fresh] = by_target.emplace(stream.target, tables.size());
    if (fresh) tables.push_back({stream.directory ? "ringfence " + stream.id : stream.id, stream.kind, {}, {}, 0});
    SplitTable& table = tables[at->second];
    table.rings.resize(rings_.size());
    for (std::size_t i = 0; i < rings_.size(); ++i) {
      for (const auto& [key, chunk] : rings_[i].state.chunks) {
        if (key.first != stream.id) continue;
        table.rings[i] += chunk.digest;
        if (i == 0) table.left_behind += chunk.left_behind;
      }
    }
    table.source = RowDigest{};
    for (std::size_t i = 0; i < rings_.size(); ++i) {
      if (stream.routing != Routing::all || i == 0) table.source += table.rings[i];
    }
  }
  return tables;
}

Status Conductor::recall() {
  for (Ring& ring : rings_) {
    if (!ring.state.record->finished) RINGFENCE_TRY(ring.connection->execute(record_finished_sql));
  }
  report_.tables = given_to_rings();
  report_.notes.insert(report_.notes.begin(), "this split had finished before: nothing was moved or read back now");
  if (!source_is_unwritten()) {
    report_.notes.insert(report_.notes.begin() + 1,
                         "the source's server has written since: what changed in the source after the split is in no "
                         "ring");
  }
  report_.finished = true;
  return {};
}

Status Conductor::verify() {
  for (Ring& ring : rings_) {
    auto state = read_state(*ring.connection);
    if (!state) return state.error();
    ring.state = std::move(*state);
  }
  std::vector<SplitTable> given = given_to_rings();
  std::vector<SplitTable> found = given;
  RINGFENCE_TRY(read_rings(found));
  report_.mismatches = compare(given, found, addresses_.ring_names);
  RINGFENCE_TRY(check_counts(given));
  for (std::size_t i = 0; i < given.size(); ++i) found[i].source = given[i].source;
  report_.tables = std::move(found);
  RINGFENCE_TRY(count_crossings());
  if (!report_.mismatches.empty()) return {};
  for (Ring& ring : rings_) RINGFENCE_TRY(ring.connection->execute(record_finished_sql));
  report_.finished = true;
  return {};
}

Status Conductor::read_rings(std::vector<SplitTable>& found) {
  std::vector<Task> tasks;
  std::uint64_t pages = 0;
  std::map<std::string, std::size_t> by_target;
  for (const Stream& stream : survey_.streams) {
    const std::size_t at = by_target.size();
    if (!by_target.emplace(stream.target, at).second) continue;
    pages += stream.pages * (stream.routing == Routing::all ? rings_.size() : 1);
    for (std::size_t ring = 0; ring < rings_.size(); ++ring) {
      tasks.push_back({[this, &stream, &found, at, ring](Hands& hands, Counter& bytes) -> Status {
        auto digest = read_back(hands, ring, stream, bytes);
        if (!digest)
          return within(fmt::format("reading {} of ring {}", stream.id, addresses_.ring_names[ring]), digest.error());
        found[at].rings[ring] = *digest;  // each task has a place of its own
        return {};
      }});
    }
  }
  return run("verify ", std::move(tasks), pages * 8192, "reading every ring back");
}

// PostgreSQL's own count of the source, so that a row the reading missed would be missed here.
Status Conductor::check_counts(std::vector<SplitTable>& given) {
  std::mutex guard;
  std::vector<Task> tasks;
  std::map<std::string, const SplitTable*> by_id;
  for (const SplitTable& table : given) by_id[table.table] = &table;
  for (const Stream& stream : survey_.streams) {
    if (stream.directory) continue;
    tasks.push_back({[this, &stream, &by_id, &guard](Hands& hands, Counter& done) -> Status {
      auto counted = count_source(hands, stream);
      if (!counted) return counted.error();
      ++done;
      const SplitTable& table = *by_id.at(stream.id);
      if (*counted == table.source.rows + table.left_behind) return {};
      const std::lock_guard hold(guard);
      report_.mismatches.push_back(fmt::format("{}: the source has {} rows, {} were read", stream.id, *counted,
                                               table.source.rows + table.left_behind));
      return {};
    }});
  }
  const std::uint64_t total = tasks.size();
  return run("count  ", std::move(tasks), total, "the source's rows");
}

Status Conductor::count_crossings() {
  std::mutex guard;
  std::vector<Task> tasks;
  std::vector<std::pair<const compile::Placement*, const compile::Reference*>> turned;
  for (const compile::Placement& table : survey_.tables.tables) {
    for (const compile::Reference& reference : table.references) {
      if (reference.fate != compile::ReferenceFate::keep) turned.emplace_back(&table, &reference);
    }
  }
  for (const auto& [table, reference] : turned) {
    report_.crossings.push_back({policy::to_text(table->table->name), reference->key.name,
                                 std::string(fate_text(reference->fate)), reference->reason, 0});
  }
  for (std::size_t at = 0; at < turned.size(); ++at) {
    for (std::size_t ring = 0; ring < rings_.size(); ++ring) {
      const std::string sql =
          count_crossing_sql(survey_.tables, *turned[at].first, *turned[at].second, addresses_.ring_names[ring]);
      tasks.push_back({[this, at, ring, sql, &guard](Hands& hands, Counter& done) -> Status {
        auto connection = hands.ring(ring);
        if (!connection) return connection.error();
        auto counted = (*connection)->query(sql);
        if (!counted) return within("counting rows that cross", counted.error());
        ++done;
        const std::lock_guard hold(guard);
        report_.crossings[at].rows += static_cast<std::uint64_t>(counted->integer(0, 0));
        return {};
      }});
    }
  }
  const std::uint64_t total = tasks.size();
  return run("crossing", std::move(tasks), total, "rows that refer to another ring");
}

}  // namespace ringfence::lifecycle
