// Keyed pseudonyms, stored: computed by a trigger with a key that no application's role can read. A function in the
// view would have to be callable by the reader, who could then ask it anything.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "compile/postgres/transfers_parts.h"
#include "pg/quote.h"

namespace ringfence::compile::building {

namespace {

constexpr std::size_t shortest_text = 32;  // hexadecimal digits: 128 bits

// character varying(40) -> 40; 0 without a length.
std::size_t length_of(const std::string& type) {
  const std::size_t open = type.find('(');
  std::size_t length = 0;
  if (open != std::string::npos) std::from_chars(type.data() + open + 1, type.data() + type.size(), length);
  return length;
}

// HMAC-SHA-256 of the value as text, in the column's own type. Equal values have equal pseudonyms in every column of
// the ring, so that what was joined can still be joined.
std::string pseudonym_of(const Column& column, const std::string& value) {
  const std::string hash = fmt::format(
      "pg_catalog.sha256(k.outer_pad OPERATOR(pg_catalog.||) pg_catalog.sha256(k.inner_pad OPERATOR(pg_catalog.||)"
      " pg_catalog.convert_to(({})::text, 'UTF8')))",
      value);
  const std::string digits = fmt::format("pg_catalog.encode({}, 'hex')", hash);
  if (column.base_type == "bytea") return hash;
  if (column.base_type == "uuid") return fmt::format("pg_catalog.left({}, 32)::uuid", digits);
  if (column.base_type == "bigint") return fmt::format("('x' || pg_catalog.left({}, 16))::bit(64)::bigint", digits);
  const std::size_t length = length_of(column.type);
  return length == 0 ? digits : fmt::format("pg_catalog.left({}, {})", digits, length);
}

std::string name_of(std::string_view what, const Pseudonym& one) {
  return pg::generated_name({named_after(what, one.table->table->name), one.column->name});
}

struct Keys {
  std::vector<std::string> own;   // in the side table
  std::vector<std::string> base;  // the application's
};
Keys keys_of(const Pseudonym& one) {
  Keys keys;
  keys.base = one.table->table->primary_key()->columns;
  keys.own = numbered("key_", keys.base.size());
  return keys;
}

std::string same_key(const Pseudonym& one, std::string_view side, std::string_view row) {
  const Keys keys = keys_of(one);
  std::string text;
  for (std::size_t i = 0; i < keys.base.size(); ++i) {
    text += fmt::format("{}{}.{} = {}.{}", i == 0 ? "" : " AND ", side, keys.own[i], row,
                        pg::quote_identifier(keys.base[i]));
  }
  return text;
}

std::string insert(const Pseudonym& one, std::string_view row, const std::string& from, const std::string& conflict) {
  const Keys keys = keys_of(one);
  std::string values;
  for (const std::string& key : keys.base) values += fmt::format("{}.{}, ", row, pg::quote_identifier(key));
  const std::string value = fmt::format("{}.{}", row, pg::quote_identifier(one.column->name));
  return fmt::format(
      "INSERT INTO {} AS n ({}, pseudonym) SELECT {}{} FROM {} WHERE k.version ="
      " (SELECT pg_catalog.max(version) FROM ringfence.pseudonym_key) AND {} IS NOT NULL ON CONFLICT ({}) {}",
      qualified(pseudonym_table(one.table->table->name, one.column->name)), joined(keys.own, ", "), values,
      pseudonym_of(*one.column, value), from, value, joined(keys.own, ", "), conflict);
}

std::string trigger_body(const Pseudonym& one) {
  const std::string side = qualified(pseudonym_table(one.table->table->name, one.column->name));
  std::vector<std::string> before;
  std::vector<std::string> after;
  std::vector<std::string> watched = keys_of(one).base;
  watched.push_back(one.column->name);
  for (const std::string& column : watched) {
    before.push_back("OLD." + pg::quote_identifier(column));
    after.push_back("NEW." + pg::quote_identifier(column));
  }
  return fmt::format(
      "BEGIN\n"
      "  IF TG_OP = 'TRUNCATE' THEN\n"
      "    DELETE FROM {0} AS n WHERE NOT EXISTS (SELECT FROM {1} AS t WHERE {2});\n    RETURN NULL;\n  END IF;\n"
      "  IF TG_OP = 'UPDATE' THEN\n"
      "    IF ROW({3}) IS NOT DISTINCT FROM ROW({4}) THEN RETURN NULL; END IF;\n  END IF;\n"
      "  IF TG_OP <> 'INSERT' THEN\n    DELETE FROM {0} AS n WHERE {5};\n  END IF;\n"
      "  IF TG_OP <> 'DELETE' THEN\n    {6};\n  END IF;\n"
      "  RETURN NULL;\nEND",
      side, qualified(one.table->table->name), same_key(one, "n", "t"), joined(before, ", "), joined(after, ", "),
      same_key(one, "n", "OLD"),
      insert(one, "NEW", "ringfence.pseudonym_key AS k", "DO UPDATE SET pseudonym = EXCLUDED.pseudonym"));
}

void add_side_table(Site& site, const Pseudonym& one) {
  const Keys keys = keys_of(one);
  std::string definition;
  for (std::size_t i = 0; i < keys.own.size(); ++i) {
    definition += fmt::format("{} {}, ", keys.own[i], key_type(*one.table->table->find_column(keys.base[i])));
  }
  const bool is_text =
      one.column->base_type != "bytea" && one.column->base_type != "uuid" && one.column->base_type != "bigint";
  definition += "pseudonym " + (is_text ? std::string("text") : one.column->base_type);
  Object table{ObjectKind::table,
               Phase::before_rows,
               pseudonym_table(one.table->table->name, one.column->name),
               "",
               definition,
               "",
               "",
               "",
               "mask hash of " + policy::to_text(one.table->table->name)};
  table.create = fmt::format("CREATE TABLE {0} ({1} NOT NULL, PRIMARY KEY ({2})); CREATE INDEX ON {0} (pseudonym)",
                             qualified(table.on), definition, joined(keys.own, ", "));
  site.objects.push_back(std::move(table));
}

void add_trigger(Site& site, const Pseudonym& one, const TableName& on, const std::string& events,
                 const std::string& each) {
  const std::string name =
      pg::generated_name({each == "ROW" ? "ringfence_pseudonym" : "ringfence_pseudonyms", one.column->name});
  Object trigger{ObjectKind::trigger, Phase::after_rows, on, name, "", "", "", "", "mask hash"};
  const std::string quoted = pg::quote_identifier(name);
  const std::string rest = fmt::format(" FOR EACH {} EXECUTE FUNCTION ringfence.{}()", each,
                                       pg::quote_identifier(name_of("pseudonym", one)));
  trigger.definition = fmt::format("CREATE TRIGGER {} AFTER {} ON {}.{}{}", quoted, events, on.schema, on.name, rest);
  trigger.create = fmt::format("CREATE TRIGGER {} AFTER {} ON {}{}", quoted, events, qualified(on), rest);
  trigger.drop = fmt::format("DROP TRIGGER {} ON {}", quoted, qualified(on));
  site.objects.push_back(std::move(trigger));
}

void add_pseudonym(Site& site, const Pseudonym& one) {
  add_side_table(site, one);
  Object function{ObjectKind::function, Phase::after_rows, {"ringfence", name_of("pseudonym", one)}, "", "", "", "", "",
                  "mask hash"};
  function.definition = trigger_body(one);
  function.create = trigger_function(qualified(function.on), function.definition);
  function.drop = fmt::format("DROP FUNCTION {}()", qualified(function.on));
  site.objects.push_back(std::move(function));
  add_trigger(site, one, one.table->table->name, "INSERT OR DELETE OR UPDATE", "ROW");
  // Partitions are truncated on their own too.
  for (const Placement& table : site.placements.tables) {
    if (table.rule == one.table->rule) add_trigger(site, one, table.table->name, "TRUNCATE", "STATEMENT");
  }
}

bool hashes(const policy::Transfer& rule, const policy::Ring& ring, const policy::ColumnRef& column) {
  const auto mask = rule.masks.find(column);
  const bool leaves =
      std::ranges::any_of(rule.from, [&](const std::string& one) { return one == ring.name || one == "*"; });
  return leaves && mask != rule.masks.end() && mask->second.kind == policy::MaskKind::hash;
}

}  // namespace

TableName pseudonym_table(const policy::TableName& table, const std::string& column) {
  return {"ringfence", pg::generated_name({named_after("pseudonym", table), column})};
}

std::string why_no_pseudonym(const Catalogue& catalogue, const Table& table, const Column& column) {
  const std::string& type = column.base_type;
  const bool fits =
      type == "text" || type == "uuid" || type == "bigint" || type == "bytea" ||
      (type == "character varying" && (length_of(column.type) == 0 || length_of(column.type) >= shortest_text));
  if (!fits) return fmt::format("a pseudonym is no {}", column.type);
  if (table.primary_key() == nullptr) return fmt::format("{} has no primary key", policy::to_text(table.name));
  for (const Table* child : catalogue.children_of(table.name)) {
    if (!child->is_partition) return fmt::format("{} has children by INHERITS", policy::to_text(table.name));
  }
  return {};
}

std::vector<Pseudonym> pseudonyms(const Site& site) {
  std::vector<Pseudonym> all;
  for (const Placement& table : site.placements.tables) {
    if (follows_parent(table) || table.rest == Rest::shared) continue;
    for (const Column& column : table.table->columns) {
      const bool wanted = std::ranges::any_of(site.policy.transfers, [&](const policy::Transfer& rule) {
        return hashes(rule, site.ring, {table.table->name, column.name}) &&
               policy::admits(rule, *table.rule, column.name);
      });
      if (wanted && why_no_pseudonym(site.catalogue, *table.table, column).empty()) all.push_back({&table, &column});
    }
  }
  return all;
}

void add_pseudonyms(Site& site) {
  const std::vector<Pseudonym> all = pseudonyms(site);
  if (all.empty()) return;
  Object keys{ObjectKind::table,
              Phase::before_rows,
              {"ringfence", "pseudonym_key"},
              "",
              "version integer, inner_pad bytea, outer_pad bytea",
              "",
              "",
              "",
              "mask hash"};
  keys.create =
      "CREATE TABLE ringfence.pseudonym_key (version integer PRIMARY KEY, inner_pad bytea NOT NULL,"
      " outer_pad bytea NOT NULL)";
  site.objects.push_back(std::move(keys));
  Object first{ObjectKind::rows, Phase::before_rows, {"ringfence", "pseudonym_key"}, "first", "", "", "", "",
               "mask hash"};
  first.create = new_key("pseudonym_key");
  site.objects.push_back(std::move(first));
  for (const Pseudonym& one : all) add_pseudonym(site, one);
}

}  // namespace ringfence::compile::building

namespace ringfence::compile {

std::vector<PseudonymFill> pseudonym_fills(const policy::Policy& policy, const policy::Ring& ring,
                                           const Catalogue& catalogue, const Placements& placements) {
  using namespace building;
  std::vector<Object> none;
  const Site site{policy, ring, catalogue, placements, none};
  std::vector<PseudonymFill> fills;
  for (const Pseudonym& one : pseudonyms(site)) {
    const std::string table = qualified(one.table->table->name);
    const TableName side = pseudonym_table(one.table->table->name, one.column->name);
    fills.push_back(
        {side, policy::to_text(policy::ColumnRef{one.table->table->name, one.column->name}),
         fmt::format("SELECT EXISTS (SELECT FROM {} AS t WHERE t.{} IS NOT NULL AND NOT EXISTS (SELECT FROM"
                     " {} AS n WHERE {}))",
                     table, pg::quote_identifier(one.column->name), qualified(side), same_key(one, "n", "t")),
         insert(one, "t", fmt::format("{} AS t CROSS JOIN ringfence.pseudonym_key AS k", table), "DO NOTHING")});
  }
  return fills;
}

}  // namespace ringfence::compile
