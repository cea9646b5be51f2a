#include "gateway/wire/frame.h"

#include <fmt/format.h>

#include "base/limits.h"
#include "gateway/wire/bytes.h"

namespace ringfence::gateway::wire {

namespace {

std::string readable(char type) {
  return type > ' ' && type < 127 ? fmt::format("\"{}\"", type)
                                  : fmt::format("{:#04x}", static_cast<unsigned char>(type));
}

}  // namespace

Error no_frame(std::string_view bytes, Sender sender) {
  const char type = bytes.front();
  const std::size_t most = most_payload_bytes(type, sender);
  if (most == 0) return {fmt::format("invalid message type {}", readable(type)), {}, {}, "08P01"};
  return {fmt::format("invalid length of message {}", readable(type)),
          fmt::format("{} bytes, where at most {} may be", big_endian_uint32(bytes.data() + 1), most + 4),
          {},
          "08P01"};
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
