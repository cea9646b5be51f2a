// Who belonged to the European Union and the European Economic Area, and when.
// Sources: EU, "Country profiles" and the Treaties of Accession (EUR-Lex); the Withdrawal Agreement, OJ L 29, 31.1.2020
// (the United Kingdom left at the end of 31 January 2020, Brussels time); EFTA Secretariat, "EEA Agreement" and the EEA
// enlargement agreements by the dates from which they were applied (2004-05-01, 2007-08-01, 2014-04-12).
// Before 1993-11-01 "EU" is the European Communities. Members are states; territories with a code of their own are not
// implied.
#include <algorithm>
#include <array>

#include "policy/jurisdictions.h"

namespace ringfence::policy {

namespace {

struct Membership {
  std::string_view group;
  std::string_view from;
  std::string_view until;  // the first day on which it no longer holds; empty: it still does
  std::string_view members;
};

constexpr std::array<Membership, 15> memberships = {{
    {"EU", "1958-01-01", "", "BE DE FR IT LU NL"},
    {"EU", "1973-01-01", "", "DK IE"},
    {"EU", "1973-01-01", "2020-02-01", "GB"},
    {"EU", "1981-01-01", "", "GR"},
    {"EU", "1986-01-01", "", "ES PT"},
    {"EU", "1995-01-01", "", "AT FI SE"},
    {"EU", "2004-05-01", "", "CY CZ EE HU LT LV MT PL SI SK"},
    {"EU", "2007-01-01", "", "BG RO"},
    {"EU", "2013-07-01", "", "HR"},
    {"EEA", "1994-01-01", "", "AT BE DE DK ES FI FR GR IE IS IT LU NL NO PT SE"},
    {"EEA", "1994-01-01", "2020-02-01", "GB"},
    {"EEA", "1995-05-01", "", "LI"},
    {"EEA", "2004-05-01", "", "CY CZ EE HU LT LV MT PL SI SK"},
    {"EEA", "2007-08-01", "", "BG RO"},
    {"EEA", "2014-04-12", "", "HR"},
}};

void add_members(std::string_view list, std::vector<std::string_view>& members) {
  for (; !list.empty(); list.remove_prefix(std::min<std::size_t>(3, list.size()))) members.push_back(list.substr(0, 2));
}

}  // namespace

bool is_group(std::string_view name) {
  return std::ranges::find(memberships, name, &Membership::group) != memberships.end();
}

std::string_view group_begins(std::string_view group) {
  return std::ranges::find(memberships, group, &Membership::group)->from;
}

std::string_view group_changed_last(std::string_view group) {
  std::string_view last;
  for (const Membership& entry : memberships) {
    if (entry.group == group) last = std::max({last, entry.from, entry.until});
  }
  return last;
}

std::optional<std::vector<std::string_view>> group_members(std::string_view group, std::string_view date) {
  if (!is_group(group) || date < group_begins(group)) return std::nullopt;
  std::vector<std::string_view> members;
  for (const Membership& entry : memberships) {
    const bool holds = entry.group == group && entry.from <= date && (entry.until.empty() || date < entry.until);
    if (holds) add_members(entry.members, members);
  }
  std::ranges::sort(members);
  return members;
}

}  // namespace ringfence::policy
