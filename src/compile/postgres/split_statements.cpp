#include "compile/postgres/split_statements.h"

#include <fmt/format.h>
#include <pg_query.h>

#include <array>

#include "compile/postgres/statement_kind.h"
#include "compile/postgres/statement_tree.h"

namespace ringfence::compile {
namespace {

bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v';
}
bool is_name_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || (c & 0x80) != 0;
}

std::size_t end_of_line(std::string_view sql, std::size_t at) {
  const std::size_t end = sql.find('\n', at);
  return end == std::string_view::npos ? sql.size() : end;
}

// From the opening quote to behind the closing one; a doubled quote just begins the next part, which is as good.
std::size_t end_of_quoted(std::string_view sql, std::size_t at, bool backslashes) {
  const char quote = sql[at++];
  for (; at < sql.size(); ++at) {
    if (backslashes && sql[at] == '\\') {
      ++at;
    } else if (sql[at] == quote) {
      return at + 1;
    }
  }
  return sql.size();
}

// From a dollar sign that may open $tag$: behind the closing tag, or behind the dollar where it opens nothing.
std::size_t end_of_dollar_quoted(std::string_view sql, std::size_t at) {
  std::size_t tag_end = at + 1;
  while (tag_end < sql.size() && is_name_char(sql[tag_end])) ++tag_end;
  const bool opens = tag_end < sql.size() && sql[tag_end] == '$' && !(sql[at + 1] >= '0' && sql[at + 1] <= '9') &&
                     (at == 0 || (!is_name_char(sql[at - 1]) && sql[at - 1] != '$'));
  if (!opens) return at + 1;
  const std::string_view tag = sql.substr(at, tag_end + 1 - at);
  const std::size_t close = sql.find(tag, tag_end + 1);
  return close == std::string_view::npos ? sql.size() : close + tag.size();
}

std::size_t end_of_comment(std::string_view sql, std::size_t at) {
  for (std::size_t depth = 0; at < sql.size();) {
    const std::string_view two = sql.substr(at, 2);
    if (two == "/*") ++depth;
    if (two == "*/" && --depth == 0) return at + 2;
    at += two == "/*" || two == "*/" ? 2 : 1;
  }
  return sql.size();
}

// One token-like piece: what is quoted or a comment as a whole, otherwise one character.
std::size_t next_piece(std::string_view sql, std::size_t at) {
  const std::string_view two = sql.substr(at, 2);
  if (two == "--") return end_of_line(sql, at);
  if (two == "/*") return end_of_comment(sql, at);
  if (sql[at] == '$') return end_of_dollar_quoted(sql, at);
  if (sql[at] == '"') return end_of_quoted(sql, at, false);
  if (sql[at] != '\'') return at + 1;
  const bool escapes = at > 0 && (sql[at - 1] == 'E' || sql[at - 1] == 'e') && (at == 1 || !is_name_char(sql[at - 2]));
  return end_of_quoted(sql, at, escapes);
}

// The lines stay, empty, so that the places PostgreSQL names are right.
std::string without_psql_commands(std::string_view sql) {
  std::string kept;
  kept.reserve(sql.size());
  bool line_begins = true;
  for (std::size_t at = 0; at < sql.size();) {
    if (line_begins && sql[at] == '\\') {
      at = end_of_line(sql, at);
      continue;
    }
    const std::size_t next = next_piece(sql, at);
    kept.append(sql.substr(at, next - at));
    line_begins = sql[next - 1] == '\n';
    at = next;
  }
  return kept;
}

std::string_view without_leading_comments(std::string_view sql) {
  std::size_t at = 0;
  while (at < sql.size()) {
    const std::string_view two = sql.substr(at, 2);
    if (is_space(sql[at])) {
      ++at;
    } else if (two == "--") {
      at = end_of_line(sql, at);
    } else if (two == "/*") {
      at = end_of_comment(sql, at);
    } else {
      break;
    }
  }
  sql.remove_prefix(at);
  while (!sql.empty() && is_space(sql.back())) sql.remove_suffix(1);
  return sql;
}

struct Pieces {
  PgQuerySplitResult raw;
  explicit Pieces(const std::string& sql) : raw(pg_query_split_with_parser(sql.c_str())) {}
  Pieces(const Pieces&) = delete;
  Pieces& operator=(const Pieces&) = delete;
  ~Pieces() { pg_query_free_split_result(raw); }
};

Error at_line(std::string_view sql, const PgQueryError& error) {
  const auto before = static_cast<std::size_t>(std::max(0, error.cursorpos - 1));
  const auto line = 1 + std::count(sql.begin(), sql.begin() + static_cast<long>(std::min(before, sql.size())), '\n');
  return {error.message, fmt::format("line {} of the schema", line), {}, "42601"};
}

}  // namespace

Result<std::vector<SqlStatement>> split_statements(std::string_view sql) {
  if (sql.find('\0') != std::string_view::npos) return fail("the schema holds a zero byte");
  const std::string text = without_psql_commands(sql);
  const Pieces pieces(text);
  if (pieces.raw.error) return at_line(text, *pieces.raw.error);
  std::vector<SqlStatement> statements;
  statements.reserve(static_cast<std::size_t>(pieces.raw.n_stmts));
  for (int i = 0; i < pieces.raw.n_stmts; ++i) {
    const PgQuerySplitStmt& piece = *pieces.raw.stmts[i];
    SqlStatement statement;
    statement.text = without_leading_comments(std::string_view(text).substr(
        static_cast<std::size_t>(piece.stmt_location), static_cast<std::size_t>(piece.stmt_len)));
    const auto tree = StatementTree::parse(statement.text);
    if (!tree) return within(fmt::format("statement {} of the schema", i + 1), tree.error());
    if (tree->size() != 1) return fail(fmt::format("statement {} of the schema is not one statement", i + 1));
    classify(tree->statement(0), statement);
    statements.push_back(std::move(statement));
  }
  return statements;
}

std::string_view to_text(StatementKind kind) {
  static constexpr std::array<std::string_view, 41> names = {"set",
                                                             "set_config",
                                                             "sequence_value",
                                                             "select",
                                                             "create_schema",
                                                             "create_extension",
                                                             "create_type",
                                                             "create_domain",
                                                             "create_function",
                                                             "create_operator",
                                                             "create_table",
                                                             "create_view",
                                                             "create_materialized_view",
                                                             "create_sequence",
                                                             "alter_sequence",
                                                             "column_default",
                                                             "column_option",
                                                             "inherit",
                                                             "attach_partition",
                                                             "attach_index",
                                                             "create_index",
                                                             "add_primary_key",
                                                             "add_unique",
                                                             "add_exclusion",
                                                             "add_foreign_key",
                                                             "add_check",
                                                             "validate_constraint",
                                                             "replica_identity",
                                                             "cluster_on",
                                                             "create_statistics",
                                                             "create_trigger",
                                                             "trigger_state",
                                                             "create_rule",
                                                             "rule_state",
                                                             "create_policy",
                                                             "row_security",
                                                             "create_event_trigger",
                                                             "publication",
                                                             "subscription",
                                                             "foreign_server",
                                                             "refresh_view"};
  static constexpr std::array<std::string_view, 5> rest = {"comment", "security_label", "owner", "grant", "other"};
  const auto index = static_cast<std::size_t>(kind);
  return index < names.size() ? names[index] : rest.at(index - names.size());
}

}  // namespace ringfence::compile
