#include "policy/jurisdictions.h"

#include <algorithm>
#include <array>
#include <string>

namespace ringfence::policy {

namespace {

struct IsoEntry {
  std::string_view code;
  std::string_view alpha3;
  std::string_view name;
};

#include "policy/jurisdictions_data.inc"

// ISO 3166-2 lists these as subdivisions too, but each has a code of its own in ISO 3166-1: that one is used, so that
// one territory cannot be at home in two rings. Source: the remarks of ISO 3166-2 on CN, FI, FR, NL, NO and US.
struct OwnCode {
  std::string_view subdivision;
  std::string_view code;
};
constexpr std::array<OwnCode, 35> own_codes = {{
    {"CN-HK", "HK"},  {"CN-MO", "MO"},  {"CN-TW", "TW"},  {"FI-01", "AX"}, {"FR-971", "GP"}, {"FR-972", "MQ"},
    {"FR-973", "GF"}, {"FR-974", "RE"}, {"FR-976", "YT"}, {"FR-BL", "BL"}, {"FR-GF", "GF"},  {"FR-GP", "GP"},
    {"FR-MF", "MF"},  {"FR-MQ", "MQ"},  {"FR-NC", "NC"},  {"FR-PF", "PF"}, {"FR-PM", "PM"},  {"FR-RE", "RE"},
    {"FR-TF", "TF"},  {"FR-WF", "WF"},  {"FR-YT", "YT"},  {"NL-AW", "AW"}, {"NL-BQ1", "BQ"}, {"NL-BQ2", "BQ"},
    {"NL-BQ3", "BQ"}, {"NL-CW", "CW"},  {"NL-SX", "SX"},  {"NO-21", "SJ"}, {"NO-22", "SJ"},  {"US-AS", "AS"},
    {"US-GU", "GU"},  {"US-MP", "MP"},  {"US-PR", "PR"},  {"US-UM", "UM"}, {"US-VI", "VI"},
}};

template <class Entries>
const IsoEntry* find_in(const Entries& entries, std::string_view code) {
  const auto found = std::ranges::lower_bound(entries, code, {}, &IsoEntry::code);
  return found != entries.end() && found->code == code ? &*found : nullptr;
}

const IsoEntry* find_entry(std::string_view code) {
  const IsoEntry* country = find_in(iso_countries, code);
  if (country != nullptr) return country;
  return own_code_of(code) ? nullptr : find_in(iso_subdivisions, code);
}

}  // namespace

std::span<const std::string_view> all_codes() {
  static const auto codes = [] {
    std::array<std::string_view, iso_countries.size()> all;
    std::ranges::transform(iso_countries, all.begin(), &IsoEntry::code);
    return all;
  }();
  return codes;
}

bool is_code(std::string_view code) {
  return find_entry(code) != nullptr;
}

std::optional<std::string_view> own_code_of(std::string_view subdivision) {
  for (const OwnCode& entry : own_codes) {
    if (entry.subdivision == subdivision) return entry.code;
  }
  return std::nullopt;
}

std::optional<std::string_view> from_alpha3(std::string_view alpha3) {
  const auto found = std::ranges::find(iso_countries, alpha3, &IsoEntry::alpha3);
  if (found == iso_countries.end()) return std::nullopt;
  return found->code;
}

std::optional<std::string_view> english_name(std::string_view code) {
  const IsoEntry* entry = find_entry(code);
  if (entry == nullptr) return std::nullopt;
  return entry->name;
}

std::vector<std::string_view> subdivisions_of(std::string_view country) {
  const std::string prefix = std::string(country) + '-';
  std::vector<std::string_view> codes;
  for (auto at = std::ranges::lower_bound(iso_subdivisions, prefix, {}, &IsoEntry::code);
       at != iso_subdivisions.end() && at->code.starts_with(prefix); ++at) {
    if (!own_code_of(at->code)) codes.push_back(at->code);
  }
  return codes;
}

}  // namespace ringfence::policy
