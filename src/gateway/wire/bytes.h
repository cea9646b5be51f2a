// Network byte order in and out of memory: what every message is read from and written to. Pure; nothing is copied on
// reading, so what is read lives as long as the bytes do.
#pragma once

#include <cassert>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace ringfence::gateway::wire {

inline std::uint32_t big_endian_uint32(const char* four) {
  const auto octet = [four](int at) { return std::uint32_t{static_cast<std::uint8_t>(four[at])}; };
  return octet(0) << 24 | octet(1) << 16 | octet(2) << 8 | octet(3);
}

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
  [[nodiscard]] Status finish(std::string_view message) const {
    if (wrong_.empty() && left_.empty()) return {};
    return left_over(message);
  }

 private:
  [[nodiscard]] Status left_over(std::string_view message) const;
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

// Inline, all of them: a message is a handful of calls, and there are several messages to every statement.

inline std::string_view Reader::bytes(std::size_t count) {
  if (count > left_.size()) {
    refuse("it ends too early");
    return {};
  }
  const std::string_view taken(left_.data(), count);
  left_.remove_prefix(count);
  return taken;
}

inline std::uint8_t Reader::byte() {
  const std::string_view one = bytes(1);
  return one.empty() ? std::uint8_t{0} : static_cast<std::uint8_t>(one[0]);
}

inline std::uint16_t Reader::uint16() {
  const std::string_view two = bytes(2);
  if (two.empty()) return 0;
  return static_cast<std::uint16_t>(static_cast<std::uint8_t>(two[0]) << 8 | static_cast<std::uint8_t>(two[1]));
}

inline std::uint32_t Reader::uint32() {
  const std::string_view four = bytes(4);
  return four.empty() ? 0 : big_endian_uint32(four.data());
}

inline std::string_view Reader::text() {
  const std::size_t end = left_.find('\0');
  if (end == std::string_view::npos) {
    refuse("a text has no NUL at its end");
    return {};
  }
  const std::string_view found(left_.data(), end);
  left_.remove_prefix(end + 1);
  return found;
}

inline Writer& Writer::byte(std::uint8_t value) {
  out_.push_back(static_cast<char>(value));
  return *this;
}

inline Writer& Writer::uint16(std::size_t value) {
  assert(value <= 0xffff);
  return byte(static_cast<std::uint8_t>(value >> 8)).byte(static_cast<std::uint8_t>(value));
}

inline Writer& Writer::uint32(std::uint32_t value) {
  const char four[] = {static_cast<char>(value >> 24), static_cast<char>(value >> 16), static_cast<char>(value >> 8),
                       static_cast<char>(value)};
  out_.append(four, sizeof four);
  return *this;
}

inline Writer& Writer::text(std::string_view text) {
  assert(text.find('\0') == std::string_view::npos);
  out_.append(text);
  out_.push_back('\0');
  return *this;
}

inline Writer& Writer::bytes(std::string_view bytes) {
  out_.append(bytes);
  return *this;
}

// Writes at `at` of `out`, where four bytes have been kept free, how many bytes follow from `at` on (those four
// included).
void patch_length(std::string& out, std::size_t at);

}  // namespace ringfence::gateway::wire
