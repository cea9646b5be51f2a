#include "gateway/session/scram_text.h"

#include <algorithm>

namespace ringfence::gateway {

std::string_view Attributes::take_field() {
  const std::size_t comma = left_.find(',');
  const std::string_view field = left_.substr(0, comma);
  left_.remove_prefix(comma == std::string_view::npos ? left_.size() : comma + 1);
  return field;
}

std::string_view Attributes::take(char letter) {
  const std::string_view field = take_field();
  if (field.size() >= 2 && field[0] == letter && field[1] == '=') return field.substr(2);
  good_ = false;
  return {};
}

bool Attributes::finished() const {
  Attributes extensions(left_);
  while (good_ && !extensions.left().empty()) {
    const std::string_view field = extensions.take_field();
    const bool is_letter = !field.empty() && ((field[0] | 0x20) >= 'a' && (field[0] | 0x20) <= 'z');
    if (!is_letter || field.size() < 2 || field[1] != '=') return false;
  }
  return good_;
}

bool is_nonce(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '!' && c <= '~' && c != ','; });
}

}  // namespace ringfence::gateway
