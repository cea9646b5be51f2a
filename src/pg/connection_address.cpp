// Connection strings, as libpq reads them.
#include <fmt/format.h>
#include <libpq-fe.h>

#include <cstring>

#include "pg/connection.h"

namespace ringfence::pg {

std::string database_named_by(const std::string& uri) {
  PQconninfoOption* options = PQconninfoParse(uri.c_str(), nullptr);
  std::string database;
  for (const PQconninfoOption* option = options; option != nullptr && option->keyword != nullptr; ++option) {
    if (std::strcmp(option->keyword, "dbname") == 0 && option->val != nullptr) database = option->val;
  }
  PQconninfoFree(options);
  return database;
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
