#include "compile/postgres/statement.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/limits.h"
#include "compile/postgres/statement_work.h"

namespace ringfence::compile {

namespace work {

void Analyser::truncate(const PgQuery__TruncateStmt& statement) {
  out_.verb = policy::StatementVerb::write;
  out_.command = "TRUNCATE";
  Level level;
  for (std::size_t i = 0; i < statement.n_relations; ++i) {
    if (statement.relations[i]->node_case != PG_QUERY__NODE__NODE_RANGE_VAR) continue;
    Source& source = table(*statement.relations[i]->range_var, level, false);
    out_.tables[source.use].written = true;
    mark_all(source);
  }
  doubt("TRUNCATE takes every row of a table", -1);
}

namespace {

// `ANALYZE off` counts as if it were on: nobody needs to write it.
bool measures(const PgQuery__ExplainStmt& statement) {
  return std::any_of(statement.options, statement.options + statement.n_options, [](const PgQuery__Node* option) {
    return option->def_elem->defname == std::string_view("analyze");
  });
}

}  // namespace

void Analyser::command(const PgQuery__Node& statement) {
  switch (statement.node_case) {
    case PG_QUERY__NODE__NODE_SELECT_STMT:
    case PG_QUERY__NODE__NODE_INSERT_STMT:
    case PG_QUERY__NODE__NODE_UPDATE_STMT:
    case PG_QUERY__NODE__NODE_DELETE_STMT:
      query(statement, nullptr);
      return;
    case PG_QUERY__NODE__NODE_EXPLAIN_STMT:
      out_.explains = true;
      out_.measures = measures(*statement.explain_stmt);
      return command(*statement.explain_stmt->query);
    case PG_QUERY__NODE__NODE_DECLARE_CURSOR_STMT:
      return declare(*statement.declare_cursor_stmt);
    case PG_QUERY__NODE__NODE_PREPARE_STMT:
      out_.session.pins = "PREPARE";
      return command(*statement.prepare_stmt->query);
    case PG_QUERY__NODE__NODE_EXECUTE_STMT:
      out_.command = "EXECUTE";
      out_.opaque.push_back({"EXECUTE runs a statement that was prepared earlier", 0,
                             "prepare it with the protocol's messages, as drivers do: those are judged when bound"});
      return;
    case PG_QUERY__NODE__NODE_COPY_STMT:
      return copy(*statement.copy_stmt);
    case PG_QUERY__NODE__NODE_TRUNCATE_STMT:
      return truncate(*statement.truncate_stmt);
    case PG_QUERY__NODE__NODE_LOCK_STMT:
      return lock(*statement.lock_stmt);
    case PG_QUERY__NODE__NODE_CREATE_STMT:
      return create(*statement.create_stmt);
    case PG_QUERY__NODE__NODE_CREATE_TABLE_AS_STMT:
      return create_as(*statement.create_table_as_stmt);
    case PG_QUERY__NODE__NODE_TRANSACTION_STMT:
      return transaction(*statement.transaction_stmt);
    default:
      if (session(statement)) return;
      if (statement.node_case == PG_QUERY__NODE__NODE_DROP_STMT && drop(*statement.drop_stmt)) return;
      pin_for_definition(statement);
      out_.command = walk::kind_name(statement);
      opaque(fmt::format("{} is not a statement on rows", out_.command), -1);
  }
}

namespace {

std::size_t values_in(const PgQuery__Node& node) {
  const auto is_value = [](const PgQuery__Node* one) {
    return one && (one->node_case == PG_QUERY__NODE__NODE_A_CONST || one->node_case == PG_QUERY__NODE__NODE_PARAM_REF);
  };
  if (is_value(&node)) return 1;
  std::size_t count = 0;
  if (const ProtobufCMessage* message = walk::content(node)) {
    walk::children(*message, [&](const PgQuery__Node& child) { count += values_in(child); });
  }
  if (node.node_case != PG_QUERY__NODE__NODE_SELECT_STMT) return count;
  for (const PgQuery__Node* number : {node.select_stmt->limit_count, node.select_stmt->limit_offset}) {
    if (is_value(number)) --count;
  }
  return count;
}

}  // namespace

policy::Analysis Analyser::run(const PgQuery__Node& statement) {
  command(statement);
  out_.values = values_in(statement);
  out_.through_views = names_views_ && !names_others_;
  if (makes_table_) out_.verb = policy::StatementVerb::other;
  if (out_.session.setting && !sets_once(statement)) out_.session.setting->value.reset();
  if (contradicted_ || !out_.doubts.empty() || !out_.opaque.empty()) out_.subject.reset();
  return std::move(out_);
}

}  // namespace work

namespace {

// libpg_query counts bytes from 0, people characters from 1.
void count_characters(std::string_view text, unsigned& position) {
  if (position == 0) return;
  const std::string_view before = text.substr(0, std::min<std::size_t>(position, text.size()));
  position = static_cast<unsigned>(std::count_if(
      before.begin(), before.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

void count_characters(std::string_view text, policy::Analysis& analysis) {
  for (auto* doubts : {&analysis.doubts, &analysis.opaque, &analysis.home_only}) {
    for (policy::Doubt& doubt : *doubts) count_characters(text, doubt.position);
  }
  if (analysis.forbidden) count_characters(text, analysis.forbidden->position);
  if (analysis.renames) count_characters(text, analysis.renames->position);
  for (policy::CarriedColumn& column : analysis.carried) count_characters(text, column.position);
}

// What one statement of a text makes the next may name, since none runs after one that failed. Once a transaction may
// have ended it is no longer certain.
struct Temporaries {
  explicit Temporaries(const std::set<std::string>* before) {
    if (before) names = *before;
  }
  void after(const policy::SessionEffect& effect) {
    using Step = policy::TransactionStep;
    const bool keeps = effect.step == Step::none || effect.step == Step::begin || effect.step == Step::savepoint;
    for (const std::string& name : keeps ? effect.drops_temporary : made) names.erase(name);
    if (effect.discards || effect.step == Step::rollback || effect.step == Step::rollback_to) names.clear();
    if (effect.makes_temporary.empty()) return;
    names.insert(effect.makes_temporary);
    made.push_back(effect.makes_temporary);
  }
  std::set<std::string> names;
  std::vector<std::string> made;
};

Error too_long() {
  return {"the statement is too long", fmt::format("the limit is {} bytes", limits::statement_bytes), {}, "54000"};
}

}  // namespace

Result<std::vector<policy::Analysis>> analyse(std::string_view text, const policy::Policy& policy,
                                              const KnownDatabase& known) {
  if (text.size() > limits::statement_bytes) return too_long();
  const auto tree = StatementTree::parse(text);
  if (!tree) return tree.error();
  std::vector<policy::Analysis> analyses;
  Temporaries temporaries(known.temporary);
  KnownDatabase as_known = known;
  as_known.temporary = &temporaries.names;
  for (std::size_t i = 0; i < tree->size(); ++i) {
    analyses.push_back(work::Analyser(policy, as_known).run(tree->statement(i)));
    temporaries.after(analyses.back().session);
    count_characters(text, analyses.back());
    const PgQuery__RawStmt& raw = tree->raw(i);
    analyses.back().begin = static_cast<std::size_t>(raw.stmt_location);
    analyses.back().end =
        raw.stmt_len == 0 ? text.size() : analyses.back().begin + static_cast<std::size_t>(raw.stmt_len);
  }
  return analyses;
}

Result<std::vector<std::pair<std::size_t, std::size_t>>> comments_of(std::string_view text) {
  if (text.size() > limits::statement_bytes) return too_long();
  return comment_spans(text);
}

}  // namespace ringfence::compile
