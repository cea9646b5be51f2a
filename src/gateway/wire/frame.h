// Where one message ends and the next begins: the letter and the length in front of each. Pure. What does not belong to
// the protocol is refused here, by its letter and its length, before anything is kept of it.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "base/limits.h"
#include "base/result.h"
#include "gateway/wire/bytes.h"

namespace ringfence::gateway::wire {

enum class Sender { client, server };

struct FrameHeader {
  char type = 0;
  std::size_t payload_bytes = 0;  // what follows the header
};

inline constexpr std::size_t frame_header_bytes = 5;

// As PostgreSQL has them (SocketBackend): what carries statements or data may be large, the rest must not be.
inline constexpr std::string_view large_of_client = "QPBdF";
inline constexpr std::string_view small_of_client = "DECHSXcfp";
inline constexpr std::string_view large_of_server = "DTEdANRVSt";
inline constexpr std::string_view small_of_server = "123CGHIKWZcnsv";

// By letter: the most bytes that may follow the header; 0: no such message.
using FrameLimits = std::array<std::uint32_t, 256>;

constexpr FrameLimits frame_limits(std::string_view large, std::string_view small) {
  FrameLimits most{};
  for (const char type : large) most[static_cast<unsigned char>(type)] = limits::message_bytes;
  for (const char type : small) most[static_cast<unsigned char>(type)] = limits::small_message_bytes;
  return most;
}

inline constexpr FrameLimits of_client = frame_limits(large_of_client, small_of_client);
inline constexpr FrameLimits of_server = frame_limits(large_of_server, small_of_server);

inline std::size_t most_payload_bytes(char type, Sender sender) {
  return (sender == Sender::client ? of_client : of_server)[static_cast<unsigned char>(type)];
}

// Why there can be no such header. Of at least one byte, and of five where the letter is one of the sender's.
Error no_frame(std::string_view bytes, Sender sender);

// What stands at the front of `bytes`: a header, too few bytes to tell, or what no_frame() tells of.
enum class Front { header, more, wrong };

inline Front read_front(std::string_view bytes, Sender sender, FrameHeader& header) {
  if (bytes.empty()) return Front::more;
  const std::size_t most = most_payload_bytes(bytes.front(), sender);
  if (most == 0) return Front::wrong;
  if (bytes.size() < frame_header_bytes) return Front::more;
  const std::size_t length = big_endian_uint32(bytes.data() + 1);
  if (length < 4 || length - 4 > most) return Front::wrong;
  header = {bytes.front(), length - 4};
  return Front::header;
}

// The header at the front of `bytes`. Nothing: more bytes are needed. 08P01: a letter the sender has no message for, or
// a length that no such message can have (limits.h).
inline Result<std::optional<FrameHeader>> read_frame_header(std::string_view bytes, Sender sender) {
  FrameHeader header;
  const Front front = read_front(bytes, sender, header);
  if (front == Front::wrong) return no_frame(bytes, sender);
  return front == Front::header ? std::optional(header) : std::nullopt;
}

// Before the first message a client sends packets without a letter. The length of the packet at the front of `bytes`,
// its own four bytes included; nothing: more bytes are needed. 08P01: shorter or longer than any such packet may be.
Result<std::optional<std::size_t>> read_packet_length(std::string_view bytes);

}  // namespace ringfence::gateway::wire
