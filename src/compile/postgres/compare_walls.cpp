// Wanted against found, object by object.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "compile/postgres/existing.h"
#include "compile/postgres/shown_views.h"
#include "pg/quote.h"

namespace ringfence::compile {

namespace {

std::string id(std::string_view kind, const TableName& on, std::string_view name) {
  return fmt::format("{}|{}|{}|{}", kind, on.schema, on.name, name);
}

struct Found {
  std::string definition;
  bool validated = true;
  bool enabled = true;
};
using Everything = std::map<std::string, Found>;

Status read_found(pg::Connection& connection, const std::string& kind, const std::string& sql, Everything& into) {
  auto rows = connection.query(sql);
  if (!rows) return rows.error();
  for (std::size_t i = 0; i < rows->size(); ++i) {
    into[id(kind, {rows->string(i, 0), rows->string(i, 1)}, rows->text(i, 2))] =
        Found{rows->string(i, 3), rows->boolean(i, 4), rows->boolean(i, 5)};
  }
  return {};
}

constexpr const char* constraints_sql =
    "SELECT n.nspname, c.relname, k.conname, pg_catalog.pg_get_constraintdef(k.oid), k.convalidated, true"
    " FROM pg_catalog.pg_constraint k JOIN pg_catalog.pg_class c ON c.oid = k.conrelid"
    " JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE k.contype IN ('c', 'f')";
constexpr const char* triggers_sql =
    "SELECT n.nspname, c.relname, t.tgname, pg_catalog.pg_get_triggerdef(t.oid), true, t.tgenabled IN ('O', 'A')"
    " FROM pg_catalog.pg_trigger t JOIN pg_catalog.pg_class c ON c.oid = t.tgrelid"
    " JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE NOT t.tgisinternal";
constexpr const char* columns_sql =
    "SELECT n.nspname, c.relname, a.attname, pg_catalog.concat(pg_catalog.format_type(a.atttypid, a.atttypmod),"
    " ' GENERATED ALWAYS AS (' || CASE a.attgenerated WHEN 's' THEN pg_catalog.pg_get_expr(d.adbin, d.adrelid) END"
    " || ') STORED'), true, true FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class c ON c.oid = a.attrelid"
    " JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace LEFT JOIN pg_catalog.pg_attrdef d ON"
    " d.adrelid = a.attrelid AND d.adnum = a.attnum WHERE a.attname IN ('ringfence_home', 'ringfence_withheld_in',"
    " 'ringfence_search') AND NOT a.attisdropped";
constexpr const char* row_policies_sql =
    "SELECT n.nspname, c.relname, p.polname, pg_catalog.concat(CASE WHEN p.polpermissive THEN 'PERMISSIVE' ELSE"
    " 'RESTRICTIVE' END, ' FOR ', CASE p.polcmd WHEN '*' THEN 'ALL' ELSE p.polcmd::text END, ' TO ', CASE WHEN "
    "p.polroles ="
    " '{0}' THEN 'PUBLIC' ELSE p.polroles::text END, ' USING ' || pg_catalog.pg_get_expr(p.polqual, p.polrelid),"
    " ' WITH CHECK ' || pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid)), true, true FROM pg_catalog.pg_policy p"
    " JOIN pg_catalog.pg_class c ON c.oid = p.polrelid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
    " WHERE p.polname ~ '^ringfence_'";
constexpr const char* functions_sql =
    "SELECT n.nspname, p.proname, '', CASE WHEN p.procost < 0.01 THEN 'at no cost, ' ELSE '' END || CASE WHEN "
    "p.prosecdef AND p.proconfig = ARRAY['search_path=pg_catalog, pg_temp']"
    " THEN '' WHEN p.prosecdef AND p.proconfig IS NULL THEN 'without a search_path: '"
    " ELSE 'without SECURITY DEFINER and its search_path: ' END || p.prosrc, true, true FROM pg_catalog.pg_proc p"
    " JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname = 'ringfence'";
// Those that everybody may call.
constexpr const char* open_functions_sql =
    "SELECT n.nspname, p.proname, '', '', true, true FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n"
    " ON n.oid = p.pronamespace WHERE n.nspname = 'ringfence' AND EXISTS (SELECT FROM pg_catalog.aclexplode("
    "COALESCE(p.proacl, pg_catalog.acldefault('f', p.proowner))) AS a WHERE a.grantee = 0)";
constexpr const char* relations_sql =
    "SELECT n.nspname, c.relname, '', CASE WHEN c.relkind = 'v' AND pg_catalog.starts_with(c.relname, 'shown_') THEN"
    " {} ELSE (SELECT pg_catalog.string_agg(CASE WHEN c.relkind = 'v' THEN a.attname::text ELSE"
    " a.attname || ' ' || pg_catalog.format_type(a.atttypid, a.atttypmod) END, ', ' ORDER BY a.attnum)"
    " FROM pg_catalog.pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped) END, true, true"
    " FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
    " WHERE n.nspname = 'ringfence' AND c.relkind IN ('r', 'v')";
constexpr const char* indexes_sql =
    "SELECT n.nspname, t.relname, c.relname, pg_catalog.pg_get_indexdef(c.oid), true, i.indisvalid"
    " FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid"
    " JOIN pg_catalog.pg_class t ON t.oid = i.indrelid"
    " JOIN pg_catalog.pg_namespace n ON n.oid = t.relnamespace WHERE n.nspname = 'ringfence' OR c.relname ~"
    " '^ringfence_search_'";

Result<Everything> read_everything(pg::Connection& connection) {
  Everything all;
  RINGFENCE_TRY(read_found(connection, "constraint", constraints_sql, all));
  RINGFENCE_TRY(read_found(connection, "trigger", triggers_sql, all));
  RINGFENCE_TRY(read_found(connection, "column", columns_sql, all));
  RINGFENCE_TRY(read_found(connection, "row security policy", row_policies_sql, all));
  RINGFENCE_TRY(read_found(connection, "function", functions_sql, all));
  RINGFENCE_TRY(read_found(connection, "open function", open_functions_sql, all));
  RINGFENCE_TRY(read_found(connection, "relation", fmt::format(relations_sql, shown_view_as_found), all));
  RINGFENCE_TRY(read_found(connection, "index", indexes_sql, all));
  if (all.contains(id("relation", {"ringfence", "setting"}, ""))) {
    RINGFENCE_TRY(read_found(connection, "setting",
                             "SELECT 'ringfence', 'setting', name, value, true, true FROM ringfence.setting", all));
    RINGFENCE_TRY(read_found(
        connection, "reference",
        "SELECT on_schema, on_table, name, fate || ' ' || definition, true, true FROM ringfence.reference", all));
    RINGFENCE_TRY(read_found(connection, "key",
                             "SELECT 'ringfence', 'lookup_key', '', 'present', true, true"
                             " WHERE EXISTS (SELECT FROM ringfence.lookup_key)",
                             all));
  }
  if (all.contains(id("relation", {"ringfence", "pseudonym_key"}, ""))) {
    RINGFENCE_TRY(read_found(connection, "key",
                             "SELECT 'ringfence', 'pseudonym_key', '', 'present', true, true"
                             " WHERE EXISTS (SELECT FROM ringfence.pseudonym_key)",
                             all));
  }
  return all;
}

// Of tables that hold nothing but what the policy says.
std::string columns_of(std::string_view table) {
  return table == "content" ? "content_table, relation, canonical, present, mark" : "value, code";
}

// Rows of small tables are compared whole, by the server: nothing comes back where they are as wanted.
Result<bool> has_rows(pg::Connection& connection, const Object& object, const Everything& all) {
  if (!all.contains(id("relation", object.on, ""))) return false;
  if (object.on.name == "lookup_key" || object.on.name == "pseudonym_key")
    return all.contains(id("key", object.on, ""));
  if (object.on.name == "setting") {
    const auto found = all.find(id("setting", object.on, object.name));
    return found != all.end() && pg::quote_literal(found->second.definition) == object.definition;
  }
  const std::string table = qualified(object.on);
  const std::string wanted = object.on.name == "reference" ? '(' + object.definition + ')' : object.definition;
  const std::string columns = object.on.name == "reference"
                                  ? "on_schema, on_table, name, columns::text, to_schema, to_table, to_columns::text, "
                                    "flags, definition, fate, reason"
                                  : columns_of(object.on.name);
  auto absent = connection.query(
      object.on.name == "reference"
          ? fmt::format(
                "SELECT FROM (VALUES {}) AS w(a, b, c, d, e, f, g, h, i, j, k) WHERE NOT EXISTS (SELECT FROM {} AS r "
                "WHERE"
                " ROW(r.on_schema, r.on_table, r.name, r.columns, r.to_schema, r.to_table, r.to_columns, r.flags,"
                " r.definition, r.fate, r.reason) = ROW(w.a, w.b, w.c, w.d::text[], w.e, w.f, w.g::text[], w.h, w.i, "
                "w.j, w.k))",
                wanted, table)
          : fmt::format("(SELECT {1} FROM (VALUES {2}) AS w({1}) EXCEPT SELECT {1} FROM {0}) UNION ALL"
                        " (SELECT {1} FROM {0} EXCEPT SELECT {1} FROM (VALUES {2}) AS w({1}))",
                        table, columns, wanted));
  if (!absent) return absent.error();
  return absent->size() == 0;
}

std::string key_of(const Object& object) {
  switch (object.kind) {
    case ObjectKind::check:
    case ObjectKind::foreign_key:
    case ObjectKind::foreign_key_absent:
      return id("constraint", object.on, object.name);
    case ObjectKind::trigger:
      return id("trigger", object.on, object.name);
    case ObjectKind::row_policy:
      return id("row security policy", object.on, object.name);
    case ObjectKind::index:
      return id("index", object.on, object.name);
    case ObjectKind::column:
      return id("column", object.on, object.name);
    case ObjectKind::function:
      return id("function", object.on, "");
    default:
      return id("relation", object.on, "");
  }
}

bool is_same(const Object& object, const std::string& found) {
  // Constraints that are not valid yet say so at their end; what they say is the same.
  std::string definition = found;
  constexpr std::string_view open = " NOT VALID";
  if (definition.ends_with(open)) definition.erase(definition.size() - open.size());
  if (object.kind == ObjectKind::trigger) {
    const std::string end = object.definition.substr(object.definition.find(" FOR EACH "));
    return unquoted(definition).ends_with(unquoted(end)) &&
           unquoted(definition).starts_with(unquoted(object.definition.substr(0, object.definition.find(" ON "))));
  }
  return unquoted(definition) == unquoted(object.definition);
}

bool is_open(const Object& function) {
  return function.create.find(" TO PUBLIC") != std::string::npos;
}

Result<Compared> compare_one(pg::Connection& connection, const Object& object, const Everything& all) {
  if (object.kind == ObjectKind::schema) {
    auto there = connection.query("SELECT FROM pg_catalog.pg_namespace WHERE nspname = $1", {object.on.schema});
    if (!there) return there.error();
    return Compared{&object, there->size() > 0 ? Standing::as_wanted : Standing::missing, ""};
  }
  if (object.kind == ObjectKind::rows) {
    auto there = has_rows(connection, object, all);
    if (!there) return there.error();
    return Compared{&object, *there ? Standing::as_wanted : Standing::missing, ""};
  }
  const auto found = all.find(key_of(object));
  if (object.kind == ObjectKind::foreign_key_absent) {
    const bool present = found != all.end();
    return Compared{&object, present ? Standing::different : Standing::as_wanted,
                    present ? found->second.definition : ""};
  }
  if (found == all.end()) return Compared{&object, Standing::missing, ""};
  if (!is_same(object, found->second.definition))
    return Compared{&object, Standing::different, found->second.definition};
  if (object.kind == ObjectKind::function && is_open(object) != all.contains(id("open function", object.on, "")))
    return Compared{&object, Standing::different, is_open(object) ? "not for everybody" : "for everybody"};
  if (!found->second.enabled && !object.sleeps) return Compared{&object, Standing::disabled, ""};
  if (!found->second.validated && !object.validate.empty()) return Compared{&object, Standing::not_validated, ""};
  return Compared{&object, Standing::as_wanted, ""};
}

// What everybody may do with tables and views of ours.
Status find_open(pg::Connection& connection, Comparison& into) {
  auto rows = connection.query(
      "SELECT c.relname, pg_catalog.string_agg(DISTINCT a.privilege_type, ', ') FROM pg_catalog.pg_class c CROSS JOIN"
      " LATERAL (SELECT x.* FROM pg_catalog.aclexplode(c.relacl) AS x UNION ALL SELECT x.* FROM pg_catalog.pg_attribute"
      " t CROSS JOIN LATERAL pg_catalog.aclexplode(t.attacl) AS x WHERE t.attrelid = c.oid) AS a WHERE a.grantee = 0 "
      "AND"
      " c.relnamespace = (SELECT n.oid FROM pg_catalog.pg_namespace n WHERE n.nspname = 'ringfence')"
      " GROUP BY 1 ORDER BY 1");
  if (!rows) return rows.error();
  for (std::size_t i = 0; i < rows->size(); ++i) {
    const TableName on{"ringfence", rows->string(i, 0)};
    into.unexpected.push_back({fmt::format("{} on {} for everybody", rows->text(i, 1), policy::to_text(on)),
                               fmt::format("REVOKE ALL ON {} FROM PUBLIC", qualified(on))});
  }
  return {};
}

Status find_unexpected(pg::Connection& connection, const std::vector<Object>& wanted, Comparison& into) {
  std::set<std::string> names;
  for (const Object& object : wanted) names.insert(key_of(object));
  auto rows = connection.query(
      "SELECT n.nspname, c.relname, k.conname, 'constraint' FROM pg_catalog.pg_constraint k JOIN pg_catalog.pg_class c "
      "ON c.oid = k.conrelid"
      " JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE k.conname ~ '^ringfence_' AND k.conislocal AND "
      "k.conparentid = 0"
      " AND n.nspname <> 'ringfence' UNION ALL SELECT n.nspname, c.relname, t.tgname, 'trigger' FROM "
      "pg_catalog.pg_trigger t"
      " JOIN pg_catalog.pg_class c ON c.oid = t.tgrelid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
      " WHERE t.tgname ~ '^~?ringfence_' AND NOT t.tgisinternal AND t.tgparentid = 0"
      " UNION ALL SELECT n.nspname, c.relname, p.polname, 'row security policy' FROM pg_catalog.pg_policy p"
      " JOIN pg_catalog.pg_class c ON c.oid = p.polrelid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
      " WHERE p.polname ~ '^ringfence_' ORDER BY 1, 2, 3");
  if (!rows) return rows.error();
  for (std::size_t i = 0; i < rows->size(); ++i) {
    const TableName on{rows->string(i, 0), rows->string(i, 1)};
    if (names.contains(id(rows->text(i, 3), on, rows->text(i, 2)))) continue;
    const std::string_view kind = rows->text(i, 3);
    const std::string name = pg::quote_identifier(rows->text(i, 2));
    into.unexpected.push_back(
        {fmt::format("{} {} on {}", kind, rows->text(i, 2), policy::to_text(on)),
         kind == "constraint"
             ? fmt::format("ALTER TABLE {} DROP CONSTRAINT {}", qualified(on), name)
             : fmt::format("DROP {} {} ON {}", kind == "trigger" ? "TRIGGER" : "POLICY", name, qualified(on))});
  }
  return {};
}

}  // namespace

std::string unquoted(std::string_view text) {
  std::string out(text);
  std::erase(out, '"');
  return out;
}

Result<Comparison> compare_walls(pg::Connection& connection, const std::vector<Object>& wanted) {
  auto all = read_everything(connection);
  if (!all) return all.error();
  Comparison comparison;
  for (const Object& object : wanted) {
    auto compared = compare_one(connection, object, *all);
    if (!compared)
      return within(fmt::format("comparing {} on {}", object.name, policy::to_text(object.on)), compared.error());
    comparison.objects.push_back(*compared);
  }
  RINGFENCE_TRY(find_unexpected(connection, wanted, comparison));
  RINGFENCE_TRY(find_open(connection, comparison));
  return comparison;
}

}  // namespace ringfence::compile
