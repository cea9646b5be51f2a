// Network byte order in and out of memory: what every message is read from and written to. Pure; nothing is copied on
// reading, so what is read lives as long as the bytes do.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace ringfence::gateway::wire {

// Reads a message's payload from front to back. The first thing that is wrong sticks: everything after it reads as zero
// or empty, and finish() says what it was. Nothing is ever read beyond the payload.
class Reader {
 public:
  explicit Reader(std::string_view payload) : left_(payload) {}

  std::uint8_t byte();
  std::uint16_t uint16();
  std::uint32_t uint32();
  std::int32_t int32() { return static_cast<std::int32_t>(uint32()); }
  // Up to a NUL, which is read away.
  std::string_view text();
  std::string_view bytes(std::size_t count);
  // All that is left.
  std::string_view rest();

  // A value that the protocol does not have. `what` must outlive the reader: "a format code that is neither 0 nor 1".
  void refuse(std::string_view what);
  // Refuses unless `holds`.
  void require(bool holds, std::string_view what) {
    if (!holds) refuse(what);
  }
  // For loops whose count the sender chose: false once something was wrong, so that they end.
  [[nodiscard]] bool good() const { return wrong_.empty(); }
  [[nodiscard]] std::size_t left() const { return left_.size(); }

  // 08P01 if anything was wrong or bytes are left over. `message` names what was read.
  [[nodiscard]] Status finish(std::string_view message) const;

 private:
  std::string_view left_;
  std::string_view wrong_;
};

// Appends to a buffer of the caller's. Counts and lengths must fit their fields: limits.h sees to that on the way in.
class Writer {
 public:
  explicit Writer(std::string& out) : out_(out) {}

  Writer& byte(std::uint8_t value);
  Writer& uint16(std::size_t value);
  Writer& uint32(std::uint32_t value);
  Writer& int32(std::int32_t value) { return uint32(static_cast<std::uint32_t>(value)); }
  // With a NUL behind it; `text` must not hold one.
  Writer& text(std::string_view text);
  Writer& bytes(std::string_view bytes);

 private:
  std::string& out_;
};

// Writes at `at` of `out`, where four bytes have been kept free, how many bytes follow from `at` on (those four
// included).
void patch_length(std::string& out, std::size_t at);

}  // namespace ringfence::gateway::wire
