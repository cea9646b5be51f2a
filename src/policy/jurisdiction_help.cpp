#include <algorithm>
#include <array>
#include <cctype>

#include "policy/jurisdictions.h"

namespace ringfence::policy {

namespace {

std::string upper(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return out;
}

bool is_known(std::string_view text) {
  return is_code(text) || is_group(text);
}

// Not codes of ISO 3166-1, but written as if they were.
std::optional<std::string> habitual(std::string_view text) {
  if (text == "UK" || text == "ENGLAND" || text == "BRITAIN" || text == "GREAT BRITAIN") return "GB";
  if (text == "EL") return "GR";
  if (text == "WORLD" || text == "ALL" || text == "OTHER" || text == "REST") return "*";
  return std::nullopt;
}

}  // namespace

std::optional<std::string> meant_jurisdiction(std::string_view text) {
  if (const auto own = own_code_of(upper(text))) return std::string(*own);
  std::string capitals = upper(text);
  if (is_known(capitals)) return capitals;
  if (const auto code = from_alpha3(capitals)) return std::string(*code);
  if (auto code = habitual(capitals)) return code;
  for (const std::string_view code : all_codes()) {
    const std::string name = upper(*english_name(code));
    // ISO writes "Korea, Republic of" and "Iran, Islamic Republic of".
    if (name == capitals || name.starts_with(capitals + ",")) return std::string(code);
  }
  std::ranges::replace(capitals, '_', '-');
  if (is_known(capitals)) return capitals;
  return std::nullopt;
}

}  // namespace ringfence::policy
