// Structured fields (RFC 8941), as far as signatures and digests have them: dictionaries of byte sequences, and of
// lists of strings with parameters. Strict: what else the RFC allows, a name that comes twice too, is nothing. Pure.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace ringfence::http {

using ParameterValue = std::variant<std::int64_t, std::string>;
struct InnerList {
  std::vector<std::string> items;
  std::vector<std::pair<std::string, ParameterValue>> parameters;  // in the order in which they were written
  bool operator==(const InnerList&) const = default;
  // Null: there is none of that name.
  [[nodiscard]] const ParameterValue* find(std::string_view name) const;
};

// ("a" "b");created=1;nonce="c"; what parse_inner_lists() read is written as it was, but for spaces.
std::string to_text(const InnerList& list);

std::optional<std::map<std::string, InnerList>> parse_inner_lists(std::string_view field);
// Decoded: a=:aGVsbG8=:, b=::
std::optional<std::map<std::string, std::string>> parse_byte_sequences(std::string_view field);

}  // namespace ringfence::http
