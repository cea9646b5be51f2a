// What of withholding only the server can tell.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "compile/postgres/search.h"
#include "compile/postgres/walls_parts.h"
#include "compile/postgres/withholding.h"
#include "compile/postgres/withholding_parts.h"
#include "pg/quote.h"

namespace ringfence::compile {

namespace {

constexpr const char* why = "content = true";

// The tables' own, their partitions' and children's, as regclass takes them.
std::vector<std::string> relations_of(const Placements& placements, const Placement& content) {
  std::vector<std::string> relations;
  for (const Placement& part : placements.tables) {
    if (part.rule == content.rule) relations.push_back(qualified(part.table->name));
  }
  return relations;
}

// What is in force or still to come, by table.
Result<std::map<std::string, std::int64_t>> read_open(pg::Connection& connection) {
  std::map<std::string, std::int64_t> open;
  auto there = connection.query("SELECT pg_catalog.to_regclass('ringfence.withholding') IS NOT NULL");
  if (!there) return there.error();
  if (!there->boolean(0, 0)) return open;
  auto rows = connection.query(
      "SELECT content_table, count(*) FROM ringfence.withholding WHERE ended IS NULL GROUP BY content_table");
  if (!rows) return rows.error();
  for (std::size_t i = 0; i < rows->size(); ++i) open[rows->string(i, 0)] = rows->integer(i, 1);
  return open;
}

Result<bool> is_awake(pg::Connection& connection, const std::vector<std::string>& relations) {
  auto rows = connection.query(
      "SELECT pg_catalog.bool_and(c.relrowsecurity AND EXISTS (SELECT FROM pg_catalog.pg_trigger t WHERE t.tgrelid ="
      " c.oid AND t.tgname = '~ringfence_withheld' AND t.tgenabled IN ('O', 'A'))) FROM pg_catalog.pg_class c"
      " WHERE c.oid = ANY ($1::pg_catalog.regclass[])",
      {pg::array_literal(relations)});
  if (!rows) return rows.error();
  return rows->boolean(0, 0);
}

// Where the store is as it should be and rows are not.
Status compare_arrays(pg::Connection& connection, const Placement& content, ServiceChanges& into) {
  const std::string name = policy::to_text(content.table->name);
  auto column = connection.query(
      "SELECT FROM pg_catalog.pg_attribute WHERE attrelid = $1::pg_catalog.regclass AND attname = $2 AND NOT "
      "attisdropped",
      {qualified(content.table->name), std::string(withheld_column_name)});
  if (!column) return column.error();
  if (column->size() == 0) return {};
  const building::ArrayQuestions questions = building::array_questions(content);
  auto rows = connection.query(fmt::format("SELECT ({}) + ({})", questions.otherwise, questions.astray));
  if (!rows) return rows.error();
  if (rows->integer(0, 0) == 0) return {};
  into.changes.push_back(
      {fmt::format("{}; SELECT ringfence.withholding_marks(ARRAY(SELECT id FROM ringfence.withholding"
                   " WHERE content_table = {} AND ended IS NULL))",
                   questions.clear, pg::quote_literal(name)),
       fmt::format("different withholding of {} rows of {}: not what is in force", rows->integer(0, 0), name), why});
  return {};
}

Status compare_open(pg::Connection& connection, const Placements& placements, ServiceChanges& into) {
  auto open = read_open(connection);
  if (!open) return open.error();
  for (const Placement* content : content_tables(placements)) {
    const std::string name = policy::to_text(content->table->name);
    const auto found = open->find(name);
    if (found == open->end()) continue;
    auto awake = is_awake(connection, relations_of(placements, *content));
    if (!awake) return awake.error();
    if (!*awake) {
      into.changes.push_back({fmt::format("SELECT ringfence.withholding_wakes({})", pg::quote_literal(name)),
                              fmt::format("disabled row security of {}, where {} withholding{} open", name,
                                          found->second, found->second == 1 ? " is" : "s are"),
                              why});
    }
    RINGFENCE_TRY(compare_arrays(connection, *content, into));
    open->erase(found);
  }
  for (const auto& [name, count] : *open) {
    into.for_a_person.push_back(
        fmt::format("{} withholdings of {} are open, which the policy does not call content: lift"
                    " them, or write content = true",
                    count, name));
  }
  return {};
}

// Operators that indexes of content answer to, by function. PostgreSQL asks only what it knows to be LEAKPROOF before a
// policy, so an index of any other is of no use under row security.
constexpr const char* operators_sql = R"sql(
SELECT DISTINCT i.indexrelid::pg_catalog.regclass::text, p.oid::pg_catalog.regprocedure::text,
       p.pronamespace = 'pg_catalog'::pg_catalog.regnamespace AND p.proname IN ('ts_match_vq', 'ts_match_qv'),
       (SELECT r.rolsuper FROM pg_catalog.pg_roles r WHERE r.rolname = current_user)
  FROM pg_catalog.pg_index i
 CROSS JOIN LATERAL pg_catalog.unnest(i.indclass::pg_catalog.oid[]) AS k(opclass)
  JOIN pg_catalog.pg_opclass c ON c.oid = k.opclass
  JOIN pg_catalog.pg_amop a ON a.amopfamily = c.opcfamily AND a.amoplefttype = c.opcintype AND a.amoppurpose = 's'
  JOIN pg_catalog.pg_operator o ON o.oid = a.amopopr
  JOIN pg_catalog.pg_proc p ON p.oid = o.oprcode OR p.oid = (SELECT m.oprcode FROM pg_catalog.pg_operator m WHERE m.oid = o.oprcom)
 WHERE i.indrelid = ANY ($1::pg_catalog.regclass[]) AND NOT p.proleakproof ORDER BY 2, 1)sql";

// An index of search is not there before the changes of this plan are made, and answers to `@@`.
constexpr const char* search_operators_sql = R"sql(
SELECT p.oid::pg_catalog.regprocedure::text FROM pg_catalog.pg_proc p WHERE p.oid = ANY (ARRAY[
         'pg_catalog.ts_match_vq(tsvector, tsquery)', 'pg_catalog.ts_match_qv(tsquery, tsvector)']::pg_catalog.regprocedure[])
   AND NOT p.proleakproof AND (SELECT r.rolsuper FROM pg_catalog.pg_roles r WHERE r.rolname = current_user))sql";

