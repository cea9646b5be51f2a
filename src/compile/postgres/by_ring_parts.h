// The inside of by_ring(), and what through_shown_view() has of it. For *by_ring.cpp and shown_search.cpp only.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "compile/postgres/catalogue.h"
#include "compile/postgres/statement_tree.h"

namespace ringfence::compile::parts {

// What the parts' rows are called where they are united.
inline constexpr const char* united = "ringfence_parts";

// One SELECT from one table and nothing else, without sub-selects. The statement is changed where there is a result.
struct Reading {
  PgQuery__SelectStmt& statement;
  const Table& table;
  const std::vector<std::string>& parts;
};
std::optional<std::string> aggregate_by_ring(const Reading& reading);
std::optional<std::string> page_by_ring(const Reading& reading);

// A SELECT from one table, whose name has no schema, and from nothing else; null: it is something else.
PgQuery__SelectStmt* of_one_table(PgQuery__Node& statement);
// Null: there is none of that name, or there are several, or a view.
const Table* table_named(const Catalogue& catalogue, std::string_view name);
// The name that the table has within the statement.
std::string alias_of(const Reading& reading);
inline PgQuery__ResTarget& output(PgQuery__SelectStmt& statement, std::size_t i) {
  return *statement.target_list[i]->res_target;
}
// The output that a constant of GROUP BY or ORDER BY stands for; null: none.
PgQuery__Node* at_position(PgQuery__SelectStmt& statement, const PgQuery__AConst& position);
// Of a column without a table's name before it.
std::optional<std::string> lone_name(const PgQuery__Node& node);
// Whether a column of these names, the last its own, can be the table's.
bool is_of_table(const Reading& reading, const std::vector<std::string>& fields);
// "SELECT <columns> FROM <part> AS <alias> WHERE … <rest>" for each part, united. Nothing: it cannot be said.
std::optional<std::string> of_parts(const Reading& reading, const std::string& columns, const std::string& rest);
// Puts the one table in place of another, and takes WHERE away.
void read_from(PgQuery__SelectStmt& statement, PgQuery__SelectStmt& giver);

}  // namespace ringfence::compile::parts
