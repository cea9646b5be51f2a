#include "policy/decide_words.h"

#include <fmt/format.h>

#include <algorithm>

namespace ringfence::policy::words {

namespace {

std::string identifier(std::string_view name) {
  const bool plain = !name.empty() && (name[0] < '0' || name[0] > '9') &&
                     name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == std::string_view::npos;
  if (plain) return std::string(name);
  std::string text = "\"";
  for (const char c : name) text += c == '"' ? std::string("\"\"") : std::string(1, c);
  return text + '"';
}

std::string value(const ProofValue& value) {
  const bool number = value.text.find_first_not_of("0123456789") == std::string::npos;
  return value.parameter || (number && !value.text.empty()) ? value.text : "'" + value.text + "'";
}

}  // namespace

bool holds(const std::vector<std::string>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

std::string table(const TableName& name) {
  return name.schema == "public" ? identifier(name.name) : identifier(name.schema) + "." + identifier(name.name);
}

std::string quoted(std::string_view text) {
  std::string escaped = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') escaped += '\\';
    escaped += c;
  }
  return escaped + '"';
}

std::string list(const std::vector<std::string>& names) {
  if (names.size() < 2) return names.empty() ? std::string() : names[0];
  return fmt::format("{} and {}", fmt::join(names.begin(), names.end() - 1, ", "), names.back());
}

std::string subject(const SubjectProof& proof) {
  std::vector<std::string> values;
  for (const ProofValue& part : proof.values) values.push_back(value(part));
  const std::string key = fmt::format("{}", fmt::join(values, ", "));
  if (!proof.lookup.empty()) return fmt::format("the {0} whose {0}.{1} is {2}", table(proof.root), proof.lookup, key);
  if (proof.home) return fmt::format("a new {} of {}", table(proof.root), key);
  return fmt::format("{} {}", table(proof.root), values.size() > 1 ? "(" + key + ")" : key);
}

std::string mask(const Mask& mask) {
  switch (mask.kind) {
    case MaskKind::null:
      return "null";
    case MaskKind::hash:
      return "hash";
    case MaskKind::domain:
      return "domain";
    case MaskKind::year:
      return "year";
    case MaskKind::truncate:
      return fmt::format("truncate({})", mask.length);
  }
  return "null";
}

std::string date(const Date& date) {
  return fmt::format("{:04}-{:02}-{:02}", date.year, date.month, date.day);
}

}  // namespace ringfence::policy::words
