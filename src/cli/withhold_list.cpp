#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "base/terminal.h"
#include "cli/withhold.h"
#include "pg/quote.h"

namespace ringfence::cli {

namespace {

constexpr const char* about = R"(List what is withheld, or will be, in each ring. Reads only.

States: waiting (its day has not come), in force, ended (by its date), lifted. Without --all only the first two.

Exit codes: 0 listed; 1 a ring could not be read; 2 wrong use.

Examples:
  ringfence withhold list --dir rings
  ringfence withhold list --dir rings --table post --key 17 --all --json)";

struct ListOptions {
  WithholdOptions all;
  std::string table;
  std::string key;
  std::string demand;
  bool past = false;
};

constexpr const char* list_sql =
    "SELECT id, content_table, content_key, jurisdictions, reason, asked_by, law, appeal, sealed, demand,"
    " pg_catalog.to_char(starts AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"'),"
    " pg_catalog.to_char(ends AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"'),"
    " CASE WHEN lifted IS NOT NULL THEN 'lifted' WHEN ended IS NOT NULL THEN 'ended' WHEN began IS NOT NULL THEN"
    " 'in force' ELSE 'waiting' END FROM ringfence.withholding WHERE ($1 OR ended IS NULL) AND ($2::text IS NULL OR"
    " content_table = $2) AND ($3::text IS NULL OR content_key = $3) AND ($4::text IS NULL OR demand = $4)"
    " ORDER BY created, content_table, content_key, id";

json::value text_or_null(const pg::Rows& rows, std::size_t row, std::size_t column) {
  return rows.is_null(row, column) ? json::value(nullptr) : json::value(rows.string(row, column));
}

json::object as_json(const std::string& ring, const pg::Rows& rows, std::size_t i) {
  json::array codes;
  for (const std::string& code : pg::parse_array(rows.text(i, 3))) codes.emplace_back(code);
  return {{"ring", ring},
          {"id", rows.string(i, 0)},
          {"table", rows.string(i, 1)},
          {"key", rows.string(i, 2)},
          {"jurisdictions", std::move(codes)},
          {"reason", rows.string(i, 4)},
          {"asked_by", rows.string(i, 5)},
          {"law", rows.string(i, 6)},
          {"appeal", rows.string(i, 7)},
          {"sealed", rows.boolean(i, 8)},
          {"demand", text_or_null(rows, i, 9)},
          {"from", rows.string(i, 10)},
          {"until", text_or_null(rows, i, 11)},
          {"state", rows.string(i, 12)}};
}

int run_list(const ListOptions& options) {
  WithholdRings opened = open_withhold_rings(options.all);
  if (opened.failed != Exit::clean) return opened.failed;
  const auto or_null = [](const std::string& text) { return text.empty() ? pg::Parameter() : pg::Parameter(text); };
  json::array list;
  TextTable table({"ring", "id", "table", "key", "in", "reason", "asked by", "from", "until", "state"});
  for (WithholdRing& ring : opened.rings) {
    auto rows = ring.connection.query(
        list_sql, {options.past ? "t" : "f", or_null(options.table), or_null(options.key), or_null(options.demand)});
    if (!rows) return report(within("ring " + ring.ring->name, rows.error()));
    for (std::size_t i = 0; i < rows->size(); ++i) {
      list.push_back(as_json(ring.ring->name, *rows, i));
      table.add({ring.ring->name, rows->string(i, 0), rows->string(i, 1), rows->string(i, 2),
                 fmt::format("{}", fmt::join(pg::parse_array(rows->text(i, 3)), " ")), rows->string(i, 4),
                 rows->string(i, 5) + (rows->boolean(i, 8) ? " (sealed)" : ""), rows->string(i, 10),
                 rows->is_null(i, 11) ? "-" : rows->string(i, 11), rows->string(i, 12)});
    }
  }
  if (options.all.common.json) {
    fmt::print("{}", pretty(json::object{{"withholdings", std::move(list)}}));
  } else if (list.empty()) {
    fmt::print("nothing is withheld\n");
  } else {
    fmt::print("{}", table.text());
  }
  return Exit::clean;
}

}  // namespace

void register_withhold_list(CLI::App& app, Action& action) {
  CLI::App* command = app.add_subcommand("list", "List what is withheld");
  command->description(about);
  auto options = std::make_shared<ListOptions>();
  add_withhold_options(*command, options->all);
  command->add_option("--table", options->table, "Only of this table");
  command->add_option("--key", options->key, "Only this row");
  command->add_option("--demand", options->demand, "Only what executes this demand")->type_name("ID");
  command->add_flag("--all", options->past, "Also what is over");
  command->callback([&action, options] { action = [options] { return run_list(*options); }; });
}

}  // namespace ringfence::cli
