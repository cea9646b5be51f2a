// CHECKs: what a row must be to be in this ring at all.
#include <fmt/format.h>

#include <algorithm>

#include "compile/postgres/walls_parts.h"
#include "pg/quote.h"

namespace ringfence::compile::building {

namespace {

Object check(const Placement& table, const std::string& name, const std::string& condition, std::string why) {
  const std::string on = qualified(table.table->name);
  Object object;
  object.kind = ObjectKind::check;
  object.phase = Phase::before_rows;
  object.on = table.table->name;
  object.name = name;
  object.definition = fmt::format("CHECK ({})", condition);
  object.create = fmt::format("ALTER TABLE {} ADD CONSTRAINT {} {} NOT VALID", on, name, object.definition);
  object.validate = fmt::format("ALTER TABLE {} VALIDATE CONSTRAINT {}", on, name);
  object.drop = fmt::format("ALTER TABLE {} DROP CONSTRAINT {}", on, name);
  object.why = std::move(why);
  return object;
}

// As the server prints it: a text column is compared as it is, every other type as text; always byte by byte, so that
// neither citext nor a collation that ignores case lets `us` pass for `US`.
std::string is_one_of(const std::string& column, std::string_view type, const std::vector<policy::Code>& codes) {
  const std::string quoted = pg::quote_identifier(column);
  const std::string text = type == "text" ? quoted : fmt::format("({})::text", quoted);
  return fmt::format("(({} IS NOT NULL) AND (({} COLLATE \"C\") = {}))", quoted, text,
                     codes.empty() ? "ANY (ARRAY[]::text[])" : fmt::format("ANY ({})", literal_array(codes)));
}

// The code of the home a row's own columns lead to, as a SELECT INTO for the trigger.
std::string home_lookup(const Site& site, const Placement& subject) {
  const policy::Home& home = *subject.rule->home;
  std::string value = fmt::format("NEW.{}", pg::quote_identifier(subject.home_column));
  std::string from = "(SELECT 1) AS one(row)";
  std::string before = "NEW";
  for (std::size_t i = 0; i < subject.home_steps.size(); ++i) {
    const Step& step = subject.home_steps[i];
    std::string on;
    for (std::size_t c = 0; c < step.columns.size(); ++c) {
      on += fmt::format("{}h{}.{} = {}.{}", c == 0 ? "" : " AND ", i + 1, pg::quote_identifier(step.to_columns[c]),
                        before, pg::quote_identifier(step.columns[c]));
    }
    from += fmt::format(" LEFT JOIN {} AS h{} ON {}", qualified(step.to), i + 1, on);
    before = fmt::format("h{}", i + 1);
    value = fmt::format("{}.{}", before, pg::quote_identifier(subject.home_column));
  }
  std::string code = fmt::format("({})::text", value);
  if (!home.codes.empty()) {
    from += fmt::format(" LEFT JOIN ringfence.{} AS known ON known.value = {} COLLATE \"C\"",
                        pg::quote_identifier(named_after("code", subject.rule->name)), code);
    code = "known.code";
  }
  if (home.otherwise) {
    code = fmt::format("CASE WHEN {} COLLATE \"C\" = ANY ({}) THEN {} ELSE {} END", code,
                       literal_array(site.policy.ringed_codes()), code, pg::quote_literal(*home.otherwise));
  }
  return fmt::format("SELECT {} INTO NEW.{} FROM {};", code, home_column_name, from);
}

std::string unchanged(const Placement& subject) {
  std::string condition;
  const std::vector<std::string> columns =
      subject.home_steps.empty() ? std::vector{subject.home_column} : subject.home_steps.front().columns;
  for (const std::string& column : columns) {
    condition += fmt::format(" AND NEW.{0} IS NOT DISTINCT FROM OLD.{0}", pg::quote_identifier(column));
  }
  return condition;
}

void add_code_map(Site& site, const Placement& subject) {
  const policy::Home& home = *subject.rule->home;
  if (home.codes.empty()) return;
  const TableName name{"ringfence", named_after("code", subject.rule->name)};
  Object table{ObjectKind::table, Phase::before_rows, name, "", "value text, code text", "", "", "", "home.codes"};
  table.create = fmt::format("CREATE TABLE {} (value text PRIMARY KEY, code text NOT NULL)", qualified(name));
  table.drop = "DROP TABLE " + qualified(name);
  site.objects.push_back(std::move(table));
  std::string values;
  for (const auto& [value, code] : home.codes) {
    values += fmt::format("{}({}, {})", values.empty() ? "" : ", ", pg::quote_literal(value), pg::quote_literal(code));
  }
  Object rows{ObjectKind::rows, Phase::before_rows, name, "codes", values, "", "", "", "home.codes"};
  rows.create = fmt::format("DELETE FROM {0}; INSERT INTO {0} VALUES {1}", qualified(name), values);
  site.objects.push_back(std::move(rows));
}

void add_home_column(Site& site, const Placement& subject) {
  const TableName& on = subject.table->name;
  Object column{ObjectKind::column, Phase::before_rows, on, std::string(home_column_name), "text", "", "", "", "home"};
  column.create = fmt::format("ALTER TABLE {} ADD COLUMN {} text", qualified(on), home_column_name);
  column.drop = fmt::format("ALTER TABLE {} DROP COLUMN {}", qualified(on), home_column_name);
  site.objects.push_back(std::move(column));
  const std::string function = "ringfence." + pg::quote_identifier(named_after("home", subject.rule->name));
  Object body{ObjectKind::function,
              Phase::before_rows,
              {"ringfence", named_after("home", subject.rule->name)},
              "",
              "",
              "",
              "",
              "",
              "home"};
  // A person who was placed by hand stays placed while what the home is read from stays the same.
  body.definition = fmt::format(
      "BEGIN\n  IF TG_OP = 'UPDATE' AND OLD.{0} IS NOT NULL{1} THEN\n    NEW.{0} := OLD.{0};\n    RETURN NEW;\n  END "
      "IF;\n"
      "  {2}\n  RETURN NEW;\nEND",
      home_column_name, unchanged(subject), home_lookup(site, subject));
  body.create = trigger_function(function, body.definition);
  body.drop = fmt::format("DROP FUNCTION {}()", function);
  site.objects.push_back(std::move(body));
  // The name sorts behind those of an application's triggers: what the home is read from is then final.
  Object trigger{ObjectKind::trigger, Phase::after_rows, on, "~ringfence_home", "", "", "", "", "home"};
  trigger.definition = fmt::format(
      "CREATE TRIGGER \"~ringfence_home\" BEFORE INSERT OR UPDATE ON {}.{} FOR EACH ROW EXECUTE FUNCTION {}()",
      on.schema, on.name, function);
  trigger.create =
      fmt::format("CREATE TRIGGER \"~ringfence_home\" BEFORE INSERT OR UPDATE ON {} FOR EACH ROW EXECUTE FUNCTION {}()",
                  qualified(on), function);
  trigger.drop = fmt::format("DROP TRIGGER \"~ringfence_home\" ON {}", qualified(on));
  site.objects.push_back(std::move(trigger));
}

bool rests_elsewhere(const Site& site, const Placement& table) {
  return table.rest == Rest::bound ? table.bound_ring != site.ring.name
                                   : std::ranges::find(table.never_in, site.ring.name) != table.never_in.end();
}

}  // namespace

void add_home(Site& site, const Placement& subject) {
  const std::string why = "home of " + policy::to_text(subject.rule->name);
  if (subject.rule->home->is_plain()) {
    const Column& column = *subject.table->find_column(subject.home_column);
    site.objects.push_back(check(subject, "ringfence_home", is_one_of(column.name, column.type, site.ring.codes), why));
    return;
  }
  add_code_map(site, subject);
  add_home_column(site, subject);
  site.objects.push_back(
      check(subject, "ringfence_home", is_one_of(std::string(home_column_name), "text", site.ring.codes), why));
}

void add_presence(Site& site, const Placement& table) {
  if (follows_parent(table)) return;
  if (rests_elsewhere(site, table)) {
    site.objects.push_back(
        check(table, "ringfence_never_in", "false",
              table.rest == Rest::bound ? "ring = " + table.bound_ring : "never_in " + site.ring.name));
  }
  if (table.rest != Rest::owned || table.unowned_ring == site.ring.name) return;
  std::string condition;
  for (const std::string& column : table.anchor->columns) {
    condition += fmt::format("{}({} IS NOT NULL)", condition.empty() ? "" : " AND ", pg::quote_identifier(column));
  }
  if (table.anchor->columns.size() > 1) condition = '(' + condition + ')';
  site.objects.push_back(check(table, "ringfence_subject", condition, "a row is somebody's"));
}

}  // namespace ringfence::compile::building
