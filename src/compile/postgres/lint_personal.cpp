#include <algorithm>
#include <array>
#include <cctype>

#include "base/ascii.h"
#include "compile/postgres/lint_work.h"

namespace ringfence::compile::linting {

namespace {

// Words of a name: by underscores, spaces and hyphens, and where a small letter meets a capital one.
std::vector<std::string> words_of(std::string_view name) {
  std::vector<std::string> words(1);
  bool was_small = false;
  for (const char c : name) {
    const auto byte = static_cast<unsigned char>(c);
    const bool is_capital = byte < 0x80 && std::isupper(byte) != 0;
    if (c == '_' || c == ' ' || c == '-' || (is_capital && was_small)) words.emplace_back();
    if (c != '_' && c != ' ' && c != '-') words.back() += static_cast<char>(byte < 0x80 ? std::tolower(byte) : byte);
    was_small = byte < 0x80 && (std::islower(byte) != 0 || std::isdigit(byte) != 0);
  }
  return words;
}

constexpr auto telling_words = std::to_array<std::string_view>(
    {"phone", "mobile",    "cellphone", "telephone", "tel",    "fax",       "address",     "addr",      "street",
     "zip",   "zipcode",   "postcode",  "postal",    "birth",  "birthday",  "birthdate",   "dob",       "born",
     "ip",    "password",  "passwd",    "pwd",       "secret", "token",     "session",     "face",      "faces",
     "iris",  "biometric", "iban",      "card",      "cvv",    "ssn",       "passport",    "vat",       "gender",
     "sex",   "religion",  "ethnicity", "race",      "health", "diagnosis", "salary",      "latitude",  "longitude",
     "lat",   "lng",       "gps",       "location",  "imei",   "mac",       "nationality", "signature", "fingerprint"});

constexpr auto telling_parts =
    std::to_array<std::string_view>({"email", "e_mail", "phone", "password", "birthday", "address", "passport", "邮箱",
                                     "手机", "电话", "地址", "住址", "身份证", "生日", "密码", "护照", "性别"});

}  // namespace

std::optional<std::string> looks_personal(const Column& column) {
  if (column.base_type == "boolean") return std::nullopt;
  if (column.base_type == "inet" || column.base_type == "macaddr") return "its type is " + column.base_type;
  for (const std::string& word : words_of(column.name)) {
    if (std::ranges::find(telling_words, word) != telling_words.end()) return "its name says " + word;
  }
  const std::string name = lower_ascii(column.name);
  for (const std::string_view part : telling_parts) {
    if (name.find(part) != std::string::npos) return "its name says " + std::string(part);
  }
  return std::nullopt;
}

}  // namespace ringfence::compile::linting
