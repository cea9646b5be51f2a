#include "cli/check_database.h"

#include <fmt/format.h>

#include "base/terminal.h"
#include "compile/postgres/catalogue.h"
#include "compile/postgres/placement.h"
#include "pg/quote.h"

namespace ringfence::cli {

namespace {

std::string_view fate_word(compile::ReferenceFate fate) {
  switch (fate) {
    case compile::ReferenceFate::keep:
      return "keep";
    case compile::ReferenceFate::directory:
      return "directory";
    case compile::ReferenceFate::drop:
      return "drop";
  }
  return "drop";
}

std::string readable(const policy::TableName& name) {
  const std::string table = pg::readable_identifier(name.name);
  return name.schema == "public" ? table : pg::readable_identifier(name.schema) + "." + table;
}

Status examine(pg::Connection& connection, const policy::Policy& policy, const std::string& policy_file, bool count,
               DatabaseCheck& check) {
  const Result<compile::Catalogue> catalogue = compile::read_catalogue(connection);
  if (!catalogue) return catalogue.error();
  const compile::Placements placements = compile::place(policy, *catalogue, policy_file);
  check.findings.append(placements.findings);
  if (placements.findings.has_errors()) return {};
  const auto leaky = compile::read_leaky_indexes(connection);
  if (!leaky) return leaky.error();
  check.findings.append(compile::lint(policy, *catalogue, placements, *leaky, policy_file));
  check.crossings = compile::crossings(placements);
  return count ? compile::count_crossings(connection, policy, placements, check.crossings) : Status();
}

}  // namespace

Result<DatabaseCheck> check_database(const policy::Policy& policy, const std::string& policy_file,
                                     const std::string& uri, bool count) {
  Result<pg::Connection> connection = pg::Connection::open(uri);
  if (!connection) return connection.error();
  DatabaseCheck check;
  RINGFENCE_TRY(connection->execute("BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"));
  RINGFENCE_TRY(examine(*connection, policy, policy_file, count, check));
  RINGFENCE_TRY(connection->execute("COMMIT"));
  return check;
}

std::string crossings_as_text(const std::vector<compile::Crossing>& crossings) {
  if (crossings.empty()) return {};
  const bool counted = crossings.front().rows.has_value();
  std::vector<std::string> headings = {"foreign key", "of", "to", "becomes"};
  if (counted) headings.emplace_back("rows that cross");
  TextTable table(headings);
  for (const compile::Crossing& crossing : crossings) {
    const compile::Reference& reference = crossing.reference;
    std::vector<std::string> cells = {reference.key.name, readable(crossing.table), readable(reference.key.to),
                                      reference.fate == compile::ReferenceFate::directory ? "directory" : "dropped"};
    if (counted) cells.push_back(crossing.rows ? with_separators(*crossing.rows) : "");
    table.add(std::move(cells));
  }
  return table.text();
}

json::array crossings_as_json(const std::vector<compile::Crossing>& crossings) {
  json::array list;
  for (const compile::Crossing& crossing : crossings) {
    const compile::Reference& reference = crossing.reference;
    json::object entry;
    entry["table"] = readable(crossing.table);
    entry["constraint"] = reference.key.name;
    entry["columns"] = json::value_from(reference.key.columns);
    entry["to"] = readable(reference.key.to);
    entry["fate"] = fate_word(reference.fate);
    entry["reason"] = reference.reason;
    if (crossing.rows) {
      entry["rows"] = *crossing.rows;
    } else {
      entry["rows"] = nullptr;
    }
    list.push_back(std::move(entry));
  }
  return list;
}

}  // namespace ringfence::cli
