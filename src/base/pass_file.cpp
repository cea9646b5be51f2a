#include "base/pass_file.h"

#include <algorithm>
#include <vector>

namespace ringfence {

namespace {

constexpr std::size_t user_field = 3;
constexpr std::size_t password_field = 4;

std::vector<std::string> fields_of(std::string_view line) {
  std::vector<std::string> fields(1);
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == ':' && fields.size() <= password_field) {
      fields.emplace_back();
    } else if (line[i] == '\\' && i + 1 < line.size()) {
      fields.back() += line[++i];
    } else {
      fields.back() += line[i];
    }
  }
  return fields;
}

}  // namespace

std::map<std::string, std::string> passwords_by_user(std::string_view pass_file) {
  std::map<std::string, std::string> passwords;
  while (!pass_file.empty()) {
    const std::string_view line = pass_file.substr(0, pass_file.find('\n'));
    pass_file.remove_prefix(std::min(line.size() + 1, pass_file.size()));
    if (line.starts_with('#')) continue;
    std::vector<std::string> fields = fields_of(line);
    if (fields.size() == password_field + 1) passwords.emplace(fields[user_field], std::move(fields[password_field]));
  }
  return passwords;
}

}  // namespace ringfence
