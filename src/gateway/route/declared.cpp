#include "gateway/route/declared.h"

#include <fmt/format.h>

namespace ringfence::gateway {

namespace {

constexpr std::string_view ours = "ringfence.";

Error refuse(std::string message) {
  return {std::move(message),
          {},
          "for example /*ringfence.subject='42'*/; the keys are subject, purpose and viewer",
          "22023"};
}

std::string_view inside(std::string_view comment) {
  const bool in_line = comment.starts_with("--");
  return comment.substr(2, comment.size() - (in_line ? 2 : 4));
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const char small = static_cast<char>(c | 0x20);
  return small >= 'a' && small <= 'f' ? small - 'a' + 10 : -1;
}

// '…' with %41 for bytes and \' for the quote -> what it says. `quoted` is cut after the closing quote.
std::optional<std::string> take_value(std::string_view& quoted) {
  if (!quoted.starts_with('\'')) return std::nullopt;
  std::string value;
  for (std::size_t i = 1; i < quoted.size(); ++i) {
    const char c = quoted[i];
    if (c == '\'') {
      quoted.remove_prefix(i + 1);
      return value;
    }
    if (c == '\\' && i + 1 < quoted.size()) {
      value += quoted[++i];
    } else if (c == '%') {
      const int high = i + 2 < quoted.size() ? hex_digit(quoted[i + 1]) : -1;
      const int low = high >= 0 ? hex_digit(quoted[i + 2]) : -1;
      if (low < 0 || (high == 0 && low == 0)) return std::nullopt;
      value += static_cast<char>(high * 16 + low);
      i += 2;
    } else {
      value += c;
    }
  }
  return std::nullopt;
}

std::optional<std::string>* place_of(Declared& declared, std::string_view key) {
  if (key == "subject") return &declared.subject;
  if (key == "purpose") return &declared.purpose;
  if (key == "viewer") return &declared.viewer;
  return nullptr;
}

Status read_ours(std::string_view key, std::string_view& value_and_rest, Declared& declared) {
  std::optional<std::string>* place = place_of(declared, key);
  if (place == nullptr) return refuse(fmt::format("unknown declaration \"{}{}\"", ours, key));
  auto value = take_value(value_and_rest);
  if (!value || value->empty()) return refuse(fmt::format("the value of {}{} cannot be read", ours, key));
  if (*place && **place != *value) {
    return refuse(fmt::format("{}{} is declared twice, as \"{}\" and \"{}\"", ours, key, **place, *value));
  }
  *place = std::move(value);
  return {};
}

Status read_comment(std::string_view text, Declared& declared) {
  for (;;) {
    const std::size_t at = text.find(ours);
    if (at == std::string_view::npos) return {};
    const bool is_key = at == 0 || text[at - 1] == ',' || text[at - 1] == ' ' || text[at - 1] == '\t';
    text.remove_prefix(at + ours.size());
    if (!is_key) continue;  // inside another word: "not-ringfence.subject"
    const std::size_t equals = text.find('=');
    if (equals == std::string_view::npos) return refuse("a declaration in a comment has no value");
    const std::string_view key = trimmed(text.substr(0, equals));
    text = trimmed(text.substr(equals + 1));
    RINGFENCE_TRY(read_ours(key, text, declared));
  }
}

}  // namespace

Result<Declared> declared_in(std::string_view statement, std::span<const Span> comments) {
  Declared declared;
  for (const Span& comment : comments) {
    RINGFENCE_TRY(read_comment(inside(statement.substr(comment.begin, comment.end - comment.begin)), declared));
  }
  return declared;
}

}  // namespace ringfence::gateway
