#include "ledger/canonical.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "base/limits.h"
#include "ledger/utf8.h"

namespace ringfence::ledger {

namespace {

Status write(const json::value& value, std::string& out);

Status write(std::string_view text, std::string& out) {
  if (!is_utf8(text)) return fail("a text of a ledger's entry is not UTF-8");
  out += '"';
  for (const char c : text) {
    constexpr std::string_view plain = "\b\t\n\f\r\"\\";
    const std::size_t short_form = plain.find(c);
    if (short_form != std::string_view::npos) {
      out += '\\';
      out += "btnfr\"\\"[short_form];
    } else if (static_cast<unsigned char>(c) < 0x20) {
      out += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
    } else {
      out += c;
    }
  }
  out += '"';
  return {};
}

bool is_name(std::string_view name) {
  const auto fits = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-'; };
  return !name.empty() && name.size() <= limits::ledger_name_bytes && std::ranges::all_of(name, fits);
}

Status write(const json::object& object, std::string& out) {
  std::vector<std::pair<std::string_view, const json::value*>> members;
  for (const auto& member : object) members.emplace_back(std::string_view(member.key()), &member.value());
  std::ranges::sort(members, {}, &decltype(members)::value_type::first);
  out += '{';
  for (const auto& [name, value] : members) {
    if (!is_name(name)) return fail("a name in a ledger's entry is not of a-z, 0-9, _ and -");
    if (name != members.front().first) out += ',';
    out += fmt::format("\"{}\":", name);
    RINGFENCE_TRY(write(*value, out));
  }
  out += '}';
  return {};
}

Status write(const json::array& array, std::string& out) {
  out += '[';
  for (std::size_t i = 0; i < array.size(); ++i) {
    if (i > 0) out += ',';
    RINGFENCE_TRY(write(array[i], out));
  }
  out += ']';
  return {};
}

Status write(const json::value& value, std::string& out) {
  if (const auto* object = value.if_object()) return write(*object, out);
  if (const auto* array = value.if_array()) return write(*array, out);
  if (const auto* text = value.if_string()) return write(std::string_view(*text), out);
  const auto* positive = value.if_uint64();
  const auto* whole = value.if_int64();
  if ((positive == nullptr && whole == nullptr) || (whole != nullptr && *whole < 0)) {
    return fail("a ledger's entry holds objects, arrays, strings and integers from 0, nothing else");
  }
  const std::uint64_t number = positive != nullptr ? *positive : static_cast<std::uint64_t>(*whole);
  if (number > largest_integer) return fail("a number of a ledger's entry is larger than 2^53 - 1");
  out += std::to_string(number);
  return {};
}

}  // namespace

Result<std::string> to_canonical(const json::value& value) {
  std::string out;
  if (const Status written = write(value, out); !written) return written.error();
  return out;
}

Result<json::value> parse_canonical(std::string_view text) {
  json::parse_options options;
  options.max_depth = limits::ledger_depth;
  boost::system::error_code code;
  json::value value = json::parse({text.data(), text.size()}, code, {}, options);
  if (code) return fail(fmt::format("this is no JSON: {}", code.message()));
  const auto again = to_canonical(value);
  if (!again) return again.error();
  if (*again != text) return fail("this JSON is not written in its canonical form", {}, "see docs/ledger-format.md");
  return value;
}

}  // namespace ringfence::ledger
