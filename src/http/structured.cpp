#include "http/structured.h"

#include <algorithm>
#include <charconv>

#include "base/crypto.h"

namespace ringfence::http {

namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool begins_key(char c) {
  return (c >= 'a' && c <= 'z') || c == '*';
}

bool is_of_key(char c) {
  return begins_key(c) || is_digit(c) || c == '_' || c == '-' || c == '.';
}

// What is left to read. Each function takes what it names off its front, or says that it is not there.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  [[nodiscard]] bool at_end() const { return text_.empty(); }
  bool take(char c) {
    if (!text_.starts_with(c)) return false;
    text_.remove_prefix(1);
    return true;
  }
  void spaces(std::string_view which = " ") {
    text_.remove_prefix(std::min(text_.find_first_not_of(which), text_.size()));
  }

  std::optional<std::string> key() {
    if (text_.empty() || !begins_key(text_.front())) return std::nullopt;
    const auto end = std::ranges::find_if_not(text_, is_of_key);
    return taken(static_cast<std::size_t>(end - text_.begin()));
  }

  std::optional<std::string> string() {
    if (!take('"')) return std::nullopt;
    std::string value;
    while (!text_.empty()) {
      char c = text_.front();
      text_.remove_prefix(1);
      if (c == '"') return value;
      if (c == '\\') {
        if (!text_.starts_with('"') && !text_.starts_with('\\')) return std::nullopt;
        c = text_.front();
        text_.remove_prefix(1);
      }
      if (c < 0x20 || c > 0x7e) return std::nullopt;
      value += c;
    }
    return std::nullopt;
  }

  std::optional<std::int64_t> integer() {
    constexpr std::size_t most_digits = 15;
    const std::size_t sign = text_.starts_with('-') ? 1 : 0;
    std::size_t end = sign;
    while (end < text_.size() && is_digit(text_[end])) ++end;
    if (end == sign || end - sign > most_digits) return std::nullopt;
    std::int64_t value = 0;
    const std::string digits = taken(end);
    std::from_chars(digits.data(), digits.data() + digits.size(), value);
    // A fraction is another kind of value; and what is written otherwise than we write it would not be what was signed.
    if (text_.starts_with('.') || std::to_string(value) != digits) return std::nullopt;
    return value;
  }

  std::optional<std::string> bytes() {
    if (!take(':')) return std::nullopt;
    const std::size_t end = text_.find(':');
    if (end == std::string_view::npos) return std::nullopt;
    const auto value = from_base64(taken(end));
    take(':');
    return value;
  }

  std::optional<InnerList> inner_list() {
    if (!take('(')) return std::nullopt;
    InnerList list;
    for (spaces(); !take(')'); spaces()) {
      auto item = string();
      // A parameter of an item changes what it means.
      if (!item || !(text_.starts_with(' ') || text_.starts_with(')'))) return std::nullopt;
      list.items.push_back(std::move(*item));
    }
    while (take(';')) {
      spaces();
      auto name = key();
      if (!name || list.find(*name) != nullptr || !take('=')) return std::nullopt;
      auto value = parameter();
      if (!value) return std::nullopt;
      list.parameters.emplace_back(std::move(*name), std::move(*value));
    }
    return list;
  }

 private:
  std::optional<ParameterValue> parameter() {
    if (text_.starts_with('"')) {
      auto text = string();
      return text ? std::optional<ParameterValue>(std::move(*text)) : std::nullopt;
    }
    const auto number = integer();
    return number ? std::optional<ParameterValue>(*number) : std::nullopt;
  }

  std::string taken(std::size_t count) {
    std::string out(text_.substr(0, count));
    text_.remove_prefix(count);
    return out;
  }

  std::string_view text_;
};

template <class Value>
std::optional<std::map<std::string, Value>> dictionary(std::string_view field,
                                                       std::optional<Value> (Scanner::*member)()) {
  std::map<std::string, Value> all;
  Scanner scanner(field);
  scanner.spaces();
  while (!scanner.at_end()) {
    auto key = scanner.key();
    if (!key || !scanner.take('=')) return std::nullopt;
    auto value = (scanner.*member)();
    if (!value || !all.emplace(std::move(*key), std::move(*value)).second) return std::nullopt;
    scanner.spaces(" \t");
    if (scanner.at_end()) return all;
    if (!scanner.take(',')) return std::nullopt;
    scanner.spaces(" \t");
    if (scanner.at_end()) return std::nullopt;
  }
  return all;
}

std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}

}  // namespace

const ParameterValue* InnerList::find(std::string_view name) const {
  const auto found = std::ranges::find(parameters, name, [](const auto& each) { return std::string_view(each.first); });
  return found == parameters.end() ? nullptr : &found->second;
}

std::string to_text(const InnerList& list) {
  std::string out = "(";
  for (const std::string& item : list.items) out += (out.size() == 1 ? "" : " ") + quoted(item);
  out += ')';
  for (const auto& [name, value] : list.parameters) {
    const auto* number = std::get_if<std::int64_t>(&value);
    out += ';' + name + '=' + (number != nullptr ? std::to_string(*number) : quoted(std::get<std::string>(value)));
  }
  return out;
}

std::optional<std::map<std::string, InnerList>> parse_inner_lists(std::string_view field) {
  return dictionary<InnerList>(field, &Scanner::inner_list);
}

std::optional<std::map<std::string, std::string>> parse_byte_sequences(std::string_view field) {
  return dictionary<std::string>(field, &Scanner::bytes);
}

}  // namespace ringfence::http
