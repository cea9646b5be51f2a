#include "compile/postgres/propose_words.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace ringfence::compile::proposing {

namespace {

struct Telling {
  std::string_view word;
  std::string_view what;
};

constexpr auto personal_words = std::to_array<Telling>({
    {"phone", "a telephone number"},
    {"mobile", "a telephone number"},
    {"tel", "a telephone number"},
    {"fax", "a telephone number"},
    {"mail", "an address"},
    {"address", "an address"},
    {"addr", "an address"},
    {"street", "an address"},
    {"city", "an address"},
    {"zip", "an address"},
    {"postcode", "an address"},
    {"locality", "an address"},
    {"birth", "a birthday"},
    {"birthdate", "a birthday"},
    {"dob", "a birthday"},
    {"bday", "a birthday"},
    {"ip", "a network address"},
    {"hwaddr", "a network address"},
    {"duid", "a network address"},
    {"hostname", "a network address"},
    {"password", "a secret"},
    {"passwd", "a secret"},
    {"pwd", "a secret"},
    {"token", "a secret"},
    {"secret", "a secret"},
    {"salt", "a secret"},
    {"session", "a secret"},
    {"iban", "a bank account"},
    {"bic", "a bank account"},
    {"card", "a card"},
    {"ssn", "an identity number"},
    {"passport", "an identity number"},
    {"gender", "a person's sex"},
    {"sex", "a person's sex"},
    {"surname", "a person's name"},
    {"nick", "a person's name"},
    {"nickname", "a person's name"},
    {"fn", "a person's name"},
    {"family", "a person's name"},
    {"given", "a person's name"},
    {"login", "a person's name"},
    {"jid", "an address"},
    {"vcard", "a person's details"},
    {"salary", "a salary"},
    {"latitude", "a place"},
    {"longitude", "a place"},
    {"lat", "a place"},
    {"lng", "a place"},
    {"gps", "a place"},
    {"contact", "an address"},
    {"avatar", "a picture of somebody"},
});

// Inside longer words ("emailaddress", "HomePhone2"), and in other languages.
constexpr auto personal_parts = std::to_array<Telling>({
    {"email", "an address"},
    {"phone", "a telephone number"},
    {"passw", "a secret"},
    {"authtoken", "a secret"},
    {"apikey", "a secret"},
    {"serverkey", "a secret"},
    {"address", "an address"},
    {"birth", "a birthday"},
    {"firstname", "a person's name"},
    {"lastname", "a person's name"},
    {"middlename", "a person's name"},
    {"realname", "a person's name"},
    {"fullname", "a person's name"},
    {"nickname", "a person's name"},
    {"username", "a person's name"},
    {"signature", "a signature"},
    {"contactinfo", "an address"},
    {"correo", "an address"},
    {"telefon", "a telephone number"},
    {"geburt", "a birthday"},
    {"strasse", "an address"},
    {"prenom", "a person's name"},
    {"apellido", "a person's name"},
    {"nachname", "a person's name"},
    {"vorname", "a person's name"},
    {"naissance", "a birthday"},
    {"邮箱", "an address"},
    {"手机", "a telephone number"},
    {"电话", "a telephone number"},
    {"地址", "an address"},
    {"身份证", "an identity number"},
    {"生日", "a birthday"},
    {"密码", "a secret"},
    {"姓名", "a person's name"},
});

constexpr auto sensitive_words = std::to_array<Telling>({
    {"health", "health"},
    {"diagnosis", "health"},
    {"disease", "health"},
    {"allergy", "health"},
    {"blood", "health"},
    {"disability", "health"},
    {"medical", "health"},
    {"pregnant", "health"},
    {"medication", "health"},
    {"biometric", "biometric data"},
    {"fingerprint", "biometric data"},
    {"iris", "biometric data"},
    {"face", "biometric data"},
    {"faceprint", "biometric data"},
    {"voiceprint", "biometric data"},
    {"genetic", "genetic data"},
    {"dna", "genetic data"},
    {"genome", "genetic data"},
    {"religion", "religion"},
    {"religious", "religion"},
    {"faith", "religion"},
    {"church", "religion"},
    {"ethnicity", "ethnic origin"},
    {"ethnic", "ethnic origin"},
    {"race", "ethnic origin"},
    {"caste", "ethnic origin"},
    {"political", "opinions"},
    {"party_membership", "opinions"},
    {"union_member", "union membership"},
    {"sexual", "sexual life"},
    {"orientation", "sexual life"},
    {"宗教", "religion"},
    {"民族", "ethnic origin"},
});

std::string joined(const Words& words) {
  std::string all;
  for (const std::string& word : words) all += word;
  return all;
}

std::string shared_prefix(const Table& table) {
  std::map<std::string, std::size_t> prefixes;
  for (const Column& column : table.columns) {
    const auto underscore = column.name.find('_');
    if (underscore != std::string::npos && underscore > 0) ++prefixes[column.name.substr(0, underscore + 1)];
  }
  for (const auto& [prefix, times] : prefixes) {
    if (times >= 2 && times * 5 >= table.columns.size() * 4) return prefix;
  }
  return {};
}

}  // namespace

