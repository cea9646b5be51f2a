#include "policy/model.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "policy/jurisdictions.h"
#include "policy/names.h"

namespace ringfence::policy {

std::string to_text(const TableName& name) {
  const std::string table = readable(name.name);
  return name.schema == "public" ? table : readable(name.schema) + '.' + table;
}

std::string to_text(const ColumnRef& column) {
  return to_text(column.table) + (column.column.empty() ? ":public" : '.' + readable(column.column));
}

std::string_view purpose_of(const Service& service, std::string_view said) {
  return said.empty() && service.purposes.size() == 1 ? std::string_view(service.purposes[0]) : said;
}

std::string_view to_text(MaskKind kind) {
  switch (kind) {
    case MaskKind::null:
      return "null";
    case MaskKind::hash:
      return "hash";
    case MaskKind::domain:
      return "domain";
    case MaskKind::year:
      return "year";
    case MaskKind::truncate:
      return "truncate";
  }
  return "";
}

const Place& place_at(const Places& places, const std::string& key, const Place& otherwise) {
  const auto found = places.find(key);
  return found == places.end() ? otherwise : found->second;
}

std::string_view to_text(OfficerMay may) {
  switch (may) {
    case OfficerMay::file:
      return "file";
    case OfficerMay::verify:
      return "verify";
    case OfficerMay::approve:
      return "approve";
    case OfficerMay::execute:
      return "execute";
    case OfficerMay::review:
      return "review";
  }
  return "";
}

const Standing* Authority::standing_on(const Date& day) const {
  const Standing* in_force = nullptr;
  for (const Standing& each : standing) {
    if (each.from <= day) in_force = &each;
  }
  return in_force;
}

const Authority* Policy::find_authority(std::string_view name) const {
  const auto found = std::ranges::find(authorities, name, &Authority::name);
  return found == authorities.end() ? nullptr : &*found;
}

const Officer* Policy::find_officer(std::string_view name) const {
  const auto found = std::ranges::find(officers, name, &Officer::name);
  return found == officers.end() ? nullptr : &*found;
}

const Ring* Policy::find_ring(std::string_view name) const {
  const auto found = std::ranges::find(rings, name, &Ring::name);
  return found == rings.end() ? nullptr : &*found;
}

std::size_t Policy::number_of(std::string_view ring) const {
  return static_cast<std::size_t>(std::ranges::find(rings, ring, &Ring::name) - rings.begin());
}

std::vector<Code> Policy::ringed_codes() const {
  std::set<Code> codes;
  for (const Ring& ring : rings) codes.insert(ring.codes.begin(), ring.codes.end());
  return {codes.begin(), codes.end()};
}

const Table* Policy::find_table(const TableName& name) const {
  const auto found = std::ranges::find(tables, name, &Table::name);
  return found == tables.end() ? nullptr : &*found;
}

const Ring* Policy::home_of(std::string_view code) const {
  const auto has = [&](std::string_view wanted) -> const Ring* {
    const auto found =
        std::ranges::find_if(rings, [&](const Ring& ring) { return std::ranges::binary_search(ring.codes, wanted); });
    return found == rings.end() ? nullptr : &*found;
  };
  if (const Ring* own = has(code)) return own;
  const auto hyphen = code.find('-');
  return hyphen != std::string_view::npos && is_code(code) ? has(code.substr(0, hyphen)) : nullptr;
}

}  // namespace ringfence::policy
