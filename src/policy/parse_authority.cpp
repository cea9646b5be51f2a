#include <fmt/format.h>

#include "base/bech32.h"
#include "policy/names.h"
#include "policy/parse_parts.h"

namespace ringfence::policy {

namespace {

constexpr std::size_t recipient_letters = 62;

void read_authority_name(Section& section, Work& work, Authority& authority) {
  authority.name = section.text("name", "\"Irish Data Protection Commission\"");
  section.require("name", "its full name, as demands give it: name = \"…\"");
  const auto before = std::ranges::find(work.policy.authorities, authority.name, &Authority::name);
  if (!authority.name.empty() && before != work.policy.authorities.end()) {
    section.error(section.places().at("name"), "the authority is here twice",
                  fmt::format("the other entry is in line {}: keep one, with both standings", before->place.line));
  }
}

void read_reach(Section& section, Work& work, Authority& authority) {
  for (const Item& item : section.texts("reach", "[\"HK\"]")) {
    const std::vector<Code> codes = resolve_jurisdiction(work, section.what() + ": reach", item);
    authority.reach.insert(authority.reach.end(), codes.begin(), codes.end());
  }
  section.require("reach", "the jurisdictions its demands may reach: reach = [\"HK\"]");
  std::ranges::sort(authority.reach);
  const auto repeated = std::ranges::unique(authority.reach);
  authority.reach.erase(repeated.begin(), repeated.end());
}

void read_standing_at(Work& work, const std::string& what, const Value& value, Authority& authority) {
  Section section(work.findings, value, what + ": standing");
  Standing standing;
  const Value* from = section.find("from", Kind::date, "2020-07-06");
  section.require("from", "the day from which it holds: { from = 2020-07-06, is = \"pause\" }");
  const std::string is = section.text("is", "\"pause\"");
  section.require("is", "accept, pause or refuse: { from = 2020-07-06, is = \"pause\" }");
  standing.why = section.text("why", "\"review of the law\"");
  section.finish();
  if (is == "pause") standing.is = StandingIs::pause;
  if (is == "refuse") standing.is = StandingIs::refuse;
  if (!is.empty() && is != "accept" && is != "pause" && is != "refuse") {
    section.error(section.places().at("is"), fmt::format("\"{}\" is no standing", is), "accept, pause or refuse");
  }
  if (from == nullptr) return;
  standing.from = from->date;
  if (!authority.standing.empty() && standing.from <= authority.standing.back().from) {
    section.error(from->place,
                  fmt::format("{} is not after {}", to_text(standing.from), to_text(authority.standing.back().from)),
                  "standings are written by date, the earliest first, one a day");
  }
  authority.standing.push_back(std::move(standing));
}

void read_standing(Section& section, Work& work, Authority& authority) {
  constexpr std::string_view example = "[ { from = 2020-07-06, is = \"pause\", why = \"…\" } ]";
  section.require("standing", fmt::format("closed by default: standing = {}", example));
  const Value* value = section.find("standing", Kind::array, example);
  if (value == nullptr) return;
  if (value->items.empty()) {
    section.error(value->place, "standing is empty", fmt::format("for example: standing = {}", example));
  }
  for (const Value& item : value->items) {
    if (item.kind == Kind::table) {
      read_standing_at(work, section.what(), item, authority);
    } else {
      section.error(item.place, fmt::format("standing holds {}, where only tables may be", to_text(item.kind)),
                    fmt::format("for example: standing = {}", example));
    }
  }
}

// What it is called back at, what it may come with, what it is encrypted to.
void read_dealings(Section& section, Authority& authority) {
  authority.instruments = section.names("instruments", "[\"warrant\", \"court order\"]");
  authority.contact = section.text("contact", "\"+852 2860 2000\"");
  authority.key = section.text("key", "\"age1…\"");
  if (authority.key.empty() || (authority.key.size() == recipient_letters && is_bech32(authority.key, "age"))) return;
  section.error(section.places().at("key"), "the key is no recipient of age",
                "as `age-keygen` prints it: age1 and 58 small letters and digits; or it was mistyped");
}

}  // namespace

void parse_authorities(Work& work, const Member& member) {
  unsigned number = 0;
  for (const Value* entry : listed_entries_of(work.findings, member)) {
    ++number;
    const std::string name = name_of_entry(*entry);
    Section section(work.findings, *entry,
                    name.empty() ? fmt::format("the authority number {}", number) : "authority \"" + name + '"');
    Authority authority;
    authority.place = entry->place;
    read_authority_name(section, work, authority);
    read_reach(section, work, authority);
    read_standing(section, work, authority);
    read_dealings(section, authority);
    section.finish();
    authority.places = section.places();
    work.policy.authorities.push_back(std::move(authority));
  }
}

}  // namespace ringfence::policy
