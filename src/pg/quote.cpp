#include "pg/quote.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/limits.h"
#include "base/sha256.h"

namespace ringfence::pg {

namespace {

std::string doubled(std::string_view text, char quote) {
  std::string out;
  for (const char c : text) out.append(c == quote ? 2 : 1, c);
  return out;
}

bool is_plain(std::string_view name) {
  const auto lower = [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; };
  const auto later = [&](char c) { return lower(c) || (c >= '0' && c <= '9') || c == '$'; };
  return !name.empty() && lower(name[0]) && std::all_of(name.begin(), name.end(), later);
}

}  // namespace

std::string quote_identifier(std::string_view name) {
  return '"' + doubled(name, '"') + '"';
}

std::string quote_qualified(std::string_view schema, std::string_view name) {
  return quote_identifier(schema) + '.' + quote_identifier(name);
}

std::string quote_literal(std::string_view value) {
  const std::string single = doubled(value, '\'');
  if (single.find('\\') == std::string::npos) return '\'' + single + '\'';
  return " E'" + doubled(single, '\\') + '\'';
}

std::string readable_identifier(std::string_view name) {
  return is_plain(name) ? std::string(name) : quote_identifier(name);
}

std::string quote_identifiers(const std::vector<std::string>& names) {
  std::string out;
  for (const std::string& name : names) out += (out.empty() ? "" : ", ") + quote_identifier(name);
  return out;
}

std::string generated_name(const std::vector<std::string>& parts) {
  std::string name;
  for (const std::string& part : parts) name += (name.empty() ? "" : "_") + part;
  if (name.size() <= limits::name_bytes) return name;
  const std::string suffix = '_' + to_hex(sha256(name)).substr(0, 8);
  std::size_t cut = limits::name_bytes - suffix.size();
  while (cut > 0 && (static_cast<unsigned char>(name[cut]) & 0xC0U) == 0x80U) --cut;
  return name.substr(0, cut) + suffix;
}

std::string array_literal(const std::vector<std::string>& elements) {
  std::string out = "{";
  for (const std::string& element : elements) {
    if (out.size() > 1) out += ',';
    out += '"';
    for (const char c : element) {
      if (c == '"' || c == '\\') out += '\\';
      out += c;
    }
    out += '"';
  }
  return out + '}';
}

std::vector<std::string> parse_array(std::string_view literal) {
  std::vector<std::string> elements;
  if (literal.size() < 2 || literal == "{}") return elements;
  std::string element;
  bool quoted = false;
  bool was_quoted = false;
  const auto finish = [&] {
    elements.push_back(!was_quoted && element == "NULL" ? std::string() : element);
    element.clear();
    was_quoted = false;
  };
  for (std::size_t i = 1; i + 1 < literal.size(); ++i) {
    const char c = literal[i];
    if (c == '\\' && i + 2 < literal.size()) {
      element += literal[++i];
    } else if (c == '"') {
      quoted = !quoted, was_quoted = true;
    } else if (c == ',' && !quoted) {
      finish();
    } else {
      element += c;
    }
  }
  finish();
  return elements;
}

}  // namespace ringfence::pg
