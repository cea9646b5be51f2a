#include "compile/postgres/channels.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "compile/postgres/channels_sql.h"
#include "compile/postgres/services_parts.h"
#include "pg/quote.h"

namespace ringfence::compile {

const char* const taken_columns = "object text, identity text, privilege text";
const char* const make_taken =
    "CREATE TABLE ringfence.taken_from_public (object text, identity text NOT NULL, privilege text,"
    " PRIMARY KEY (object, privilege))";

namespace {

constexpr std::size_t names_shown = 4;
constexpr const char* why = "what readers of other rings must not have";

struct Right {
  std::string kind;  // as GRANT takes it: ROUTINE, TABLE, …
  std::string name;
  std::string identity;
  std::string privilege;
};

// Rights of one kind are one statement: there are hundreds.
using Batches = std::map<std::pair<std::string, std::string>, std::vector<Right>>;

std::string names_of(const std::vector<Right>& rights) {
  std::string names;
  for (const Right& right : rights) names += (names.empty() ? "" : ", ") + right.name;
  return names;
}

std::string for_people(const std::vector<Right>& rights) {
  std::string text;
  for (std::size_t i = 0; i < std::min(rights.size(), names_shown); ++i) text += (i == 0 ? "" : ", ") + rights[i].name;
  if (rights.size() > names_shown) text += fmt::format(", {} more", rights.size() - names_shown);
  return text;
}

std::string lower(std::string text) {
  std::ranges::transform(text, text.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return text;
}

std::string record_of(const std::vector<Right>& rights) {
  std::string values;
  for (const Right& right : rights) {
    values +=
        fmt::format("{}({}, {}, {})", values.empty() ? "" : ", ", pg::quote_literal(right.kind + ' ' + right.name),
                    pg::quote_literal(right.identity), pg::quote_literal(right.privilege));
  }
  return fmt::format("INSERT INTO ringfence.taken_from_public VALUES {} ON CONFLICT DO NOTHING", values);
}

void take(const Batches& open, ServiceChanges& into) {
  for (const auto& [key, rights] : open) {
    into.changes.push_back(
        {fmt::format("REVOKE {} ON {} {} FROM PUBLIC; {}", key.second, key.first, names_of(rights), record_of(rights)),
         fmt::format("open to everybody: {} on {} {}", key.second, lower(key.first), for_people(rights)), why});
  }
}

void give_back(const std::map<std::string, Batches>& missing, ServiceChanges& into) {
  for (const auto& [role, batches] : missing) {
    for (const auto& [key, rights] : batches) {
      into.changes.push_back(
          {fmt::format("GRANT {} ON {} {} TO {}", key.second, key.first, names_of(rights), pg::quote_identifier(role)),
           fmt::format("missing grant of {}, who is at home: {} on {} {}", role, key.second, lower(key.first),
                       for_people(rights)),
           why});
    }
  }
}

std::vector<std::string> names(const std::vector<ServiceRole>& services, bool at_home, bool migrates) {
  std::vector<std::string> list;
  for (const ServiceRole& role : services) {
    if (role.at_home == at_home && (!at_home || role.migrates == migrates)) list.push_back(role.name);
  }
  return list;
}

Result<bool> has_record(pg::Connection& connection) {
  auto there = connection.query("SELECT pg_catalog.to_regclass('ringfence.taken_from_public') IS NOT NULL");
  if (!there) return there.error();
  return there->boolean(0, 0);
}

}  // namespace

Status channel_changes(pg::Connection& connection, const std::vector<ServiceRole>& services, bool with_readers,
                       ServiceChanges& into) {
  auto recorded = has_record(connection);
  if (!recorded) return recorded.error();
  if (!with_readers && !*recorded) return {};
  auto rows =
      connection.query(fmt::format(fmt::runtime(channels_sql),
                                   *recorded ? "SELECT object, privilege FROM ringfence.taken_from_public"
                                             : "SELECT NULL::text AS object, NULL::text AS privilege WHERE false"),
                       {pg::array_literal(names(services, true, false)), pg::array_literal(names(services, true, true)),
                        pg::array_literal(names(services, false, false)), std::string(made_for_visits)});
  if (!rows) return rows.error();
  Batches open;
  std::map<std::string, Batches> missing;
  std::size_t out_of_reach = 0;
  for (std::size_t i = 0; i < rows->size(); ++i) {
    const Right right{rows->string(i, 0), rows->string(i, 1), rows->string(i, 2), rows->string(i, 3)};
    const std::pair key{right.kind, right.privilege};
    if (rows->boolean(i, 4) && !with_readers) continue;
    if (rows->boolean(i, 4) && !rows->boolean(i, 5)) {
      ++out_of_reach;
      continue;
    }
    if (rows->boolean(i, 4)) open[key].push_back(right);
    for (const std::string& role : pg::parse_array(rows->text(i, 6))) missing[role][key].push_back(right);
  }
  take(open, into);
  give_back(missing, into);
  if (out_of_reach > 0) {
    into.notes.push_back(fmt::format(
        "{} rights stay with everybody, and so with readers of other rings, since only a superuser may take them: "
        "statistics, definitions and locks of this server can be seen by them (docs/operating.md, \"Transfers\")",
        out_of_reach));
  }
  return {};
}

Status read_kept(pg::Connection& connection, FoundServices& into) {
  auto recorded = has_record(connection);
  if (!recorded) return recorded.error();
  if (!*recorded) return {};
  auto rows = connection.query(
      "SELECT t.object, t.identity, t.privilege, n.nspname, c.relname FROM ringfence.taken_from_public t"
      " LEFT JOIN (pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace)"
      " ON t.object ~ '^TABLE ' AND t.identity = pg_catalog.format('table %I.%I', n.nspname, c.relname)");
  if (!rows) return rows.error();
  for (std::size_t i = 0; i < rows->size(); ++i) {
    const std::string object = rows->string(i, 0);
    const std::string identity = rows->string(i, 1);
    const std::string privilege = rows->string(i, 2);
    if (!rows->is_null(i, 3)) {
      into.kept[{Securable::table, rows->string(i, 3), rows->string(i, 4)}].insert(privilege);
    } else if (object.starts_with("SCHEMA ")) {
      into.kept[{Securable::schema, identity.substr(identity.find(' ') + 1), ""}].insert(privilege);
    } else if (object.starts_with("DATABASE ")) {
      into.kept[{Securable::database, "", identity.substr(identity.find(' ') + 1)}].insert(privilege);
    } else {
      into.kept_others.insert(identity);
    }
  }
  return {};
}

}  // namespace ringfence::compile
