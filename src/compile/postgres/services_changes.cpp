// Wanted against found: what to grant, what to take away.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "compile/postgres/services_parts.h"
#include "pg/quote.h"

namespace ringfence::compile {

namespace {

constexpr std::size_t names_shown = 6;
constexpr std::array<const char*, 7> attribute_words = {"SUPERUSER", "CREATEDB",    "CREATEROLE", "INHERIT",
                                                        "LOGIN",     "REPLICATION", "BYPASSRLS"};

const char* why_of(const ServiceRole& role) {
  return role.kind == RoleKind::service && !role.visits ? "services" : "transfer rules";
}

std::string without(std::string_view attribute) {
  return fmt::format("NO{}", attribute);
}

void make_role(const ServiceRole& role, ServiceChanges& into) {
  std::string attributes;
  for (const char* word : attribute_words) {
    attributes += ' ' + (role.attributes.contains(word) ? std::string(word) : without(word));
  }
  const std::string name = pg::quote_identifier(role.name);
  std::string sql = fmt::format("CREATE ROLE {}{}", name, attributes);
  if (role.visits) sql += fmt::format("; COMMENT ON ROLE {} IS {}", name, pg::quote_literal(made_for_visits));
  into.changes.push_back({std::move(sql), "missing role " + role.name, why_of(role)});
}

void change_role(const ServiceRole& role, const FoundRole& found, ServiceChanges& into) {
  std::vector<std::string> set;
  std::vector<std::string> seen;
  for (const char* word : attribute_words) {
    const bool wanted = role.attributes.contains(word);
    if (wanted == found.attributes.contains(word)) continue;
    set.push_back(wanted ? std::string(word) : without(word));
    seen.push_back(wanted ? without(word) : std::string(word));
  }
  if (set.empty()) return;
  into.changes.push_back({fmt::format("ALTER ROLE {} {}", pg::quote_identifier(role.name), fmt::join(set, " ")),
                          fmt::format("different role {}: {}", role.name, fmt::join(seen, ", ")), why_of(role)});
}

std::string_view word_of(Securable kind) {
  switch (kind) {
    case Securable::database:
      return "DATABASE";
    case Securable::schema:
      return "SCHEMA";
    case Securable::table:
      return "TABLE";
    case Securable::sequence:
      return "SEQUENCE";
  }
  return "";
}

std::string in_sql(const Target& target) {
  if (target.kind == Securable::database) return pg::quote_identifier(target.name);
  if (target.kind == Securable::schema) return pg::quote_identifier(target.schema);
  return pg::quote_qualified(target.schema, target.name);
}

std::string for_people(const Target& target) {
  if (target.kind == Securable::database) return pg::readable_identifier(target.name);
  if (target.kind == Securable::schema) return pg::readable_identifier(target.schema);
  return policy::to_text(TableName{target.schema, target.name});
}

// Rights that are alike are one statement: a policy of a hundred tables is not a plan of a hundred lines.
class Batches {
 public:
  void add(const Target& target, const Privileges& privileges) {
    if (!privileges.empty()) batches_[{target.kind, fmt::format("{}", fmt::join(privileges, ", "))}].push_back(target);
  }
  template <class Statement>
  void into(std::vector<Change>& changes, std::string_view standing, const ServiceRole& role, Statement&& statement) {
    for (const auto& [key, targets] : batches_) {
      std::vector<std::string> sql;
      std::vector<std::string> shown;
      for (const Target& target : targets) {
        sql.push_back(in_sql(target));
        if (shown.size() < names_shown) shown.push_back(for_people(target));
      }
      if (targets.size() > names_shown) shown.push_back(fmt::format("{} more", targets.size() - names_shown));
      std::string on(word_of(key.first));
      std::string kind = on;
      std::ranges::transform(kind, kind.begin(), [](char c) { return static_cast<char>(c - 'A' + 'a'); });
      changes.push_back(
          {statement(key.second, fmt::format("{} {}", on, fmt::join(sql, ", "))),
           fmt::format("{} grant of {}: {} on {} {}", standing, role.name, key.second, kind, fmt::join(shown, ", ")),
           why_of(role)});
    }
  }

