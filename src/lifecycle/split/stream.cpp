#include "lifecycle/split/stream.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/limits.h"
#include "compile/postgres/walls.h"
#include "pg/quote.h"

namespace ringfence::lifecycle {

namespace {

using compile::Placement;
using compile::Rest;

constexpr std::uint64_t page_bytes = 8192;
constexpr int version_with_page_ranges = 140000;

std::string selected(const std::vector<std::string>& columns) {
  std::string list;
  for (const std::string& name : columns) list += ", t." + pg::quote_identifier(name);
  return list;
}

// A subject placed by hand must carry its new code where the home constraint looks: in its own home column.
std::string selected_with_home(const Placement& root, const compile::Table& table, const Projection& projection,
                               bool placed) {
  std::string list;
  for (const std::string& name : copied_columns(table)) {
    const bool replaced = placed && root.rule->home->is_plain() && name == root.home_column;
    const std::string own = "t." + pg::quote_identifier(name);
    list +=
        replaced
            ? fmt::format(
                  ", CASE WHEN ({0}) IS DISTINCT FROM ({1})::text AND ({0}) <> 'leave' THEN ({0})::{2} ELSE {1} END",
                  projection.home, own, table.find_column(name)->type)
            : ", " + own;
  }
  return list;
}

std::string_view kind_of(Rest rest) {
  switch (rest) {
    case Rest::subject:
      return "subject";
    case Rest::owned:
      return "owned";
    case Rest::shared:
      return "shared";
    case Rest::bound:
      return "bound";
  }
  return "";
}

class Planner {
 public:
  Planner(const policy::Policy& policy, const compile::Catalogue& catalogue, const compile::Placements& tables,
          const std::vector<RowPlacement>& placements)
      : policy_(policy), catalogue_(catalogue), tables_(tables), placements_(placements) {}

  Stream rows_of(const Placement& table) const {
    const compile::Table& source = *table.table;
    Stream stream;
    stream.id = policy::to_text(source.name);
    stream.table = source.name;
    stream.kind = kind_of(table.rest);
    stream.target = compile::qualified(source.name);
    stream.pages = source.pages;
    stream.digest_columns = stream.target_columns = pg::quote_identifiers(copied_columns(source));
    const std::string fields = selected(copied_columns(source)).substr(2);
    if (!table.is_personal()) {
      stream.routing = table.rest == Rest::shared ? Routing::all : Routing::one;
      if (table.rest == Rest::bound) stream.ring = policy_.number_of(table.bound_ring);
      stream.select = fmt::format("SELECT {} FROM ONLY {} AS t", fields, stream.target);
      return stream;
    }
    const Projection projection = project(policy_, catalogue_, tables_, table, placements_);
    stream.routing = Routing::by_row;
    if (table.rest == Rest::subject) {
      const Placement& root = *tables_.find(*table.root);
      stream.second_is_home = !root.rule->home->is_plain();
      if (stream.second_is_home) {
        stream.target_columns = pg::quote_identifier(compile::home_column_name) + ", " + stream.target_columns;
      }
      const std::string home = stream.second_is_home ? ", " + projection.home : "";
      stream.select = fmt::format("SELECT {}{}{}{}", projection.ring, home,
                                  selected_with_home(root, source, projection, is_placed(root)), projection.from);
    } else {
      stream.select = fmt::format("SELECT {}, {}{}", projection.ring, fields, projection.from);
    }
    return stream;
  }

  // Every ring knows of every subject where it lives; one left behind is known to be nowhere.
  Stream directory_of(const Placement& table) const {
    const Placement& root = *tables_.find(*table.root);
    const Projection projection = project(policy_, catalogue_, tables_, table, placements_);
    Stream stream;
    stream.id = "directory of " + policy::to_text(table.table->name);
    stream.table = table.table->name;
    stream.kind = "directory";
    stream.directory = true;
    stream.target = compile::qualified(compile::directory_table(root));
    stream.pages = table.table->pages;
    for (std::size_t i = 1; i <= root.subject_columns.size(); ++i) stream.target_columns += fmt::format("key_{}, ", i);
    stream.digest_columns = stream.target_columns += "ring";
    std::string ring = fmt::format("CASE ({})", projection.ring);
    for (std::size_t i = 0; i < policy_.rings.size(); ++i) {
      ring += fmt::format(" WHEN '{}' THEN {}", i, pg::quote_literal(policy_.rings[i].name));
    }
    stream.select =
        fmt::format("SELECT {}, {} ELSE '-' END{}", selected(root.subject_columns).substr(2), ring, projection.from);
    return stream;
  }

 private:
  bool is_placed(const Placement& root) const {
    return std::ranges::any_of(placements_, [&](const RowPlacement& each) { return each.table == root.rule->name; });
  }

  const policy::Policy& policy_;
  const compile::Catalogue& catalogue_;
  const compile::Placements& tables_;
  const std::vector<RowPlacement>& placements_;
};

}  // namespace

std::vector<Stream> plan_streams(const policy::Policy& policy, const compile::Catalogue& catalogue,
                                 const compile::Placements& tables, const std::vector<RowPlacement>& placements) {
  const Planner planner(policy, catalogue, tables, placements);
  std::vector<Stream> streams;
  for (const Placement& table : tables.tables) {
    if (table.table->kind != compile::TableKind::table || copied_columns(*table.table).empty()) continue;
    streams.push_back(planner.rows_of(table));
    if (table.rest == Rest::subject) streams.push_back(planner.directory_of(table));
  }
  return streams;
}

std::vector<Chunk> plan_chunks(const std::vector<Stream>& streams, int server_version) {
  const std::uint64_t chunk_pages =
      server_version >= version_with_page_ranges ? limits::split_chunk_bytes / page_bytes : UINT64_MAX / 2;
  std::vector<Chunk> chunks;
  for (std::size_t i = 0; i < streams.size(); ++i) {
    // The directory's lines are short: a whole table of them is no more than a chunk of rows.
    const std::uint64_t step = streams[i].directory ? UINT64_MAX / 2 : chunk_pages;
    std::uint64_t first = 0;
    for (; first + step < streams[i].pages; first += step) chunks.push_back({i, first, first + step, step});
    chunks.push_back({i, first, 0, std::max<std::uint64_t>(1, streams[i].pages - std::min(first, streams[i].pages))});
  }
  std::ranges::stable_sort(chunks, std::greater<>{}, &Chunk::pages);
  return chunks;
}

std::string copy_out_sql(const Stream& stream, const Chunk& chunk) {
  std::string range;
  if (chunk.first_page > 0) range += fmt::format(" WHERE t.ctid >= '({},0)'::tid", chunk.first_page);
  if (chunk.end_page > 0) {
    range += fmt::format("{} t.ctid < '({},0)'::tid", range.empty() ? " WHERE" : " AND", chunk.end_page);
  }
  return fmt::format("COPY ({}{}) TO STDOUT", stream.select, range);
}

std::string copy_in_sql(const Stream& stream) {
  return fmt::format("COPY {} ({}) FROM STDIN", stream.target, stream.target_columns);
}

std::string read_back_sql(const Stream& stream) {
  return fmt::format("COPY (SELECT {} FROM ONLY {}) TO STDOUT", stream.digest_columns, stream.target);
}

}  // namespace ringfence::lifecycle