Status add_search_operators(pg::Connection& connection, const Placements& placements,
                            std::map<std::string, std::string>& mended) {
  for (const Placement* searched : searched_tables(placements)) {
    if (!searched->rule->content) continue;
    auto rows = connection.query(search_operators_sql);
    if (!rows) return rows.error();
    for (std::size_t i = 0; i < rows->size(); ++i) {
      mended.emplace(rows->string(i, 0), "of search on " + policy::to_text(searched->table->name));
    }
  }
  return {};
}

// `@@` compares what it is given and says nothing of it, so a superuser may call it LEAKPROOF. What else is not, stays
// so.
Status compare_operators(pg::Connection& connection, const Placements& placements, ServiceChanges& into) {
  std::vector<std::string> relations;
  for (const Placement* content : content_tables(placements)) {
    std::ranges::move(relations_of(placements, *content), std::back_inserter(relations));
  }
  if (relations.empty()) return {};
  auto rows = connection.query(operators_sql, {pg::array_literal(relations)});
  if (!rows) return rows.error();
  std::map<std::string, std::string> mended;
  std::map<std::string, std::string> slow;
  std::set<std::string> by_view;
  for (std::size_t i = 0; i < rows->size(); ++i) {
    const std::string function = rows->string(i, 1);
    if (rows->boolean(i, 2) && rows->boolean(i, 3)) {
      mended.emplace(function, rows->string(i, 0));
    } else if (rows->boolean(i, 2)) {
      by_view.insert(rows->string(i, 0));
    } else {
      std::string& functions = slow[rows->string(i, 0)];
      functions += (functions.empty() ? "" : ", ") + function;
    }
  }
  RINGFENCE_TRY(add_search_operators(connection, placements, mended));
  for (const auto& [function, index] : mended) {
    into.changes.push_back(
        {fmt::format("ALTER FUNCTION {} LEAKPROOF; INSERT INTO ringfence.setting VALUES ({}, 'by apply') ON"
                     " CONFLICT (name) DO UPDATE SET value = EXCLUDED.value",
                     function, pg::quote_literal("leakproof " + function)),
         fmt::format("missing LEAKPROOF of {}, by which index {} is asked", function, index), why});
  }
  for (const std::string& index : by_view) {
    into.notes.push_back(
        fmt::format("index {} is used for @@ by searches through the gateway alone, of one table, once something of it"
                    " is withheld: only a superuser can call @@ LEAKPROOF (docs/operating.md, \"Withholding\")",
                    index));
  }
  for (const auto& [index, functions] : slow) {
    into.notes.push_back(
        fmt::format("index {} is not used for {} once something of its table is withheld: they are not"
                    " LEAKPROOF (docs/operating.md, \"Withholding\")",
                    index, functions));
  }
  return {};
}

}  // namespace

Status withholding_changes(pg::Connection& connection, const Placements& placements, ServiceChanges& into) {
  RINGFENCE_TRY(compare_open(connection, placements, into));
  return compare_operators(connection, placements, into);
}

Status make_withholding(pg::Connection& connection, const Placements& placements) {
  ServiceChanges made;
  RINGFENCE_TRY(withholding_changes(connection, placements, made));
  for (const Change& change : made.changes) {
    if (Status done = connection.execute(change.sql); !done) return within(change.what, done.error());
  }
  return {};
}

}  // namespace ringfence::compile
