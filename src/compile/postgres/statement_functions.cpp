// Functions: what may be called, and what a call leaves behind in the session.
#include <fmt/format.h>

#include "base/ascii.h"
#include "compile/postgres/search.h"
#include "compile/postgres/statement_work.h"

namespace ringfence::compile::work {

namespace {

// The one function of information_schema that drivers call: it spreads an array out.
bool spreads_array(const PgQuery__FuncCall& call) {
  return walk::strings(call.n_funcname, call.funcname) ==
         std::vector<std::string>{"information_schema", "_pg_expandarray"};
}

// 'a, "$user"' -> a, $user.
std::vector<std::string> schemas_in(std::string_view list) {
  std::vector<std::string> schemas(1);
  for (const char c : list) {
    if (c == ',') schemas.emplace_back();
    if (c != ',' && c != ' ' && c != '"') schemas.back() += c;
  }
  return schemas;
}

}  // namespace

void Analyser::function(const PgQuery__FuncCall& call, Level& level) {
  const auto name = walk::builtin_name(call.n_funcname, call.funcname);
  if ((name && walk::is_harmless_function(*name)) || spreads_array(call)) return;
  if (name == "set_config") return set_config(call, level);
  if (name && walk::is_home_only_function(*name)) {
    leave_behind(*name);
    out_.home_only.push_back(
        {fmt::format("function {} tells of the database or changes its state", *name), place(call.location), {}});
    return;
  }
  const auto names = walk::strings(call.n_funcname, call.funcname);
  if (names == std::vector<std::string>{"ringfence", std::string(search_query_name)}) return;
  opaque(fmt::format("function {} may do anything", fmt::join(names, ".")), call.location);
}

void Analyser::leave_behind(std::string_view function) {
  if (function == "currval" || function == "lastval") out_.session.reads_sequence_state = true;
  const bool locks = function.starts_with("pg_advisory_lock") || function.starts_with("pg_try_advisory_lock");
  if (locks && out_.session.pins.empty()) out_.session.pins = "a session-level advisory lock";
}

// A constant, or a column that the query holds to one: pg_dump asks for `set_config(name, …) … WHERE name = '…'`.
std::optional<std::string> Analyser::written_out(const PgQuery__Node& argument, Level& level) {
  if (const PgQuery__ColumnRef* column = walk::column(&argument)) {
    const Resolved found = resolve(*column, level);
    if (!found.source || found.source->nullable) return std::nullopt;
    const auto fact = found.source->facts.find(found.column);
    if (fact == found.source->facts.end() || fact->second.value.parameter) return std::nullopt;
    return fact->second.lookup.empty() ? std::optional(fact->second.value.text) : std::nullopt;
  }
  return walk::constant_text(&argument);
}

void Analyser::set_config(const PgQuery__FuncCall& call, Level& level) {
  const auto name = call.n_args == 3 ? written_out(*call.args[0], level) : std::nullopt;
  if (!name) {
    return forbid("set_config() of a setting whose name is not written out", call.location,
                  "write the name as a constant");
  }
  if (out_.session.setting) return forbid("it sets two settings", call.location, "set them one by one");
  policy::SettingUse use;
  use.name = lower_ascii(*name);
  use.value = walk::constant_text(call.args[1]);
  use.local = walk::constant_text(call.args[2]) == "true";
  if (use.name.starts_with("ringfence.")) {
    forbid(fmt::format("set_config() of {}, which only the gateway may set", use.name), call.location,
           fmt::format("SET {} = …, as a statement of its own", use.name));
  }
  check_setting(use, false, call.location);
  if (use.name == "search_path") {
    check_search_path(use.value ? std::optional(schemas_in(*use.value)) : std::nullopt, call.location);
  }
  out_.session.setting = std::move(use);
}

// Whether what it sets is set, once, whenever it runs: SET, or a bare SELECT set_config(…).
bool Analyser::sets_once(const PgQuery__Node& statement) {
  if (statement.node_case == PG_QUERY__NODE__NODE_VARIABLE_SET_STMT) return true;
  if (statement.node_case != PG_QUERY__NODE__NODE_SELECT_STMT) return false;
  const PgQuery__SelectStmt& select = *statement.select_stmt;
  const bool bare = select.op == PG_QUERY__SET_OPERATION__SETOP_NONE && !select.with_clause && !select.where_clause &&
                    !select.having_clause && !select.limit_count && !select.limit_offset && !select.into_clause &&
                    select.n_from_clause == 0 && select.n_group_clause == 0 && select.n_values_lists == 0 &&
                    select.n_target_list == 1;
  const PgQuery__Node* value = bare ? select.target_list[0]->res_target->val : nullptr;
  return value && value->node_case == PG_QUERY__NODE__NODE_FUNC_CALL &&
         walk::builtin_name(value->func_call->n_funcname, value->func_call->funcname) == "set_config";
}

}  // namespace ringfence::compile::work
