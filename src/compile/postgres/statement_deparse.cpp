#include "compile/postgres/statement_deparse.h"

#include <pg_query.h>

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

namespace ringfence::compile {

namespace {

constexpr std::string_view before_value = "SELECT ";

std::optional<std::string> deparsed(const PgQuery__ParseResult& tree) {
  std::vector<std::uint8_t> packed(pg_query__parse_result__get_packed_size(&tree));
  pg_query__parse_result__pack(&tree, packed.data());
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): libpg_query takes bytes as char
  const PgQueryProtobuf bytes{packed.size(), reinterpret_cast<char*>(packed.data())};
  const PgQueryDeparseResult result = pg_query_deparse_protobuf(bytes);
  std::optional<std::string> text;
  if (!result.error) text = result.query;
  pg_query_free_deparse_result(result);
  return text;
}

}  // namespace

std::optional<std::string> deparsed(PgQuery__SelectStmt& statement) {
  PgQuery__Node node = PG_QUERY__NODE__INIT;
  node.node_case = PG_QUERY__NODE__NODE_SELECT_STMT;
  node.select_stmt = &statement;
  PgQuery__RawStmt raw = PG_QUERY__RAW_STMT__INIT;
  raw.stmt = &node;
  std::array<PgQuery__RawStmt*, 1> statements = {&raw};
  PgQuery__ParseResult tree = PG_QUERY__PARSE_RESULT__INIT;
  tree.n_stmts = statements.size();
  tree.stmts = statements.data();
  return deparsed(tree);
}

std::optional<std::string> deparsed(PgQuery__Node& expression) {
  PgQuery__ResTarget target = PG_QUERY__RES_TARGET__INIT;
  target.val = &expression;
  PgQuery__Node node = PG_QUERY__NODE__INIT;
  node.node_case = PG_QUERY__NODE__NODE_RES_TARGET;
  node.res_target = &target;
  std::array<PgQuery__Node*, 1> targets = {&node};
  PgQuery__SelectStmt statement = PG_QUERY__SELECT_STMT__INIT;
  statement.n_target_list = targets.size();
  statement.target_list = targets.data();
  statement.limit_option = PG_QUERY__LIMIT_OPTION__LIMIT_OPTION_DEFAULT;
  statement.op = PG_QUERY__SET_OPERATION__SETOP_NONE;
  auto text = deparsed(statement);
  if (!text || !text->starts_with(before_value)) return std::nullopt;
  return text->substr(before_value.size());
}

bool can_be_said_anew(PgQuery__SelectStmt& statement, std::string_view text) {
  const auto said = deparsed(statement);
  if (!said) return false;
  const PgQueryFingerprintResult first = pg_query_fingerprint(said->c_str());
  const PgQueryFingerprintResult second = pg_query_fingerprint(std::string(text).c_str());
  const bool same = !first.error && !second.error && first.fingerprint == second.fingerprint;
  pg_query_free_fingerprint_result(first);
  pg_query_free_fingerprint_result(second);
  return same;
}

}  // namespace ringfence::compile
