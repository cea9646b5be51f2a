// Statements on the session and the transaction, not on rows: SET, LISTEN, DISCARD, COMMIT …
#include <fmt/format.h>

#include <array>
#include <span>

#include "base/ascii.h"
#include "compile/postgres/statement_work.h"

namespace ringfence::compile::work {
namespace {

using Do = policy::SettingUse::Do;
using Step = policy::TransactionStep;

constexpr int cursor_with_hold = 0x0020;  // CURSOR_OPT_HOLD of PostgreSQL's nodes/parsenodes.h

Step step_of(PgQuery__TransactionStmtKind kind) {
  switch (kind) {
    case PG_QUERY__TRANSACTION_STMT_KIND__TRANS_STMT_BEGIN:
    case PG_QUERY__TRANSACTION_STMT_KIND__TRANS_STMT_START:
      return Step::begin;
    case PG_QUERY__TRANSACTION_STMT_KIND__TRANS_STMT_COMMIT:
      return Step::commit;
    case PG_QUERY__TRANSACTION_STMT_KIND__TRANS_STMT_ROLLBACK:
      return Step::rollback;
    case PG_QUERY__TRANSACTION_STMT_KIND__TRANS_STMT_SAVEPOINT:
      return Step::savepoint;
    case PG_QUERY__TRANSACTION_STMT_KIND__TRANS_STMT_RELEASE:
      return Step::release;
    case PG_QUERY__TRANSACTION_STMT_KIND__TRANS_STMT_ROLLBACK_TO:
      return Step::rollback_to;
    case PG_QUERY__TRANSACTION_STMT_KIND__TRANS_STMT_PREPARE:
      return Step::prepare;
    case PG_QUERY__TRANSACTION_STMT_KIND__TRANS_STMT_COMMIT_PREPARED:
      return Step::commit_prepared;
    case PG_QUERY__TRANSACTION_STMT_KIND__TRANS_STMT_ROLLBACK_PREPARED:
      return Step::rollback_prepared;
    default:
      return Step::none;
  }
}

// What PostgreSQL takes for true, where it is written out whole.
constexpr auto words_for_on = std::to_array<std::string_view>({"on", "true", "yes", "1"});
constexpr auto words_for_utf8 = std::to_array<std::string_view>({"utf8", "utf-8", "unicode"});

bool is_one_of(std::span<const std::string_view> words, const std::optional<std::string>& value) {
  return value && std::ranges::find(words, lower_ascii(*value)) != words.end();
}

}  // namespace

void Analyser::forbid(std::string reason, int location, std::string hint) {
  policy::Doubt doubt{std::move(reason), place(location), std::move(hint)};
  if (!out_.forbidden) out_.forbidden = doubt;
  out_.opaque.push_back(std::move(doubt));
}

// Names without a schema are judged as those of schema public, with PostgreSQL's own before them.
void Analyser::check_search_path(const std::optional<std::vector<std::string>>& schemas, int location) {
  bool public_seen = false;
  const bool as_judged = schemas && std::all_of(schemas->begin(), schemas->end(), [&](const std::string& schema) {
                           if (schema == "pg_catalog") return !public_seen;
                           public_seen = public_seen || schema == "public";
                           return schema == "public" || schema == "$user" || schema.empty();
                         });
  if (as_judged) return;
  out_.renames = policy::Doubt{
      "search_path stays as it is: names would mean other tables than those that are judged", place(location),
      "write the schema before the table's name; only the purpose migrate may change the path"};
}

// The name is in lower case. `is_default`: back to what the server began with, which is harmless whatever it was.
void Analyser::check_setting(const policy::SettingUse& use, bool is_default, int location) {
  if (use.what != Do::set) return;
  if (use.name == "role" || use.name == "session_authorization") {
    return forbid(fmt::format("SET {} would make it another role's session, in a pool that others share",
                              use.name == "role" ? "ROLE" : "SESSION AUTHORIZATION"),
                  location, "connect as the service it is to act for");
  }
  if (is_default) return;
  // The server would read the next statement otherwise than it is read here.
  if (use.name == "standard_conforming_strings" && !is_one_of(words_for_on, use.value)) {
    forbid("standard_conforming_strings stays on: strings would be read otherwise than they are judged", location,
           "write strings with backslashes as E'…'");
  }
  if (use.name == "client_encoding" && !is_one_of(words_for_utf8, use.value)) {
    forbid("client_encoding stays UTF8: text in another would be read otherwise than it is judged", location,
           "let the client convert, and send UTF8");
  }
}

void Analyser::set_variable(const PgQuery__VariableSetStmt& statement) {
  out_.verb = policy::StatementVerb::session;
  policy::SettingUse use;
  use.name = lower_ascii(statement.name);
  use.local = statement.is_local;
  const auto kind = statement.kind;
  const bool reset = kind == PG_QUERY__VARIABLE_SET_KIND__VAR_RESET;
  const bool reset_all = kind == PG_QUERY__VARIABLE_SET_KIND__VAR_RESET_ALL;
  out_.command = reset || reset_all ? "RESET" : "SET";
  if (reset || reset_all) use.what = Do::reset;
  if (reset_all) use.name = "all";
  if (kind == PG_QUERY__VARIABLE_SET_KIND__VAR_SET_MULTI) use.local = use.name != "session characteristics";
  if (kind == PG_QUERY__VARIABLE_SET_KIND__VAR_SET_VALUE && statement.n_args == 1) {
    use.value = walk::constant_text(statement.args[0]);
  }
  if (kind == PG_QUERY__VARIABLE_SET_KIND__VAR_SET_VALUE && use.name == "search_path") {
    std::optional<std::vector<std::string>> schemas(std::in_place);
    for (std::size_t i = 0; i < statement.n_args; ++i) {
      const auto schema = walk::constant_text(statement.args[i]);
      if (schema && schemas) schemas->push_back(*schema);
      if (!schema) schemas.reset();
    }
    check_search_path(schemas, -1);
  }
  use.to_default = kind == PG_QUERY__VARIABLE_SET_KIND__VAR_SET_DEFAULT;
  check_setting(use, use.to_default, -1);
  out_.session.setting = std::move(use);
}

void Analyser::transaction(const PgQuery__TransactionStmt& statement) {
  out_.verb = policy::StatementVerb::transaction;
  out_.command = "transaction control";
  out_.session.step = step_of(statement.kind);
  if (statement.savepoint_name) out_.session.savepoint = statement.savepoint_name;
  out_.session.chains = statement.chain;
}

void Analyser::discard(const PgQuery__DiscardStmt& statement) {
  out_.session.discards = true;
  out_.session.releases = statement.target == PG_QUERY__DISCARD_MODE__DISCARD_ALL;
  out_.session.deallocates_all = out_.session.releases;
}

void Analyser::declare(const PgQuery__DeclareCursorStmt& statement) {
  if ((statement.options & cursor_with_hold) != 0) out_.session.pins = "a cursor WITH HOLD";
  out_.session.declares_cursor = true;
  command(*statement.query);
}

// It locks all rows, so it counts as writing, but it changes none: a shared table stays the same in every ring.
void Analyser::lock(const PgQuery__LockStmt& statement) {
  out_.verb = policy::StatementVerb::write;
  out_.command = "LOCK TABLE";
  out_.locks_rows = true;
  Level level;
  for (std::size_t i = 0; i < statement.n_relations; ++i) {
    if (statement.relations[i]->node_case != PG_QUERY__NODE__NODE_RANGE_VAR) continue;
    Source& source = table(*statement.relations[i]->range_var, level, false);
    out_.tables[source.use].read = true;
    if (out_.tables[source.use].is_personal()) doubt("LOCK TABLE locks every row of a table", source.location);
  }
}

// False: it is none of these.
bool Analyser::session(const PgQuery__Node& statement) {
  const auto is = [&](const char* name) {
    out_.verb = policy::StatementVerb::session;
    out_.command = name;
    return true;
  };
  policy::SessionEffect& effect = out_.session;
  switch (statement.node_case) {
    case PG_QUERY__NODE__NODE_VARIABLE_SET_STMT:
      set_variable(*statement.variable_set_stmt);
      return true;
    case PG_QUERY__NODE__NODE_VARIABLE_SHOW_STMT:
      effect.setting = policy::SettingUse{Do::show, lower_ascii(statement.variable_show_stmt->name), {}, false};
      return is("SHOW");
    case PG_QUERY__NODE__NODE_DISCARD_STMT:
      discard(*statement.discard_stmt);
      return is("DISCARD");
    case PG_QUERY__NODE__NODE_LISTEN_STMT:
      effect.pins = "LISTEN";
      return is("LISTEN");
    case PG_QUERY__NODE__NODE_UNLISTEN_STMT:
      return is("UNLISTEN");
    case PG_QUERY__NODE__NODE_NOTIFY_STMT:
      return is("NOTIFY");
    case PG_QUERY__NODE__NODE_DEALLOCATE_STMT:
      effect.deallocates = statement.deallocate_stmt->name;
      effect.deallocates_all = effect.deallocates.empty();
      return is("DEALLOCATE");
    case PG_QUERY__NODE__NODE_LOAD_STMT:
      effect.pins = "LOAD";
      return is("LOAD");
    case PG_QUERY__NODE__NODE_FETCH_STMT:
      return is(statement.fetch_stmt->ismove ? "MOVE" : "FETCH");
    case PG_QUERY__NODE__NODE_CLOSE_PORTAL_STMT:
      return is("CLOSE");
    default:
      return false;
  }
}

}  // namespace ringfence::compile::work
