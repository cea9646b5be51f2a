// Connection strings, as libpq reads them.
#include <fmt/format.h>
#include <libpq-fe.h>

#include <cstring>

#include "pg/connection.h"

namespace ringfence::pg {

Result<std::map<std::string, std::string>> connection_parameters(const std::string& uri) {
  char* message = nullptr;
  PQconninfoOption* options = PQconninfoParse(uri.c_str(), &message);
  if (options == nullptr) {
    Error error = fail("the connection string cannot be read", message != nullptr ? message : "out of memory");
    error.sqlstate = "22023";
    PQfreemem(message);
    return error;
  }
  std::map<std::string, std::string> said;
  for (const PQconninfoOption* option = options; option->keyword != nullptr; ++option) {
    if (option->val != nullptr) said[option->keyword] = option->val;
  }
  PQconninfoFree(options);
  return said;
}

std::string database_named_by(const std::string& uri) {
  const auto said = connection_parameters(uri);
  if (!said) return {};
  const auto found = said->find("dbname");
  return found == said->end() ? std::string() : found->second;
}

std::string without_password(const std::string& uri) {
  char* message = nullptr;
  PQconninfoOption* options = PQconninfoParse(uri.c_str(), &message);
  if (options == nullptr) {
    PQfreemem(message);
    return "(an address libpq cannot read)";
  }
  std::string text;
  for (const PQconninfoOption* option = options; option->keyword != nullptr; ++option) {
    const bool secret =
        std::strstr(option->keyword, "password") != nullptr || std::strchr(option->dispchar, '*') != nullptr;
    if (option->val == nullptr || secret) continue;
    text += fmt::format("{}{}={}", text.empty() ? "" : " ", option->keyword, option->val);
  }
  PQconninfoFree(options);
  return text;
}

}  // namespace ringfence::pg
