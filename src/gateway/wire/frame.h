// Where one message ends and the next begins: the letter and the length in front of each. Pure. What does not belong to
// the protocol is refused here, by its letter and its length, before anything is kept of it.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "base/result.h"

namespace ringfence::gateway::wire {

enum class Sender { client, server };

struct FrameHeader {
  char type = 0;
  std::size_t payload_bytes = 0;  // what follows the header
};

inline constexpr std::size_t frame_header_bytes = 5;

// The header at the front of `bytes`. Nothing: more bytes are needed. 08P01: a letter the sender has no message for, or
// a length that no such message can have (limits.h).
Result<std::optional<FrameHeader>> read_frame_header(std::string_view bytes, Sender sender);

// Before the first message a client sends packets without a letter. The length of the packet at the front of `bytes`,
// its own four bytes included; nothing: more bytes are needed. 08P01: shorter or longer than any such packet may be.
Result<std::optional<std::size_t>> read_packet_length(std::string_view bytes);

}  // namespace ringfence::gateway::wire
