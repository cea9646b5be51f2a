#include <fmt/format.h>

#include "compile/postgres/propose_words.h"
#include "pg/quote.h"

namespace ringfence::compile {

namespace {

Status read_samples(pg::Connection& connection, const Catalogue& catalogue, Samples& samples) {
  for (const policy::ColumnRef& wanted : columns_to_sample(catalogue)) {
    const auto column = pg::quote_identifier(wanted.column);
    auto rows = connection.query(
        fmt::format("SELECT DISTINCT v FROM (SELECT {}::text AS v FROM {} LIMIT 10000) s WHERE v IS NOT NULL LIMIT 500",
                    column, qualified(wanted.table)));
    if (!rows) return rows.error();
    auto& values = samples.values[wanted];
    for (std::size_t row = 0; row < rows->size(); ++row) values.insert(rows->string(row, 0));
  }
  for (const Table& table : catalogue.tables) {
    if (table.kind == TableKind::foreign || table.estimated_rows > 10'000) continue;
    auto rows =
        connection.query(fmt::format("SELECT count(*) FROM (SELECT FROM {} LIMIT 10001) s", qualified(table.name)));
    if (!rows) return rows.error();
    samples.rows[table.name] = static_cast<std::uint64_t>(rows->integer(0, 0));
  }
  return {};
}

}  // namespace

std::vector<policy::ColumnRef> columns_to_sample(const Catalogue& catalogue) {
  std::vector<policy::ColumnRef> wanted;
  for (const Table& table : catalogue.tables) {
    if (table.kind == TableKind::foreign) continue;
    const bool countries = proposing::is_country_name(proposing::name_words(table.name.name));
    for (const Column& column : table.columns) {
      if (!proposing::is_text(column)) continue;
      const bool short_text = column.type == "character(2)" || column.type == "character varying(2)";
      if (countries || short_text || proposing::is_country_name(proposing::column_words(table, column))) {
        wanted.push_back({table.name, column.name});
      }
    }
  }
  return wanted;
}

Result<Samples> sample(pg::Connection& connection, const Catalogue& catalogue) {
  Samples samples;
  RINGFENCE_TRY(connection.execute("BEGIN READ ONLY"));
  const Status done = read_samples(connection, catalogue, samples);
  (void)connection.execute("ROLLBACK");
  if (!done) return within("looking at the data", done.error());
  return samples;
}

}  // namespace ringfence::compile
