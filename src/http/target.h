// The target of a request: a path and a query with their percent-encoding (RFC 3986, 2.1 and 3.4; "+" is a space in a
// query, as forms have it). Pure.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace ringfence::http {

struct Target {
  std::string_view path;
  std::string_view query;  // without its question mark
};
Target split_target(std::string_view target);

// Nothing: a percent sign without two hexadecimal digits behind it, a NUL, or no UTF-8.
std::optional<std::string> decoded_path(std::string_view path);
// The first of each name. Nothing: likewise.
std::optional<std::map<std::string, std::string>> decoded_query(std::string_view query);
// For a segment of a path: all but RFC 3986's unreserved characters encoded.
std::string encoded(std::string_view text);

}  // namespace ringfence::http
