#include "compile/postgres/withholding.h"

#include <fmt/format.h>

#include <algorithm>

#include "compile/postgres/walls_parts.h"
#include "compile/postgres/withholding_parts.h"
#include "compile/postgres/withholding_sql.h"
#include "pg/quote.h"

namespace ringfence::compile {

namespace building {

namespace {

constexpr const char* why = "content = true";

// A row's key as it is kept: the primary key as text, a JSON array of texts where it has several columns.
std::string key_of(const Table& table, std::string_view row) {
  const std::vector<std::string>& columns = table.primary_key()->columns;
  std::vector<std::string> texts;
  for (const std::string& column : columns)
    texts.push_back(fmt::format("({}.{})::text", row, pg::quote_identifier(column)));
  if (texts.size() == 1) return texts.front();
  return fmt::format("pg_catalog.jsonb_build_array({})::text", joined(texts, ", "));
}

// k.key as values of the key's own types.
std::vector<std::string> key_values(const Table& table) {
  const std::vector<std::string>& columns = table.primary_key()->columns;
  std::vector<std::string> values;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const std::string text =
        columns.size() == 1 ? "k.key" : fmt::format("(k.key)::jsonb OPERATOR(pg_catalog.->>) {}", i);
    values.push_back(fmt::format("({})::{}", text, key_type(*table.find_column(columns[i]))));
  }
  return values;
}

std::string canonical_key(const Table& table) {
  std::vector<std::string> texts;
  for (const std::string& value : key_values(table)) texts.push_back(value + "::text");
  if (texts.size() == 1) return texts.front();
  return fmt::format("pg_catalog.jsonb_build_array({})::text", joined(texts, ", "));
}

// The union of what is in force. Codes are of ASCII; "C", so that both who compute it agree on the order.
constexpr const char* union_of = "pg_catalog.array_agg(DISTINCT j COLLATE \"C\")";

std::string mark_statement(const Placement& table) {
  return fmt::format(
      "UPDATE {0} AS t SET {1} = k.codes FROM (SELECT given.key, found.codes FROM pg_catalog.unnest($1) AS given(key)"
      " LEFT JOIN (SELECT w.content_key, {2} AS codes FROM ringfence.withholding AS w, "
      "pg_catalog.unnest(w.jurisdictions)"
      " AS j WHERE w.content_table = {3} AND w.content_key = ANY ($1) AND w.began IS NOT NULL AND w.ended IS NULL"
      " GROUP BY w.content_key) AS found ON found.content_key = given.key) AS k"
      " WHERE {4} AND t.{1} IS DISTINCT FROM k.codes",
      qualified(table.table->name), withheld_column_name, union_of,
      pg::quote_literal(policy::to_text(table.table->name)), row_has_key(*table.table));
}

std::string content_row(const Placement& table) {
  const Table& catalogued = *table.table;
  const std::string relation = qualified(catalogued.name);
  const std::string present = fmt::format("SELECT {} FROM pg_catalog.unnest($1) AS k(key) JOIN {} AS t ON {}",
                                          key_of(catalogued, "t"), relation, row_has_key(catalogued));
  return fmt::format("({}, {}, {}, {}, {})", pg::quote_literal(policy::to_text(catalogued.name)),
                     pg::quote_literal(relation), pg::quote_literal(canonical_key(catalogued)),
                     pg::quote_literal(present), pg::quote_literal(mark_statement(table)));
}

// Nobody sets the array to anything but what is in force; who writes the row without it, or leaves it as it is, gets
// that.
std::string trigger_body(const Placement& table) {
  const std::string name = pg::quote_literal(policy::to_text(table.table->name));
  return fmt::format(
      R"(
DECLARE
  now_in text[];
  said boolean := NEW.{0} IS NOT NULL;
BEGIN
  IF TG_OP = 'UPDATE' THEN
    said := NEW.{0} IS DISTINCT FROM OLD.{0};
    IF {1} IS DISTINCT FROM {2} AND EXISTS (SELECT FROM ringfence.withholding AS w
        WHERE w.content_table = {3} AND w.content_key = {2} AND w.ended IS NULL) THEN
      RAISE EXCEPTION 'content that is withheld keeps its key' USING ERRCODE = 'insufficient_privilege',
        DETAIL = pg_catalog.format('%s %s is withheld somewhere, or will be.', {3}, {2});
    END IF;
  END IF;
  SELECT {4} INTO now_in FROM ringfence.withholding AS w, pg_catalog.unnest(w.jurisdictions) AS j
   WHERE w.content_table = {3} AND w.content_key = {1} AND w.began IS NOT NULL AND w.ended IS NULL;
  IF said AND NEW.{0} IS DISTINCT FROM now_in THEN
    RAISE EXCEPTION '{0} of % is not to be written', {3} USING ERRCODE = 'insufficient_privilege',
      DETAIL = 'It says where the row is withheld, and follows from the withholdings in force.',
      HINT = 'ringfence withhold adds and lifts them';
  END IF;
  NEW.{0} := now_in;
  RETURN NEW;
END)",
      withheld_column_name, key_of(*table.table, "NEW"), key_of(*table.table, "OLD"), name, union_of);
}

std::string key_changes(const Table& table) {
  std::string condition;
  for (const std::string& column : table.primary_key()->columns) {
    const std::string cast = table.find_column(column)->type == "text" ? "" : "::text";
    const auto in = [&](std::string_view row) {
      const std::string value = fmt::format("{}.{}", row, pg::quote_identifier(column));
      return cast.empty() ? value : fmt::format("({}){}", value, cast);
    };
    condition += fmt::format(" OR ({} IS DISTINCT FROM {})", in("new"), in("old"));
  }
  return condition;
}

Object trigger_on(const TableName& on, const std::string& function, const std::string& name, const std::string& events,
                  const std::string& when) {
  Object trigger{ObjectKind::trigger, Phase::after_rows, on, name, "", "", "", "", why};
  const std::string rest = fmt::format(" FOR EACH ROW {}EXECUTE FUNCTION {}()",
                                       when.empty() ? "" : fmt::format("WHEN ({}) ", when), function);
  const std::string quoted = pg::quote_identifier(name);
  trigger.definition = fmt::format("CREATE TRIGGER {} BEFORE {} ON {}.{}{}", quoted, events, on.schema, on.name, rest);
  trigger.create = fmt::format("CREATE TRIGGER {} BEFORE {} ON {}{}", quoted, events, qualified(on), rest);
  trigger.drop = fmt::format("DROP TRIGGER {} ON {}", quoted, qualified(on));
  return trigger;
}

// Their names begin so that they run behind the application's own triggers. The first asks for each new row, and sleeps
// till something of the table is withheld.
void add_triggers(Site& site, const Placement& content, const TableName& on) {
  const TableName function{"ringfence", named_after("withheld", content.table->name)};
  const std::string call = "ringfence." + pg::quote_identifier(function.name);
  Object each = trigger_on(on, call, "~ringfence_withheld", "INSERT", "");
  each.create += fmt::format("; ALTER TABLE {} DISABLE TRIGGER \"~ringfence_withheld\"", qualified(on));
  each.sleeps = true;
  site.objects.push_back(std::move(each));
  site.objects.push_back(trigger_on(on, call, "~ringfence_withheld_set", "INSERT",
                                    fmt::format("(new.{} IS NOT NULL)", withheld_column_name)));
  site.objects.push_back(trigger_on(
      on, call, "~ringfence_withheld_update", "UPDATE",
      fmt::format("((new.{0} IS DISTINCT FROM old.{0}){1})", withheld_column_name, key_changes(*content.table))));
}

Object row_policy(const TableName& on, std::string_view name, const std::string& create_as,
                  const std::string& definition) {
  Object object{ObjectKind::row_policy, Phase::after_rows, on, std::string(name), definition, "", "", "", why};
  object.create = fmt::format("CREATE POLICY {} ON {} AS {}", name, qualified(on), create_as);
  object.drop = fmt::format("DROP POLICY {} ON {}", name, qualified(on));
  return object;
}

// The key of the row a policy is about, in the words of pg_get_expr(). As it is: a cast would be planned with each
// statement, and what costs anything lets a statement's own conditions come before the policy, with their errors.
std::string policy_key(const Table& table, std::string_view row) {
  std::vector<std::string> columns;
  for (const std::string& column : table.primary_key()->columns)
    columns.push_back(fmt::format("{}{}", row, pg::quote_identifier(column)));
  return columns.size() == 1 ? columns.front() : fmt::format("ROW({})", joined(columns, ", "));
}

// As short as it can be, since it is planned with every statement; and in the words of pg_get_expr().
void add_policies(Site& site, const Table& table, const Table& content) {
  const std::string seen = shows_condition(content, "");
  site.objects.push_back(row_policy(table.name, withheld_policy_name,
                                    fmt::format("RESTRICTIVE FOR ALL TO PUBLIC USING ({}) WITH CHECK (true)", seen),
                                    fmt::format("RESTRICTIVE FOR ALL TO PUBLIC USING {} WITH CHECK true", seen)));
  if (table.row_security) return;
  site.objects.push_back(row_policy(table.name, open_policy_name, "PERMISSIVE FOR ALL TO PUBLIC USING (true)",
                                    "PERMISSIVE FOR ALL TO PUBLIC USING true"));
}

void add_store(Site& site) {
  const auto table = [&](const std::string& name, const char* columns, const char* create) {
    Object object{ObjectKind::table, Phase::before_rows, {"ringfence", name}, "", columns, create, "", "", why};
    site.objects.push_back(std::move(object));
  };
  table("withholding", withholding_columns, make_withholding_table);
  table("content", content_columns, make_content_table);
  for (const WithholdingFunction& one : withholding_functions) {
    Object function{ObjectKind::function, Phase::before_rows, {"ringfence", one.name}, "", one.body, "", "", "", why};
    function.create = fmt::format(
        "CREATE OR REPLACE FUNCTION ringfence.{0}{1} LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, "
        "pg_temp"
        " AS {2}; REVOKE ALL ON FUNCTION ringfence.{0} FROM PUBLIC",
        one.name, one.signature, pg::quote_literal(one.body));
    site.objects.push_back(std::move(function));
  }
}

// The parent gives its column to partitions and children; policies and, to children, triggers it does not.
void add_content(Site& site, const Placement& content) {
  const TableName& on = content.table->name;
  Object column{
      ObjectKind::column, Phase::after_rows, on, std::string(withheld_column_name), "text[]", "", "", "", why};
  column.create = fmt::format("ALTER TABLE {} ADD COLUMN {} text[]", qualified(on), withheld_column_name);
  site.objects.push_back(std::move(column));
  const TableName name{"ringfence", named_after("withheld", on)};
  Object function{ObjectKind::function, Phase::after_rows, name, "", trigger_body(content), "", "", "", why};
  function.create = trigger_function(qualified(name), function.definition);
  site.objects.push_back(std::move(function));
  for (const Placement& part : site.placements.tables) {
    if (part.rule != content.rule) continue;
    if (!part.table->is_partition) add_triggers(site, content, part.table->name);
    add_policies(site, *part.table, *content.table);
  }
}

}  // namespace

