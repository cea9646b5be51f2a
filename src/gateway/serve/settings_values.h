// Values of gateway.toml that TOML itself has no kind for. Pure.
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

#include "gateway/io/connect.h"

namespace ringfence::gateway {

// "500ms", "30s", "10min", "1h", "1d", as PostgreSQL writes them, and "0". Nothing: not of that form, or more than a
// year.
std::optional<std::chrono::milliseconds> read_duration(std::string_view text);

// "127.0.0.1:6432", "[::1]:6432", "us.gateway.example:6432", or a directory of Unix sockets: "/run/ringfence:6432".
// The port may be left out: 6432. Nothing: not of that form.
std::optional<Address> read_address(std::string_view text);

}  // namespace ringfence::gateway
