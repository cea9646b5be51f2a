// Foreign keys: anchors that are walls, references turned to the directory, and those that cannot be kept.
#include <fmt/format.h>

#include <algorithm>

#include "compile/postgres/walls_parts.h"
#include "pg/quote.h"

namespace ringfence::compile::building {

namespace {

struct Key {
  std::string name;
  std::vector<std::string> columns;
  TableName to;
  std::vector<std::string> to_columns;
  std::string tail;  // MATCH, DEFERRABLE … as the server prints them
};

std::string listed(const std::vector<std::string>& columns, bool quoted) {
  std::string list;
  for (const std::string& column : columns) {
    list += (list.empty() ? "" : ", ") + (quoted ? pg::quote_identifier(column) : column);
  }
  return list;
}

Object foreign_key(const Placement& table, const Key& key, std::string why) {
  const std::string on = qualified(table.table->name);
  // PostgreSQL has no NOT VALID for foreign keys of partitioned tables.
  const bool at_once = table.table->kind == TableKind::partitioned;
  Object object{ObjectKind::foreign_key, Phase::after_rows, table.table->name, key.name, "", "", "", "",
                std::move(why)};
  object.definition = fmt::format("FOREIGN KEY ({}) REFERENCES {}.{}({}){}", listed(key.columns, false), key.to.schema,
                                  key.to.name, listed(key.to_columns, false), key.tail);
  object.create = fmt::format("ALTER TABLE {} ADD CONSTRAINT {} FOREIGN KEY ({}) REFERENCES {} ({}){}{}", on,
                              pg::quote_identifier(key.name), listed(key.columns, true), qualified(key.to),
                              listed(key.to_columns, true), key.tail, at_once ? "" : " NOT VALID");
  if (!at_once)
    object.validate = fmt::format("ALTER TABLE {} VALIDATE CONSTRAINT {}", on, pg::quote_identifier(key.name));
  object.drop = fmt::format("ALTER TABLE {} DROP CONSTRAINT {}", on, pg::quote_identifier(key.name));
  return object;
}

bool is_taken(const Table& table, const std::string& name) {
  const auto same = [&](const auto& constraint) { return constraint.name == name; };
  return std::ranges::any_of(table.foreign_keys, same) || std::ranges::any_of(table.keys, same) ||
         std::ranges::any_of(table.checks, same);
}

// Partitions have their parent's foreign keys; INHERITS children have none but their own.
void add_anchor(Site& site, const Placement& table) {
  if (table.rest != Rest::owned || table.anchor->constraint || table.table->is_partition) return;
  std::string name = pg::generated_name({"ringfence_anchor", table.table->name.name});
  while (is_taken(*table.table, name)) name += '_';
  site.objects.push_back(foreign_key(table,
                                     {name, table.anchor->columns, table.anchor->to, table.anchor->to_columns, ""},
                                     "rests where its " + table.anchor->to.name + " does"));
}

// The directory's columns stand in the order of the subject's key; the reference's own columns follow them.
Key to_directory(const Placement& table, const Placement& subject, const ForeignKey& original) {
  Key key{original.name, {}, directory_table(subject), numbered("key_", subject.subject_columns.size()), ""};
  for (const std::string& column : subject.subject_columns) {
    const auto at = std::ranges::find(original.to_columns, column) - original.to_columns.begin();
    key.columns.push_back(original.columns[static_cast<std::size_t>(at)]);
  }
  if (original.match == 'f') key.tail += " MATCH FULL";
  // Rows of one statement may refer to each other before the trigger has entered them all in the directory.
  const bool own = table.rule->name == subject.rule->name;
  if (own || original.initially_deferred) {
    key.tail += " DEFERRABLE INITIALLY DEFERRED";
  } else if (original.deferrable) {
    key.tail += " DEFERRABLE";
  }
  return key;
}

// pg_constraint's own letters: deletion, update, match, then whether it may be deferred, is, and was validated.
std::string flags_of(const ForeignKey& key) {
  const auto letter = [](bool is) { return is ? 't' : 'f'; };
  return {key.on_delete,        key.on_update, key.match, letter(key.deferrable), letter(key.initially_deferred),
          letter(key.validated)};
}

void record(Site& site, const Placement& table, const Reference& reference) {
  const ForeignKey& key = reference.key;
  Object rows{ObjectKind::rows, Phase::before_rows, {"ringfence", "reference"}, "", "", "", "", "", reference.reason};
  rows.name = policy::to_text(table.table->name) + "." + key.name;
  const std::vector<std::string> values{table.table->name.schema,
                                        table.table->name.name,
                                        key.name,
                                        pg::array_literal(key.columns),
                                        key.to.schema,
                                        key.to.name,
                                        pg::array_literal(key.to_columns),
                                        flags_of(key),
                                        key.definition,
                                        reference.fate == ReferenceFate::directory ? "directory" : "dropped",
                                        reference.reason};
  for (const std::string& value : values)
    rows.definition += (rows.definition.empty() ? "" : ", ") + pg::quote_literal(value);
  rows.create = fmt::format(
      "INSERT INTO ringfence.reference VALUES ({}) ON CONFLICT (on_schema, on_table, name) DO UPDATE SET columns ="
      " EXCLUDED.columns, to_schema = EXCLUDED.to_schema, to_table = EXCLUDED.to_table, to_columns = "
      "EXCLUDED.to_columns,"
      " flags = EXCLUDED.flags, definition = EXCLUDED.definition, fate = EXCLUDED.fate, reason = EXCLUDED.reason",
      rows.definition);
  site.objects.push_back(std::move(rows));
}

}  // namespace

void add_references(Site& site, const Placement& table) {
  add_anchor(site, table);
  for (const Reference& reference : table.references) {
    if (reference.fate == ReferenceFate::keep) continue;
    record(site, table, reference);
    const Placement* subject = site.placements.find(reference.key.to);
    if (reference.fate == ReferenceFate::directory) {
      Object key = foreign_key(table, to_directory(table, *subject, reference.key), reference.reason);
      if (!reference.key.validated) key.validate.clear();
      site.objects.push_back(std::move(key));
    } else {
      Object absent{ObjectKind::foreign_key_absent,
                    Phase::after_rows,
                    table.table->name,
                    reference.key.name,
                    "",
                    "",
                    "",
                    "",
                    reference.reason};
      absent.create = fmt::format("ALTER TABLE {} DROP CONSTRAINT IF EXISTS {}", qualified(table.table->name),
                                  pg::quote_identifier(reference.key.name));
      site.objects.push_back(std::move(absent));
    }
  }
}

}  // namespace ringfence::compile::building