 private:
  std::map<std::pair<Securable, std::string>, std::vector<Target>> batches_;
};

Privileges difference(const Privileges& of, const Grants& without_these, const Target& target) {
  const auto other = without_these.find(target);
  if (other == without_these.end()) return of;
  Privileges rest;
  std::ranges::set_difference(of, other->second, std::inserter(rest, rest.end()));
  return rest;
}

// What everybody had before, those at home may have themselves.
Privileges beyond(const ServiceRole& role, const Privileges& has, const FoundServices& all, const Target& target) {
  const Privileges more = difference(has, role.grants, target);
  const auto kept = all.kept.find(target);
  if (!role.at_home || role.kind != RoleKind::service || kept == all.kept.end()) return more;
  Privileges rest;
  std::ranges::set_difference(more, kept->second, std::inserter(rest, rest.end()));
  return rest;
}

void compare_grants(const ServiceRole& role, const FoundRole& found, const FoundServices& all, ServiceChanges& into) {
  const std::string to = pg::quote_identifier(role.name);
  Batches extra;
  Batches handed_on;
  Batches missing;
  for (const auto& [target, privileges] : found.grants) {
    if (!found.owns.contains(target)) extra.add(target, beyond(role, privileges, all, target));
  }
  for (const auto& [target, privileges] : found.grantable) {
    if (!found.owns.contains(target)) handed_on.add(target, privileges);
  }
  for (const auto& [target, privileges] : role.grants) {
    missing.add(target, difference(privileges, found.grants, target));
  }
  extra.into(into.changes, "unexpected", role, [&](const std::string& rights, const std::string& on) {
    return fmt::format("REVOKE {} ON {} FROM {} CASCADE", rights, on, to);
  });
  handed_on.into(into.changes, "unexpected right to hand on a", role,
                 [&](const std::string& rights, const std::string& on) {
                   return fmt::format("REVOKE GRANT OPTION FOR {} ON {} FROM {} CASCADE", rights, on, to);
                 });
  missing.into(into.changes, "missing", role, [&](const std::string& rights, const std::string& on) {
    return fmt::format("GRANT {} ON {} TO {}", rights, on, to);
  });
}

void compare_members(const ServiceRole& role, const FoundRole& found, const std::set<std::string>& too_mighty,
                     ServiceChanges& into) {
  const std::string name = pg::quote_identifier(role.name);
  std::set<std::string> wanted;
  std::ranges::set_difference(role.owners, too_mighty, std::inserter(wanted, wanted.end()));
  for (const std::string& group : found.member_of) {
    if (wanted.contains(group)) continue;
    into.changes.push_back({fmt::format("REVOKE {} FROM {}", pg::quote_identifier(group), name),
                            fmt::format("unexpected membership of {} in {}", role.name, group), why_of(role)});
  }
  for (const std::string& group : wanted) {
    if (found.member_of.contains(group)) continue;
    into.changes.push_back({fmt::format("GRANT {} TO {}", pg::quote_identifier(group), name),
                            fmt::format("missing membership of {} in {}, who owns tables", role.name, group),
                            why_of(role)});
  }
  for (const std::string& owner : role.owners) {
    if (!too_mighty.contains(owner)) continue;
    into.notes.push_back(fmt::format(
        "service {} cannot alter the tables that {} owns, whose other rights it must not have: hand them to a role "
        "that owns nothing else (docs/operating.md, \"Migrations\")",
        role.name, owner));
  }
}

void compare_owned(const ServiceRole& role, const FoundRole& found, ServiceChanges& into) {
  if (role.at_home && role.migrates) return;
  for (const std::string& what : found.owned) {
    const bool is_view = !role.views.empty() && what.starts_with("view " + pg::readable_identifier(role.views) + ".");
    // Who is mapped on a server of ours is looked at with the server.
    const bool is_mapping =
        what.starts_with("user mapping ") && what.find(" on server ringfence_") != std::string::npos;
    if (is_view || is_mapping) continue;
    into.for_a_person.push_back(
        fmt::format("{} {} owns {}, and whoever owns a thing can undo its walls: give it to another role with "
                    "ALTER … OWNER TO",
                    role.kind == RoleKind::service ? "service" : "role", role.name, what));
  }
}

void compare_others(const ServiceRole& role, const FoundRole& found, const FoundServices& all, ServiceChanges& into) {
  for (const FoundRole::Other& other : found.others) {
    if (other.on_column && role.kind != RoleKind::service) continue;
    if (role.at_home && role.kind == RoleKind::service && all.kept_others.contains(other.what)) continue;
    const std::string what = fmt::format("unexpected grant of {} on {}", role.name, other.what);
    if (other.revoke.empty()) {
      into.for_a_person.push_back(what);
    } else {
      into.changes.push_back({other.revoke, what, why_of(role)});
    }
  }
  compare_owned(role, found, into);
}

}  // namespace

void role_changes(const std::vector<ServiceRole>& wanted, const FoundServices& found, ServiceChanges& into) {
  for (const ServiceRole& role : wanted) {
    if (!role.is_wanted()) continue;
    const auto there = found.roles.find(role.name);
    if (there == found.roles.end()) {
      make_role(role, into);
    } else if (there->second.is_ours) {
      into.for_a_person.push_back(fmt::format(
          "service {} has the name of the role that administers this server: rename the service", role.name));
    } else {
      change_role(role, there->second, into);
    }
  }
}

void grant_changes(const std::vector<ServiceRole>& wanted, const FoundServices& found, ServiceChanges& into) {
  static const FoundRole fresh;
  for (const ServiceRole& role : wanted) {
    const auto there = found.roles.find(role.name);
    if (there == found.roles.end() && !role.is_wanted()) continue;
    const FoundRole& has = there == found.roles.end() ? fresh : there->second;
    if (has.is_ours) continue;
    compare_grants(role, has, found, into);
    if (role.kind != RoleKind::service) compare_rest(role, has, into);
    // Who is a member of whom holds for the whole server, and is looked at where the role belongs.
    if (role.is_wanted()) compare_members(role, has, found.too_mighty, into);
    compare_others(role, has, found, into);
  }
}

}  // namespace ringfence::compile
