// What a client sends before anything else: packets with a length and no letter. PostgreSQL 15, 55.2.1 and 55.2.9–11.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/result.h"

namespace ringfence::gateway::wire {

inline constexpr std::uint32_t protocol_3_0 = 3u << 16;

struct StartupMessage {
  std::uint32_t version = protocol_3_0;                                 // major << 16 | minor; the major is 3
  std::vector<std::pair<std::string_view, std::string_view>> settings;  // user, database, options, …; in order
  // The last of that name, as PostgreSQL takes it; empty where there is none.
  [[nodiscard]] std::string_view setting(std::string_view name) const;
  bool operator==(const StartupMessage&) const = default;
};

struct SslRequest {
  bool operator==(const SslRequest&) const = default;
};

struct GssEncRequest {
  bool operator==(const GssEncRequest&) const = default;
};

struct CancelRequest {
  std::uint32_t process = 0;
  std::string_view key;  // what BackendKeyData gave: 4 bytes in protocol 3.0
  bool operator==(const CancelRequest&) const = default;
};

using StartupPacket = std::variant<StartupMessage, SslRequest, GssEncRequest, CancelRequest>;

// `packet` is all of it, its length included (read_packet_length() says how much that is). 08P01: not such a packet;
// 0A000: a protocol whose major version is not 3.
Result<StartupPacket> decode_startup(std::string_view packet);
void encode_startup(const StartupPacket& packet, std::string& out);

}  // namespace ringfence::gateway::wire
