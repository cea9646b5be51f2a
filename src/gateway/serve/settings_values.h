// Values of gateway.toml that TOML itself has no kind for. Pure.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "gateway/io/connect.h"

namespace ringfence::gateway {

// "500ms", "30s", "10min", "1h", "1d", as PostgreSQL writes them, and "0". Nothing: not of that form, or more than a
// year.
std::optional<std::chrono::milliseconds> read_duration(std::string_view text);

// "127.0.0.1:6432", "[::1]:6432", "us.gateway.example:6432", or a directory of Unix sockets: "/run/ringfence:6432".
// The port may be left out: 6432. Nothing: not of that form.
std::optional<Address> read_address(std::string_view text);

// Where a server is reached on the web: no path, no user.
struct WebAddress {
  std::string scheme;     // "https"
  std::string authority;  // "demands.eu.example", "[::1]:8443": lower case, without the scheme's own port
  bool operator==(const WebAddress&) const = default;
};
// "https://demands.eu.example", or http:// at a host of this machine alone (127.0.0.1, [::1], localhost). Nothing: not
// of that form.
std::optional<WebAddress> read_web_address(std::string_view text);

// Whether who listens there is reached from this machine alone.
bool is_loopback(std::string_view host);

}  // namespace ringfence::gateway
