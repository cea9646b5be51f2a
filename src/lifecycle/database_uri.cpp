#include "lifecycle/database_uri.h"

#include <fmt/format.h>

#include "pg/connection.h"

namespace ringfence::lifecycle {

namespace {

bool is_uri(std::string_view text) {
  return text.starts_with("postgresql://") || text.starts_with("postgres://");
}

bool is_unreserved(char character) {
  return (character >= 'A' && character <= 'Z') || (character >= 'a' && character <= 'z') ||
         (character >= '0' && character <= '9') || std::string_view("-._~").find(character) != std::string_view::npos;
}

}  // namespace

std::string percent_encode(std::string_view text) {
  std::string encoded;
  for (const char character : text) {
    if (is_unreserved(character)) {
      encoded += character;
    } else {
      encoded += fmt::format("%{:02X}", static_cast<unsigned char>(character));
    }
  }
  return encoded;
}

// In both forms libpq lets a later dbname win over an earlier one.
std::string with_database(const std::string& uri, const std::string& database) {
  if (is_uri(uri)) {
    return fmt::format("{}{}dbname={}", uri, uri.find('?') == std::string::npos ? '?' : '&', percent_encode(database));
  }
  std::string quoted;
  for (const char character : database) {
    if (character == '\'' || character == '\\') quoted += '\\';
    quoted += character;
  }
  return fmt::format("{} dbname='{}'", uri, quoted);
}

std::string without_secret(const std::string& uri) {
  if (!is_uri(uri)) return pg::without_password(uri);
  std::string shown = uri;
  const std::size_t authority = shown.find("://") + 3;
  const std::size_t at = shown.substr(0, shown.find('/', authority)).rfind('@');
  const std::size_t colon = shown.find(':', authority);
  if (at != std::string::npos && colon < at) shown.erase(colon, at - colon);
  for (const std::string_view name : {"password", "sslpassword"}) {
    for (const char before : {'?', '&'}) {
      const std::string parameter = fmt::format("{}{}=", before, name);
      for (std::size_t found = shown.find(parameter); found != std::string::npos; found = shown.find(parameter)) {
        const std::size_t end = shown.find('&', found + 1);
        shown.erase(found + 1, end == std::string::npos ? std::string::npos : end - found);
      }
    }
  }
  while (shown.ends_with('?') || shown.ends_with('&')) shown.pop_back();
  return shown;
}

}  // namespace ringfence::lifecycle
