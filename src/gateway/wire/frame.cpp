#include "gateway/wire/frame.h"

#include <fmt/format.h>

#include "base/limits.h"
#include "gateway/wire/bytes.h"

namespace ringfence::gateway::wire {

namespace {

// As PostgreSQL has them (SocketBackend): what carries statements or data may be large, the rest must not be.
constexpr std::string_view large_of_client = "QPBdF";
constexpr std::string_view small_of_client = "DECHSXcfp";
constexpr std::string_view large_of_server = "DTEdANRVSt";
constexpr std::string_view small_of_server = "123CGHIKWZcnsv";

std::size_t most_bytes(char type, Sender sender) {
  const bool of_client = sender == Sender::client;
  if ((of_client ? large_of_client : large_of_server).find(type) != std::string_view::npos)
    return limits::message_bytes;
  if ((of_client ? small_of_client : small_of_server).find(type) != std::string_view::npos) {
    return limits::small_message_bytes;
  }
  return 0;
}

std::string readable(char type) {
  return type > ' ' && type < 127 ? fmt::format("\"{}\"", type)
                                  : fmt::format("{:#04x}", static_cast<unsigned char>(type));
}

}  // namespace

Result<std::optional<FrameHeader>> read_frame_header(std::string_view bytes, Sender sender) {
  if (bytes.empty()) return std::optional<FrameHeader>();
  const char type = bytes.front();
  const std::size_t most = most_bytes(type, sender);
  if (most == 0) return Error(fmt::format("invalid message type {}", readable(type)), {}, {}, "08P01");
  if (bytes.size() < frame_header_bytes) return std::optional<FrameHeader>();
  const std::size_t length = Reader(bytes.substr(1)).uint32();
  if (length < 4 || length - 4 > most) {
    return Error(fmt::format("invalid length of message {}", readable(type)),
                 fmt::format("{} bytes, where at most {} may be", length, most + 4), {}, "08P01");
  }
  return std::optional(FrameHeader{type, length - 4});
}

Result<std::optional<std::size_t>> read_packet_length(std::string_view bytes) {
  if (bytes.size() < 4) return std::optional<std::size_t>();
  const std::size_t length = Reader(bytes).uint32();
  if (length < 8 || length > limits::startup_packet_bytes) {
    return Error("invalid length of startup packet",
                 fmt::format("{} bytes, where 8 to {} may be", length, limits::startup_packet_bytes), {}, "08P01");
  }
  return std::optional(length);
}

}  // namespace ringfence::gateway::wire
