// Connection strings as text. Pure. libpq documentation, "Connection Strings".
#pragma once

#include <string>
#include <string_view>

namespace ringfence::lifecycle {

// For any part of a URI: everything but RFC 3986's unreserved characters as %XX.
std::string percent_encode(std::string_view text);

// The same server and settings, another database. Takes URIs and "keyword=value" strings.
std::string with_database(const std::string& uri, const std::string& database);

// The same address without its password, in the same form: for printing.
std::string without_secret(const std::string& uri);

}  // namespace ringfence::lifecycle
