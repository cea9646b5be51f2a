#include "screening/implied.h"

#include <algorithm>
#include <array>

namespace ringfence::screening {

namespace {

constexpr double share_of_operator = 0.2;  // of whose it is

bool is_operator(const Unit& unit) {
  static constexpr std::array<std::string_view, 3> bodies = {"会", "厚生连", "医疗生活协同组合"};
  return unit.role == Role::word && std::ranges::find(bodies, std::string_view(unit.written)) != bodies.end();
}

bool is_hospital(const Unit& unit) {
  static constexpr std::array<std::string_view, 6> kinds = {"病院",         "医院",   "クリニック",
                                                            "医疗センター", "诊疗所", "センター"};
  return std::ranges::any_of(kinds, [&](std::string_view kind) { return unit.written.ends_with(kind); });
}

// Whether there is a name of its own between the body and what kind of hospital it is.
bool has_own_name(const Name& name, std::size_t first) {
  for (std::size_t at = first; at < name.units.size(); ++at) {
    if (is_hospital(name.units[at])) return at > first && name.units[first].written.size() > 3;
    if (name.units[at].role == Role::word && name.units[at].written.starts_with("第")) return false;
  }
  return false;
}

// Persian ends the name of a centre with the university that has it.
void lower_university(Name& name) {
  for (std::size_t at = 2; at < name.units.size(); ++at) {
    if (name.units[at].written != "دانشگاه") continue;
    for (; at < name.units.size(); ++at) name.units[at].share = share_of_operator;
  }
}

bool has_any(std::string_view written, std::u32string_view letters) {
  const std::u32string points = to_code_points(written);
  return std::ranges::any_of(points, [&](char32_t c) { return letters.find(c) != letters.npos; });
}

std::string_view of_cyrillic(std::string_view written) {
  if (has_any(written, U"әөүұқғңҳҷӣӯўјљњћђџѓќѕңҢҮӨӘҚҒҰ")) return "";
  if (has_any(written, U"їєґЇЄҐ")) return "ukraine";
  if (has_any(written, U"ыэЫЭ")) return has_any(written, U"іўІЎ") ? "belarus" : "russia";
  if (has_any(written, U"іІ")) return "ukraine";
  return "";
}

std::string_view of_indic(std::string_view written) {
  return has_any(written, U"\u0905\u0906\u0907\u093e\u093f\u0940\u094d") ? "india" : "";
}

}  // namespace

std::string_view implied_country(const Name& name) {
  switch (name.script) {
    case Script::han:
    case Script::kana:
      return name.characters == Characters::japanese ? "japan" : name.characters == Characters::chinese ? "china" : "";
    case Script::hangul:
      return "korea";
    case Script::thai:
      return "thailand";
    case Script::hebrew:
      return "israel";
    case Script::greek:
      return "greece";
    case Script::cyrillic:
      return of_cyrillic(name.written);
    case Script::indic:
      return of_indic(name.written);
    case Script::arabic:
      return has_any(name.written, U"پچژگکی") ? "iran" : "";
    default:
      return "";
  }
}

void lower_implied(Name& name) {
  if (name.script == Script::arabic) lower_university(name);
  if (name.script != Script::han) return;
  std::size_t first = 0;
  while (first < name.units.size() && name.units[first].role == Role::form) ++first;
  for (std::size_t at = first + 1; at + 2 < name.units.size(); ++at) {
    if (!is_operator(name.units[at]) || !has_own_name(name, at + 1)) continue;
    for (std::size_t each = first; each <= at; ++each) name.units[each].share = share_of_operator;
    return;
  }
}

}  // namespace ringfence::screening
