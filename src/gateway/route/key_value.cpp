#include "gateway/route/key_value.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "base/ascii.h"
#include "gateway/route/shape.h"

namespace ringfence::gateway {

namespace {

using Kind = KeyType::Kind;

// PostgreSQL's pg_type.oid; they never change.
enum Oid : std::uint32_t {
  name_oid = 19,
  int8_oid = 20,
  int2_oid = 21,
  int4_oid = 23,
  text_oid = 25,
  bpchar_oid = 1042,
  unknown_oid = 705,
  varchar_oid = 1043,
  numeric_oid = 1700,
  uuid_oid = 2950
};

Kind kind_of(std::string_view type) {
  if (type == "bigint" || type == "integer" || type == "smallint") return Kind::integer;
  if (type == "uuid") return Kind::uuid;
  if (type == "text" || type == "character varying" || type == "name" || type == "citext" ||
      type.ends_with(".citext")) {
    return Kind::text;
  }
  if (type == "character") return Kind::padded;
  return type == "numeric" ? Kind::numeric : Kind::unread;
}

Error no_value(const KeyType& type, std::string_view text) {
  return {fmt::format("invalid input syntax for type {}: \"{}\"", type.name, text),
          "it says whose rows they are",
          {},
          "22P02"};
}

Error unread(const KeyType& type) {
  return {fmt::format("the gateway reads no key of type {}", type.name), "it says whose rows they are",
          "keys of integers, uuid, text and numeric are read", "0A000"};
}

Error not_in_binary(const KeyType& type) {
  return {fmt::format("the gateway cannot read this binary value of a key of type {}", type.name),
          "it says whose rows they are", "send it as text, or as a value of the key's own type", "0A000"};
}

Error of_other_type(const KeyType& type, std::uint32_t oid) {
  return {fmt::format("the gateway cannot compare a parameter of type {} with a key of type {}", oid, type.name),
          "it says whose rows they are", "declare the parameter as of the key's own type, or of none", "0A000"};
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view space = " \t\n\v\f\r";
  const std::size_t begin = text.find_first_not_of(space);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(space) - begin + 1);
}

bool all_digits(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

Result<std::string> integer(const KeyType& type, std::string_view text) {
  std::string_view digits = trimmed(text);
  const bool negative = digits.starts_with('-');
  if (negative || digits.starts_with('+')) digits.remove_prefix(1);
  if (!all_digits(digits)) return no_value(type, text);
  digits.remove_prefix(std::min(digits.find_first_not_of('0'), digits.size() - 1));
  const std::string canonical = (negative && digits != "0" ? "-" : "") + std::string(digits);
  std::int64_t value = 0;
  if (std::from_chars(canonical.data(), canonical.data() + canonical.size(), value).ec != std::errc()) {
    return Error(fmt::format("value \"{}\" is out of range for type bigint", text), "it says whose rows they are", {},
                 "22003");
  }
  return canonical;
}

// What most keys look like is what they are: no sign, no space, no zero in front, and short enough to fit.
bool is_canonical(std::string_view text) {
  constexpr std::size_t always_fits = 18;
  return text.size() <= always_fits && all_digits(text) && (text.size() == 1 || text[0] != '0');
}

// As uuid_in() reads it: braces, upper case, and a hyphen after any four digits.
Result<std::string> uuid(const KeyType& type, std::string_view text) {
  std::string_view left = text;
  if (left.starts_with('{')) {
    if (!left.ends_with('}')) return no_value(type, text);
    left = left.substr(1, left.size() - 2);
  }
  std::string digits;
  char before = '-';
  for (const char c : lower_ascii(left)) {
    const bool hyphen = c == '-' && before != '-' && digits.size() % 4 == 0 && digits.size() < 32;
    before = c;
    if (hyphen) continue;
    if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f')) || digits.size() == 32) return no_value(type, text);
    digits += c;
  }
  if (digits.size() != 32) return no_value(type, text);
  for (const std::size_t at : {20U, 16U, 12U, 8U}) digits.insert(at, 1, '-');
  return digits;
}

Result<std::string> numeric(const KeyType& type, std::string_view text) {
  std::string_view number = trimmed(text);
  std::string_view unsigned_number = number;
  if (unsigned_number.starts_with('-')) unsigned_number.remove_prefix(1);
  const std::size_t point = unsigned_number.find('.');
  const bool plain = all_digits(unsigned_number.substr(0, point)) &&
                     (point == std::string_view::npos || all_digits(unsigned_number.substr(point + 1)));
  if (!plain) return no_value(type, text);
  return std::string(number);
}

std::int64_t big_endian(std::string_view bytes) {
  std::uint64_t value = static_cast<unsigned char>(bytes[0]) & 0x80U ? ~std::uint64_t{0} : 0;
  for (const char c : bytes) value = value << 8 | static_cast<unsigned char>(c);
  return static_cast<std::int64_t>(value);
}

bool is_one_of(std::uint32_t oid, std::initializer_list<std::uint32_t> known) {
  return oid == 0 || std::ranges::find(known, oid) != known.end();
}

// Of types that an extension or a domain made (from 16384 on) nothing is known but that citext is one.
bool is_of_family(const KeyType& type, std::uint32_t oid) {
  switch (type.kind) {
    case Kind::integer:
      return is_one_of(oid, {unknown_oid, int2_oid, int4_oid, int8_oid});
    case Kind::numeric:
      return is_one_of(oid, {unknown_oid, int2_oid, int4_oid, int8_oid, numeric_oid});
    case Kind::uuid:  // text is cast, or the server refuses it
      return is_one_of(oid, {unknown_oid, uuid_oid, text_oid, varchar_oid});
    case Kind::text:
    case Kind::padded:
      return is_one_of(oid, {unknown_oid, text_oid, varchar_oid, bpchar_oid, name_oid}) ||
             (type.name.ends_with("citext") && oid >= 16384);
    case Kind::word:
    case Kind::unread:
      break;
  }
  return true;
}

std::size_t width_of(std::uint32_t oid) {
  if (oid == int2_oid) return 2;
  return oid == int4_oid ? 4 : 8;
}

// Of a type that is not said, the key's own: PostgreSQL infers it from the comparison.
Result<std::string> binary_integer(const KeyType& type, std::uint32_t oid, std::string_view bytes) {
  const bool known_width = bytes.size() == 2 || bytes.size() == 4 || bytes.size() == 8;
  if (!is_one_of(oid, {int2_oid, int4_oid, int8_oid}) || !known_width || (oid != 0 && bytes.size() != width_of(oid))) {
    return not_in_binary(type);
  }
  return std::to_string(big_endian(bytes));
}

std::string uuid_of(std::string_view bytes) {
  std::string digits;
  for (const char c : bytes) digits += fmt::format("{:02x}", static_cast<unsigned char>(c));
  for (const std::size_t at : {20U, 16U, 12U, 8U}) digits.insert(at, 1, '-');
  return digits;
}

}  // namespace

KeyType key_type(std::string_view base_type) {
  return {kind_of(base_type), std::string(base_type)};
}

Result<std::string> key_text(const KeyType& type, std::string_view text) {
  switch (type.kind) {
    case Kind::integer:
      if (is_canonical(text)) return std::string(text);
      return integer(type, text);
    case Kind::uuid:
      return uuid(type, text);
    case Kind::numeric:
      return numeric(type, text);
    case Kind::text:
    case Kind::word:
      return std::string(text);
    case Kind::padded:
      return std::string(text.substr(0, text.find_last_not_of(' ') + 1));
    case Kind::unread:
      break;
  }
  return unread(type);
}

Result<std::string> key_text_of_bound(const KeyType& type, std::uint32_t oid, std::string_view text) {
  if (!is_of_family(type, oid)) return of_other_type(type, oid);
  if (oid == bpchar_oid) return key_text(KeyType{Kind::padded, type.name}, text);
  return key_text(type, text);
}

Result<std::string> key_text_of_binary(const KeyType& type, std::uint32_t oid, std::string_view bytes) {
  switch (type.kind) {
    case Kind::integer:
      return binary_integer(type, oid, bytes);
    case Kind::uuid:
      if (!is_one_of(oid, {uuid_oid}) || bytes.size() != 16) return not_in_binary(type);
      return uuid_of(bytes);
    case Kind::text:
    case Kind::padded:
    case Kind::word:
      if (!is_one_of(oid, {text_oid, varchar_oid, bpchar_oid, name_oid})) return not_in_binary(type);
      return key_text(type, bytes);
    case Kind::numeric:
      return not_in_binary(type);
    case Kind::unread:
      break;
  }
  return unread(type);
}

Result<std::string> key_text_of_literal(const KeyType& type, std::string_view literal) {
  if (type.kind == Kind::integer && is_canonical(literal)) return std::string(literal);
  if (all_digits(literal))
    return key_text(type, literal.substr(std::min(literal.find_first_not_of('0'), literal.size() - 1)));
  const auto value = literal_value(literal);
  // A number as a key of text is that number as PostgreSQL writes it; 1.0 and 1e3 are left to the parser.
  const bool number = !literal.empty() && ((literal[0] >= '0' && literal[0] <= '9') || literal[0] == '.');
  if (!value || number) {
    return Error("the gateway cannot tell whose rows they are from this literal", {},
                 "write the key as a plain number or string, or as a parameter", "0A000");
  }
  return key_text(type, *value);
}

Result<std::vector<std::string>> fields_of_row(std::string_view row, std::size_t fields) {
  const Error malformed{fmt::format("malformed record literal: \"{}\"", row),
                        fmt::format("the key has {} columns, and none of them is NULL", fields),
                        "write it as PostgreSQL writes a row: (7,acme)", "22P02"};
  if (row.size() < 2 || row.front() != '(' || row.back() != ')') return malformed;
  const std::string_view inside = row.substr(1, row.size() - 2);
  std::vector<std::string> values(1);
  bool quoted = false;
  bool empty = true;  // nothing stands between two commas: NULL
  for (std::size_t i = 0; i < inside.size(); ++i) {
    const char c = inside[i];
    if (c == ',' && !quoted) {
      if (empty) return malformed;
      values.emplace_back();
      empty = true;
      continue;
    }
    empty = false;
    if (c == '"' && quoted && i + 1 < inside.size() && inside[i + 1] == '"') {
      values.back() += inside[++i];
    } else if (c == '"') {
      quoted = !quoted;
    } else if (c == '\\') {
      if (i + 1 == inside.size()) return malformed;
      values.back() += inside[++i];
    } else {
      values.back() += c;
    }
  }
  if (quoted || empty || values.size() != fields) return malformed;
  return values;
}

}  // namespace ringfence::gateway