Words name_words(std::string_view name) {
  Words words(1);
  bool was_small = false;
  for (const char c : name) {
    const auto byte = static_cast<unsigned char>(c);
    const bool ascii = byte < 0x80;
    const bool separates = c == '_' || c == ' ' || c == '-' || c == '.';
    if (separates || (ascii && std::isupper(byte) != 0 && was_small)) words.emplace_back();
    if (!separates) words.back() += static_cast<char>(ascii ? std::tolower(byte) : byte);
    was_small = ascii && (std::islower(byte) != 0 || std::isdigit(byte) != 0);
  }
  std::erase(words, "");
  return words;
}

std::string singular(const std::string& word) {
  if (word == "people") return "person";
  if (word.size() > 4 && word.ends_with("ies")) return word.substr(0, word.size() - 3) + "y";
  if (word.size() > 3 && word.ends_with("s") && !word.ends_with("ss") && !word.ends_with("us")) {
    return word.substr(0, word.size() - 1);
  }
  return word;
}

Words column_words(const Table& table, const Column& column) {
  const std::string prefix = shared_prefix(table);
  if (!prefix.empty() && column.name.starts_with(prefix)) return name_words(column.name.substr(prefix.size()));
  return name_words(column.name);
}

bool has_word(const Words& words, std::initializer_list<std::string_view> any) {
  return std::ranges::any_of(words, [&](const std::string& word) { return std::ranges::find(any, word) != any.end(); });
}

std::optional<std::string> personal_reason(const Table& table, const Column& column) {
  if (column.base_type == "boolean" || is_time(column)) {
    if (!has_word(column_words(table, column), {"birth", "birthdate", "birthday", "dob", "bday"})) return std::nullopt;
  }
  if (column.base_type == "inet" || column.base_type == "macaddr") return "its type is " + column.base_type;
  const Words words = column_words(table, column);
  for (const Telling& telling : personal_words) {
    if (has_word(words, {telling.word})) return "its name says " + std::string(telling.what);
  }
  const std::string all = joined(words);
  for (const Telling& telling : personal_parts) {
    if (all.find(telling.word) != std::string::npos) return "its name says " + std::string(telling.what);
  }
  return std::nullopt;
}

std::optional<std::string> sensitive_reason(const Table& table, const Column& column) {
  const Words words = column_words(table, column);
  for (const Telling& telling : sensitive_words) {
    if (has_word(words, {telling.word})) return std::string(telling.what);
  }
  return std::nullopt;
}

bool is_country_name(const Words& words) {
  return has_word(words, {"country", "countries", "countrycode", "countryid", "nation", "nations", "nationkey", "ctry",
                          "pays", "pais", "paises", "land", "laender", "jurisdiction", "国家"});
}

bool is_text(const Column& column) {
  return column.base_type == "text" || column.base_type.starts_with("character") ||
         column.base_type == "public.citext" || column.type_kind == 'e';
}

bool is_long_text(const Column& column) {
  return column.base_type == "text" || column.base_type == "json" || column.base_type == "jsonb" ||
         column.base_type == "bytea" || column.base_type == "xml" || column.base_type == "character varying";
}

bool is_time(const Column& column) {
  return column.base_type.starts_with("timestamp") || column.base_type == "date";
}

bool is_integer(const Column& column) {
  return column.base_type == "integer" || column.base_type == "bigint" || column.base_type == "smallint";
}

bool is_audit(const Words& words) {
  return has_word(words,
                  {"updated",  "modified", "approved", "deleted",  "locked",  "changed", "edited",        "entered",
                   "reviewed", "verified", "approver", "reviewer", "updater", "editor",  "lastupdatedby", "manager",
                   "assigned", "assignee", "uploaded", "attached", "invited", "parent",  "modifier",      "obsolete"});
}

int ownership_rank(const Words& words, const Table& subject) {
  if (words.empty() || is_audit(words)) return 0;
  Words rest = words;
  if (rest.size() > 1 && (rest.back() == "id" || rest.back() == "key" || rest.back() == "no" || rest.back() == "fk")) {
    rest.pop_back();
  }
  std::string last = rest.back();
  for (const std::string_view suffix : {"id", "key"}) {
    if (last.size() > suffix.size() + 2 && last.ends_with(suffix)) last.resize(last.size() - suffix.size());
  }
  const std::string name = singular(name_words(subject.name.name).back());
  if (singular(last) == name || joined(rest) == singular(subject.name.name)) return rest.size() == 1 ? 5 : 3;
  if (last == "owner") return 5;
  if (last == "author" || last == "user" || last == "account" || last == "customer" || last == "member") return 4;
  if (last == "creator" || has_word(rest, {"created", "createdby", "poster", "sender", "submitter"})) return 2;
  return 0;
}

}  // namespace ringfence::compile::proposing
