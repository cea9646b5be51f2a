#include "policy/transfer_rules.h"

#include <algorithm>
#include <array>
#include <set>

namespace ringfence::policy {

namespace {

bool names_ring(const std::vector<std::string>& list, std::string_view name) {
  return std::ranges::any_of(list, [&](const std::string& one) { return one == name || one == "*"; });
}

bool holds(const std::vector<std::string>& names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

bool admits_unmasked(const Transfer& rule, const Table& table, const std::string& column) {
  return column != search_column_name && admits(rule, table, column) &&
         !rule.masks.contains(ColumnRef{table.name, column});
}

}  // namespace

bool is_about(const Transfer& rule, std::string_view from, std::string_view to, std::string_view purpose) {
  return names_ring(rule.from, from) && names_ring(rule.to, to) && holds(rule.purposes, purpose) && rule.mode.empty();
}

bool has_expired(const Transfer& rule, const Date& today) {
  return rule.expires && *rule.expires < today;
}

bool admits(const Transfer& rule, const Table& table, std::string_view column) {
  if (holds(table.sensitive, column)) return false;
  if (column == search_column_name && !table.search.empty()) {
    return std::ranges::all_of(table.search,
                               [&](const std::string& source) { return admits_unmasked(rule, table, source); });
  }
  return std::ranges::any_of(rule.columns, [&](const ColumnRef& named) {
    return named.table == table.name &&
           (named.column == column || (named.column.empty() && holds(table.public_columns, column)));
  });
}

bool mentions(const Transfer& rule, const TableName& table) {
  return std::ranges::any_of(rule.columns, [&](const ColumnRef& named) { return named.table == table; });
}

std::vector<const Transfer*> rules_in_force(const Policy& policy, std::string_view from, std::string_view to,
                                            std::string_view purpose, const Date& today) {
  std::vector<const Transfer*> rules;
  if (from == to) return rules;
  for (const Transfer& rule : policy.transfers) {
    if (is_about(rule, from, to, purpose) && !has_expired(rule, today)) rules.push_back(&rule);
  }
  return rules;
}

std::vector<Reader> readers_of(const Policy& policy, std::string_view from, const Date& today) {
  std::set<Reader> readers;
  for (const Service& service : policy.services) {
    const Ring* home = policy.home_of(service.location);
    if (home == nullptr) continue;
    for (const std::string& purpose : service.purposes) {
      if (!rules_in_force(policy, from, home->name, purpose, today).empty()) readers.insert({home->name, purpose});
    }
  }
  return {readers.begin(), readers.end()};
}

std::string transfer_name(std::string_view readers_ring, std::string_view purpose) {
  return "transfer_" + std::string(readers_ring) + '_' + std::string(purpose);
}

std::optional<std::string> transfer_role_of(const Policy& policy, std::string_view from, const Service& service,
                                            std::string_view purpose) {
  const Ring* home = policy.home_of(service.location);
  if (home == nullptr || home->name == from) return std::nullopt;
  return transfer_name(home->name, purpose);
}

std::string world_name(std::string_view purpose) {
  return std::string(world_prefix) + std::string(purpose);
}

bool is_reserved_name(std::string_view name) {
  constexpr std::array<std::string_view, 4> prefixes = {"transfer_", world_prefix, "ringfence", "pg_"};
  return std::ranges::any_of(prefixes, [&](std::string_view prefix) { return name.starts_with(prefix); });
}

}  // namespace ringfence::policy
