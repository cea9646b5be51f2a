// Letters of ASCII alone, whatever the locale: how PostgreSQL compares names of settings. Pure.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

namespace ringfence {

inline std::string lower_ascii(std::string_view text) {
  std::string lowered(text);
  std::ranges::transform(lowered, lowered.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return lowered;
}

inline bool equal_but_case(std::string_view one, std::string_view other) {
  return one.size() == other.size() && lower_ascii(one) == lower_ascii(other);
}

}  // namespace ringfence
