#include "demand/intake/match.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <set>

#include "ledger/utf8.h"

namespace ringfence::intake {

namespace {

Error wrong(std::string message, std::string hint) {
  return {std::move(message), {}, std::move(hint), "22023"};
}

std::string lower(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; });
  return out;
}

// Without its scheme, and with its host in small letters.
std::string plain(std::string_view address) {
  const std::size_t scheme = address.find("://");
  if (scheme != std::string_view::npos) address.remove_prefix(scheme + 3);
  const std::size_t host = std::min(address.find_first_of("/?#"), address.size());
  return lower(address.substr(0, host)) + std::string(address.substr(host));
}

// What a person may add to an address, and still be at the same place.
std::string_view without_rest(std::string_view address) {
  address = address.substr(0, address.find_first_of("?#"));
  while (address.ends_with('/')) address.remove_suffix(1);
  return address;
}

std::optional<std::string> decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out += text[i];
      continue;
    }
    unsigned value = 0;
    const char* const digits = text.data() + i + 1;
    if (i + 2 >= text.size() || std::from_chars(digits, digits + 2, value, 16).ptr != digits + 2) return std::nullopt;
    out += static_cast<char>(value);
    i += 2;
  }
  if (out.empty() || out.find('\0') != std::string::npos || !ledger::is_utf8(out)) return std::nullopt;
  return out;
}

// Where the key stands in the address; nothing: it is not of this pattern.
std::optional<std::string_view> key_by(std::string_view address, std::string_view pattern) {
  const std::size_t at = pattern.find(policy::key_in_address);
  const std::string_view before = pattern.substr(0, at);
  const std::string_view behind = pattern.substr(at + policy::key_in_address.size());
  if (pattern.find_first_of("?#") == std::string_view::npos) address = without_rest(address);
  if (address.size() <= before.size() + behind.size() || !address.starts_with(before) || !address.ends_with(behind)) {
    return std::nullopt;
  }
  const std::string_view key = address.substr(before.size(), address.size() - before.size() - behind.size());
  return key.find_first_of("/?#&") == std::string_view::npos ? std::optional(key) : std::nullopt;
}

bool reaches(const policy::Authority& authority, const std::string& jurisdiction) {
  return std::ranges::find(authority.reach, jurisdiction) != authority.reach.end();
}

}  // namespace

Result<std::optional<Row>> row_at(std::string_view address, const policy::Policy& policy) {
  const std::string here = plain(address);
  std::set<Row> found;
  for (const policy::Table& table : policy.tables) {
    for (const std::string& each : table.addresses) {
      const std::string pattern = plain(each);
      const auto key = key_by(here, pattern);
      if (!key) continue;
      auto row = decoded(*key);
      if (!row) return wrong(fmt::format("{} has no key that can be read", address), "leave it out, or name its row");
      found.insert({to_text(table.name), std::move(*row)});
    }
  }
  if (found.size() > 1) {
    return wrong(fmt::format("{} is of {} and of {}", address, found.begin()->table, std::next(found.begin())->table),
                 "`addresses` of the policy's tables have to tell them apart");
  }
  return found.empty() ? std::optional<Row>() : std::optional(*found.begin());
}

Result<Matched> match(const std::vector<std::string>& addresses, const policy::Policy& policy) {
  std::set<Row> rows;
  Matched matched;
  for (const std::string& each : addresses) {
    const auto row = row_at(each, policy);
    if (!row) return row.error();
    if (*row) {
      rows.insert(**row);
    } else {
      matched.unknown.push_back(each);
    }
  }
  matched.rows.assign(rows.begin(), rows.end());
  return matched;
}

Result<std::string> authority_named(const std::optional<std::string>& name,
                                    const std::optional<std::string>& jurisdiction, const policy::Policy& policy) {
  std::vector<std::string> near;
  std::vector<std::string> all;
  for (const policy::Authority& each : policy.authorities) {
    if (name && lower(each.name) == lower(*name)) return each.name;
    all.push_back(each.name);
    if (jurisdiction && reaches(each, *jurisdiction)) near.push_back(each.name);
  }
  const std::string those = fmt::format("{}", fmt::join(near.empty() ? all : near, "\", \""));
  return wrong(name ? fmt::format("the policy has no authority \"{}\"", *name) : "the notice does not say who wrote it",
               those.empty() ? "register it: [[authority]] with name, reach, standing, contact"
                             : fmt::format("--authority with the one that is meant: \"{}\"; or register it", those));
}

}  // namespace ringfence::intake
