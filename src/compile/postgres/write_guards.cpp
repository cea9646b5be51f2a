// A view's own WHERE does not hold for everything that writes through it: ON CONFLICT reaches rows that the view does
// not show. So a trigger on the table keeps a reader to the rows that its writing rules let out.
#include <fmt/format.h>

#include <algorithm>

#include "compile/postgres/transfers_parts.h"
#include "pg/quote.h"

namespace ringfence::compile::building {

namespace {

// NEW or OLD under the table's own name, so that a row filter reads as it is written.
std::string row_passes(const Placement& table, std::string_view row, const std::string& condition) {
  return fmt::format("EXISTS (SELECT FROM (SELECT {}.*) AS {} WHERE {})", row,
                     pg::quote_identifier(table.table->name.name), condition);
}

// A row that the rules do not let be written must not be found by its key either, or ON CONFLICT … WHERE could ask
// about it: the answer is the one that any taken key has.
std::string refuse_hidden_keys(const Placement& table, const std::string& condition) {
  const std::string alias = pg::quote_identifier(table.table->name.name);
  std::string text;
  for (const Key& key : table.table->keys) {
    std::string same;
    for (const std::string& column : key.columns) {
      same += fmt::format("{0}{1}.{2} = NEW.{2}", same.empty() ? "" : " AND ", alias, pg::quote_identifier(column));
    }
    text += fmt::format(
        "    IF EXISTS (SELECT FROM {} AS {} WHERE {} AND ({}) IS NOT TRUE) THEN\n"
        "      RAISE EXCEPTION 'duplicate key value violates unique constraint \"%\"', {} USING ERRCODE ="
        " 'unique_violation';\n    END IF;\n",
        qualified(table.table->name), alias, same, condition, pg::quote_literal(key.name));
  }
  return text;
}

std::string guard_body(const Placement& table, const std::string& condition) {
  const auto refuse = [&](std::string_view what) {
    return fmt::format(
        "      RAISE EXCEPTION 'no rule lets % write this row of %', session_user, {} USING ERRCODE ="
        " 'insufficient_privilege', DETAIL = '{}';\n",
        pg::quote_literal(policy::to_text(table.table->name)), what);
  };
  std::string body = "#variable_conflict use_column\nBEGIN\n";
  body += fmt::format("  IF TG_OP <> 'INSERT' THEN\n    IF NOT {} THEN\n{}    END IF;\n  END IF;\n",
                      row_passes(table, "OLD", condition), refuse("As it is, it is outside the rules that write."));
  body += fmt::format("  IF TG_OP <> 'DELETE' THEN\n    IF NOT {} THEN\n{}    END IF;\n  END IF;\n",
                      row_passes(table, "NEW", condition), refuse("It would be outside the rules that write."));
  const std::string hidden = refuse_hidden_keys(table, condition);
  if (!hidden.empty()) body += "  IF TG_OP = 'INSERT' THEN\n" + hidden + "  END IF;\n";
  return body + "  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;\n  RETURN NEW;\nEND";
}

void add_guard(Site& site, const Placement& table, const std::string& role, const std::string& condition) {
  Object function{ObjectKind::function,
                  Phase::after_rows,
                  {"ringfence", pg::generated_name({named_after("write", table.table->name), role})},
                  "",
                  "",
                  "",
                  "",
                  "",
                  "transfer rules that write"};
  function.definition = guard_body(table, condition);
  function.create = trigger_function(qualified(function.on), function.definition);
  function.drop = fmt::format("DROP FUNCTION {}()", qualified(function.on));
  // Its name begins so that it runs after the application's own triggers.
  Object trigger{ObjectKind::trigger,
                 Phase::after_rows,
                 table.table->name,
                 pg::generated_name({"~ringfence_write", role}),
                 "",
                 "",
                 "",
                 "",
                 "transfer rules that write"};
  const std::string name = pg::quote_identifier(trigger.name);
  const std::string rest = fmt::format(" FOR EACH ROW WHEN ((CURRENT_USER = {}::name)) EXECUTE FUNCTION ringfence.{}()",
                                       pg::quote_literal(role), pg::quote_identifier(function.on.name));
  const std::string events = fmt::format("CREATE TRIGGER {} BEFORE INSERT OR DELETE OR UPDATE", name);
  trigger.definition = fmt::format("{} ON {}.{}{}", events, table.table->name.schema, table.table->name.name, rest);
  trigger.create = fmt::format("{} ON {}{}", events, qualified(table.table->name), rest);
  trigger.drop = fmt::format("DROP TRIGGER {} ON {}", name, qualified(table.table->name));
  site.objects.push_back(std::move(function));
  site.objects.push_back(std::move(trigger));
}

}  // namespace

void add_write_guards(Site& site) {
  for (const policy::Reader& reader : policy::readers_of(site.policy, site.ring.name, {})) {
    Rules writing = policy::rules_in_force(site.policy, site.ring.name, reader.ring, reader.purpose, {});
    std::erase_if(writing, [](const policy::Transfer* rule) { return !rule->write; });
    for (const Placement& table : site.placements.tables) {
      if (table.rule == nullptr || follows_parent(table) || table.rest == Rest::shared) continue;
      const Rules rules = rules_on(writing, *table.rule);
      if (rules.empty()) continue;
      const std::string condition = condition_of(rules, table.rule->name);
      add_guard(site, table, policy::transfer_name(reader.ring, reader.purpose),
                condition.empty() ? "true" : condition);
    }
  }
}

}  // namespace ringfence::compile::building
