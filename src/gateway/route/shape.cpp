#include "gateway/route/shape.h"

#include <fmt/format.h>

#include <cstring>
#include <iterator>

#include "base/limits.h"

namespace ringfence::gateway {

bool Shaper::read(std::string_view statement) {
  statement_ = statement;
  key_size_ = tag_bytes;
  literals_.clear();
  comments_.clear();
  highest_parameter_ = 0;
  if (statement.size() > limits::shape_bytes || statement.find('\0') != std::string_view::npos) return false;
  // Nothing makes the key longer than the text, but a comment that becomes a space at its very end.
  if (key_.size() < tag_bytes + statement.size() + 1) key_.resize(tag_bytes + statement.size() + 1);
  return scan();
}

std::string_view Shaper::tagged_key(std::uint64_t tag) {
  std::memcpy(key_.data(), &tag, tag_bytes);
  return {key_.data(), key_size_};
}

std::string Shaper::parameterised(unsigned first) const {
  std::string text;
  text.reserve(statement_.size() + 8 * literals_.size());
  std::size_t from = 0;
  for (const Span& literal : literals_) {
    text.append(statement_, from, literal.begin - from);
    fmt::format_to(std::back_inserter(text), " ${} ", first++);
    from = literal.end;
  }
  return text.append(statement_, from);
}

std::string shown_shape(std::string_view key, std::size_t most) {
  constexpr std::string_view cut = "…";
  std::string shown;
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  const auto in_name = [&](char c) {
    return is_digit(c) || c == '_' || c == '$' || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') ||
           static_cast<unsigned char>(c) >= 0x80;
  };
  bool quoted = false;
  for (std::size_t i = 0; i < key.size(); ++i) {
    const char c = key[i];
    const bool behind_name = i > 0 && in_name(key[i - 1]);
    const bool parameter = c == '$' && i + 1 < key.size() && is_digit(key[i + 1]) && !behind_name;
    const bool literal = c == '\'' || (c == '$' && !parameter) || (is_digit(c) && !behind_name);
    if ((!quoted && literal) || shown.size() >= most) return shown.append(cut);
    if (c == '"') quoted = !quoted;
    shown += !quoted && c == '\x01' ? '?' : c;
  }
  while (shown.ends_with(' ')) shown.pop_back();
  return shown;
}

std::optional<std::string> literal_value(std::string_view literal) {
  if (literal.empty()) return std::nullopt;
  if ((literal[0] >= '0' && literal[0] <= '9') || literal[0] == '.') return std::string(literal);
  if (literal[0] == '$') {
    const std::size_t mark = literal.find('$', 1) + 1;
    return std::string(literal.substr(mark, literal.size() - 2 * mark));
  }
  const bool escaped = (literal[0] | 0x20) == 'e';
  if (literal[0] != '\'' && (!escaped || literal.find('\\') != std::string_view::npos)) return std::nullopt;
  const std::string_view inside = literal.substr(escaped ? 2 : 1, literal.size() - (escaped ? 3 : 2));
  std::string value;
  for (std::size_t i = 0; i < inside.size(); ++i) {
    value += inside[i];
    if (inside[i] == '\'') ++i;
  }
  return value;
}

}  // namespace ringfence::gateway
