// Who lives where: each ring knows of every subject, and of its own what they may be looked up by.
#include <fmt/format.h>

#include "compile/postgres/walls_parts.h"
#include "pg/quote.h"

namespace ringfence::compile::building {

std::string joined(const std::vector<std::string>& parts, std::string_view between) {
  std::string text;
  for (const std::string& part : parts) text += (text.empty() ? "" : std::string(between)) + part;
  return text;
}

std::vector<std::string> key_columns(const Placement& subject, std::string_view row) {
  std::vector<std::string> columns;
  for (const std::string& name : subject.subject_columns) {
    columns.push_back(fmt::format("{}.{}", row, pg::quote_identifier(name)));
  }
  return columns;
}

std::string subject_text(const Placement& subject, std::string_view row) {
  const std::vector<std::string> columns = key_columns(subject, row);
  return columns.size() == 1 ? fmt::format("({})::text", columns[0])
                             : fmt::format("ROW({})::text", joined(columns, ", "));
}

namespace {

std::string function_name(const Placement& subject) {
  return "ringfence." + pg::quote_identifier(named_after("directory", subject.rule->name));
}

std::string same_key(const Placement& subject, std::string_view row) {
  std::string condition;
  const std::vector<std::string> columns = key_columns(subject, row);
  for (std::size_t i = 0; i < columns.size(); ++i) {
    condition += fmt::format("{}d.key_{} = {}", i == 0 ? "" : " AND ", i + 1, columns[i]);
  }
  return condition;
}

std::string insert_directory(const Placement& subject, std::string_view values_or_select) {
  const auto keys = numbered("key_", subject.subject_columns.size());
  return fmt::format("INSERT INTO {} AS d ({}, ring) {}", qualified(directory_table(subject)), joined(keys, ", "),
                     values_or_select);
}

std::string enter(const Site& site, const Placement& subject) {
  const std::string keys = joined(numbered("key_", subject.subject_columns.size()), ", ");
  const std::string here = pg::quote_literal(site.ring.name);
  return fmt::format(
      "{} ON CONFLICT ({}) DO UPDATE SET gone = NULL, position = pg_catalog.pg_current_xact_id() WHERE d.ring = {};\n"
      "    IF NOT FOUND THEN\n"
      "      RAISE EXCEPTION 'subject % of % is at home in another ring', {}, {} USING ERRCODE = 'unique_violation',\n"
      "        HINT = 'A subject has one home: use another key, or move the subject.';\n"
      "    END IF;",
      insert_directory(subject, fmt::format("VALUES ({}, {})", joined(key_columns(subject, "NEW"), ", "), here)), keys,
      here, subject_text(subject, "NEW"), pg::quote_literal(policy::to_text(subject.rule->name)));
}

std::string leave(const Placement& subject, const std::string& condition, const std::string& here) {
  return fmt::format(
      "UPDATE {} AS d SET gone = pg_catalog.now(), position = pg_catalog.pg_current_xact_id() WHERE {} AND d.ring = {} "
      "AND d.gone IS NULL;",
      qualified(directory_table(subject)), condition, here);
}

std::string trigger_body(const Site& site, const Placement& subject) {
  const std::string here = pg::quote_literal(site.ring.name);
  const bool lookups = !subject.rule->lookup.empty();
  std::string body = "BEGIN\n";
  body += "  IF TG_OP = 'TRUNCATE' THEN\n    ";
  body += leave(
      subject,
      fmt::format("NOT EXISTS (SELECT FROM {} AS t WHERE {})", qualified(subject.table->name), same_key(subject, "t")),
      here);
  if (lookups) {
    body += forget_lookups(subject, fmt::format("NOT EXISTS (SELECT FROM {} AS t WHERE {} = l.subject)",
                                                qualified(subject.table->name), subject_text(subject, "t")));
  }
  body += "\n    RETURN NULL;\n  END IF;\n";
  const std::string changed = fmt::format("({}) IS DISTINCT FROM ({})", joined(key_columns(subject, "OLD"), ", "),
                                          joined(key_columns(subject, "NEW"), ", "));
  body += fmt::format("  IF TG_OP = 'DELETE' OR (TG_OP = 'UPDATE' AND {}) THEN\n    {}\n  END IF;\n", changed,
                      leave(subject, same_key(subject, "OLD"), here));
  if (lookups) {
    body += fmt::format("  IF TG_OP <> 'INSERT' THEN{}\n  END IF;\n",
                        forget_lookups(subject, "l.subject = " + subject_text(subject, "OLD")));
  }
  body += fmt::format("  IF TG_OP = 'INSERT' OR (TG_OP = 'UPDATE' AND {}) THEN\n    {}\n  END IF;\n", changed,
                      enter(site, subject));
  if (lookups) {
    body += "  IF TG_OP <> 'DELETE' THEN\n";
    for (const std::string& column : subject.rule->lookup) body += enter_lookup(site, subject, column);
    body += "  END IF;\n";
  }
  return body + "  RETURN NULL;\nEND";
}

void add_trigger(Site& site, const TableName& on, const std::string& name, const std::string& events,
                 const std::string& each, const std::string& function) {
  Object trigger{ObjectKind::trigger, Phase::after_rows, on, name, "", "", "", "", "directory"};
  trigger.definition = fmt::format("CREATE TRIGGER {} AFTER {} ON {}.{} FOR EACH {} EXECUTE FUNCTION {}()", name,
                                   events, on.schema, on.name, each, function);
  trigger.create = fmt::format("CREATE TRIGGER {} AFTER {} ON {} FOR EACH {} EXECUTE FUNCTION {}()", name, events,
                               qualified(on), each, function);
  trigger.drop = fmt::format("DROP TRIGGER {} ON {}", name, qualified(on));
  site.objects.push_back(std::move(trigger));
}

void add_directory_table(Site& site, const Placement& subject) {
  const TableName name = directory_table(subject);
  Object table{ObjectKind::table,
               Phase::before_rows,
               name,
               "",
               "",
               "",
               "",
               "",
               "directory of " + policy::to_text(subject.rule->name)};
  for (std::size_t i = 0; i < subject.subject_columns.size(); ++i) {
    table.definition +=
        fmt::format("key_{} {}, ", i + 1, key_type(*subject.table->find_column(subject.subject_columns[i])));
  }
  table.definition += "ring text, gone timestamp with time zone, position xid8";
  table.create = fmt::format(
      "CREATE TABLE {} ({}, PRIMARY KEY ({})); ALTER TABLE {} ALTER ring SET NOT NULL, ALTER position SET NOT NULL,"
      " ALTER position SET DEFAULT pg_catalog.pg_current_xact_id()",
      qualified(name), table.definition, joined(numbered("key_", subject.subject_columns.size()), ", "),
      qualified(name));
  site.objects.push_back(std::move(table));
}

// For peers, who are told of it in this order.
void add_position_index(Site& site, const Placement& subject) {
  const TableName on = directory_table(subject);
  Object index{
      ObjectKind::index, Phase::after_rows, on, named_after("directory_position", subject.rule->name), "", "", "", "",
      "directory"};
  const std::string name = pg::quote_identifier(index.name);
  index.definition = fmt::format("CREATE INDEX {} ON {}.{} USING btree (position, {}) WHERE (ring = {}::text)", name,
                                 on.schema, on.name, joined(numbered("key_", subject.subject_columns.size()), ", "),
                                 pg::quote_literal(site.ring.name));
  index.create = index.definition;
  index.create.replace(index.create.find(" ON ") + 4, on.schema.size() + 1 + on.name.size(), qualified(on));
  index.drop = fmt::format("DROP INDEX {}.{}", pg::quote_identifier(on.schema), name);
  site.objects.push_back(std::move(index));
}

// Partitions are truncated on their own too, and a statement trigger of their parent does not hear of it.
void add_triggers(Site& site, const Placement& subject) {
  const std::string function = function_name(subject);
  add_trigger(site, subject.table->name, "ringfence_directory", "INSERT OR DELETE OR UPDATE", "ROW", function);
  for (const Placement& table : site.placements.tables) {
    if (table.rest == Rest::subject && table.rule == subject.rule) {
      add_trigger(site, table.table->name, "ringfence_truncate", "TRUNCATE", "STATEMENT", function);
    }
  }
}

}  // namespace

void add_directory(Site& site, const Placement& subject) {
  add_directory_table(site, subject);
  Object function{ObjectKind::function,
                  Phase::after_rows,
                  {"ringfence", named_after("directory", subject.rule->name)},
                  "",
                  "",
                  "",
                  "",
                  "",
                  "directory"};
  function.definition = trigger_body(site, subject);
  function.create = trigger_function(function_name(subject), function.definition);
  function.drop = fmt::format("DROP FUNCTION {}()", function_name(subject));
  site.objects.push_back(std::move(function));
  add_triggers(site, subject);
  add_position_index(site, subject);
}

void add_directory_view(Site& site) {
  std::string sql;
  for (const Placement* subject : subject_tables(site.placements)) {
    const auto keys = numbered("d.key_", subject->subject_columns.size());
    const std::string text = keys.size() == 1 ? keys[0] + "::text" : fmt::format("ROW({})::text", joined(keys, ", "));
    sql += fmt::format("{}SELECT {}::text AS subject_table, {} AS subject, d.ring, d.gone FROM {} AS d",
                       sql.empty() ? "" : " UNION ALL ", pg::quote_literal(policy::to_text(subject->rule->name)), text,
                       qualified(directory_table(*subject)));
  }
  if (sql.empty()) return;
  Object view{ObjectKind::view,
              Phase::before_rows,
              {"ringfence", "directory"},
              "",
              "subject_table, subject, ring, gone",
              "",
              "",
              "",
              "directory"};
  view.create = "CREATE OR REPLACE VIEW ringfence.directory AS " + sql;
  view.drop = "DROP VIEW ringfence.directory";
  site.objects.push_back(std::move(view));
}

}  // namespace ringfence::compile::building

namespace ringfence::compile {

// `character` alone would mean a single one.
std::string key_type(const Column& column) {
  if (column.base_type == "character") return "bpchar";
  return column.base_type == "bit" ? column.type : column.base_type;
}

std::vector<std::string> fill_statements(const policy::Policy& policy, const policy::Ring& ring,
                                         const Catalogue& catalogue, const Placements& placements) {
  using namespace building;
  std::vector<Object> none;
  const Site site{policy, ring, catalogue, placements, none};
  std::vector<std::string> statements;
  for (const Placement* subject : subject_tables(placements)) {
    const std::string table = qualified(subject->table->name);
    if (!subject->rule->home->is_plain()) {
      statements.push_back(
          fmt::format("UPDATE {} SET {} = NULL WHERE {} IS NULL", table, home_column_name, home_column_name));
    }
    statements.push_back(insert_directory(
        *subject, fmt::format("SELECT {}, {} FROM {} AS t ON CONFLICT DO NOTHING",
                              joined(key_columns(*subject, "t"), ", "), pg::quote_literal(ring.name), table)));
    fill_lookups(site, *subject, statements);
    fill_peer_lookups(site, *subject, statements);
  }
  return statements;
}

}  // namespace ringfence::compile