std::string shows_condition(const Table& content, std::string_view row) {
  return fmt::format("(({0}{1} IS NULL) OR ringfence.shows_here({0}{1}, {2}::text, {3}))", row, withheld_column_name,
                     pg::quote_literal(policy::to_text(content.name)), policy_key(content, row));
}

std::string row_has_key(const Table& table) {
  const std::vector<std::string> values = key_values(table);
  std::vector<std::string> same;
  for (std::size_t i = 0; i < values.size(); ++i) {
    same.push_back(fmt::format("t.{} = {}", pg::quote_identifier(table.primary_key()->columns[i]), values[i]));
  }
  return joined(same, " AND ");
}

ArrayQuestions array_questions(const Placement& content) {
  const Table& table = *content.table;
  const std::string relation = qualified(table.name);
  const std::string name = pg::quote_literal(policy::to_text(table.name));
  const std::string nothing = fmt::format(
      "t.{} IS NOT NULL AND NOT EXISTS (SELECT FROM ringfence.withholding AS w WHERE w.content_table = {}"
      " AND w.content_key = {} AND w.began IS NOT NULL AND w.ended IS NULL)",
      withheld_column_name, name, key_of(table, "t"));
  return {fmt::format("SELECT count(*) FROM (SELECT w.content_key AS key, {} AS codes FROM ringfence.withholding AS w,"
                      " pg_catalog.unnest(w.jurisdictions) AS j WHERE w.content_table = {} AND w.began IS NOT NULL"
                      " AND w.ended IS NULL GROUP BY w.content_key) AS k JOIN {} AS t ON {} WHERE t.{} IS DISTINCT FROM"
                      " k.codes",
                      union_of, name, relation, row_has_key(table), withheld_column_name),
          fmt::format("SELECT count(*) FROM {} AS t WHERE {}", relation, nothing),
          fmt::format("UPDATE {} AS t SET {} = NULL WHERE {}", relation, withheld_column_name, nothing)};
}

void add_withholding(Site& site) {
  const std::vector<const Placement*> content = content_tables(site.placements);
  if (content.empty()) return;
  add_store(site);
  add_withholding_notices(site, content);
  std::string rows;
  for (const Placement* table : content) rows += (rows.empty() ? "" : ", ") + content_row(*table);
  Object known{ObjectKind::rows, Phase::before_rows, {"ringfence", "content"}, "content", rows, "", "", "", why};
  known.create = "DELETE FROM ringfence.content; INSERT INTO ringfence.content VALUES " + rows;
  site.objects.push_back(std::move(known));
  for (const Placement* table : content) add_content(site, *table);
}

}  // namespace building

std::vector<const Placement*> content_tables(const Placements& placements) {
  std::vector<const Placement*> tables;
  for (const Placement& table : placements.tables) {
    if (table.rule != nullptr && table.rule->content && !building::follows_parent(table)) tables.push_back(&table);
  }
  return tables;
}

}  // namespace ringfence::compile
