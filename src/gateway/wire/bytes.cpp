#include "gateway/wire/bytes.h"

#include <fmt/format.h>

#include <cassert>

namespace ringfence::gateway::wire {

namespace {

constexpr std::string_view too_short = "it ends too early";

std::uint8_t octet(std::string_view bytes, std::size_t at) {
  return static_cast<std::uint8_t>(bytes[at]);
}

}  // namespace

void Reader::refuse(std::string_view what) {
  if (wrong_.empty()) wrong_ = what;
  left_ = {};
}

std::string_view Reader::bytes(std::size_t count) {
  if (count > left_.size()) {
    refuse(too_short);
    return {};
  }
  const std::string_view taken = left_.substr(0, count);
  left_.remove_prefix(count);
  return taken;
}

std::uint8_t Reader::byte() {
  const std::string_view one = bytes(1);
  return one.empty() ? std::uint8_t{0} : octet(one, 0);
}

std::uint16_t Reader::uint16() {
  const std::string_view two = bytes(2);
  return two.empty() ? std::uint16_t{0} : static_cast<std::uint16_t>(octet(two, 0) << 8 | octet(two, 1));
}

std::uint32_t Reader::uint32() {
  const std::string_view four = bytes(4);
  if (four.empty()) return 0;
  return static_cast<std::uint32_t>(octet(four, 0)) << 24 | static_cast<std::uint32_t>(octet(four, 1)) << 16 |
         static_cast<std::uint32_t>(octet(four, 2)) << 8 | static_cast<std::uint32_t>(octet(four, 3));
}

std::string_view Reader::text() {
  const std::size_t end = left_.find('\0');
  if (end == std::string_view::npos) {
    refuse("a text has no NUL at its end");
    return {};
  }
  const std::string_view found = left_.substr(0, end);
  left_.remove_prefix(end + 1);
  return found;
}

std::string_view Reader::rest() {
  const std::string_view all = left_;
  left_ = {};
  return all;
}

Status Reader::finish(std::string_view message) const {
  const std::string_view wrong = !wrong_.empty() ? wrong_ : !left_.empty() ? "bytes are left over" : "";
  if (wrong.empty()) return {};
  return Error(fmt::format("invalid {} message: {}", message, wrong), {}, {}, "08P01");
}

Writer& Writer::byte(std::uint8_t value) {
  out_.push_back(static_cast<char>(value));
  return *this;
}

Writer& Writer::uint16(std::size_t value) {
  assert(value <= 0xffff);
  return byte(static_cast<std::uint8_t>(value >> 8)).byte(static_cast<std::uint8_t>(value));
}

Writer& Writer::uint32(std::uint32_t value) {
  const char four[] = {static_cast<char>(value >> 24), static_cast<char>(value >> 16), static_cast<char>(value >> 8),
                       static_cast<char>(value)};
  out_.append(four, sizeof four);
  return *this;
}

Writer& Writer::text(std::string_view text) {
  assert(text.find('\0') == std::string_view::npos);
  out_.append(text);
  out_.push_back('\0');
  return *this;
}

Writer& Writer::bytes(std::string_view bytes) {
  out_.append(bytes);
  return *this;
}

void patch_length(std::string& out, std::size_t at) {
  const std::size_t length = out.size() - at;
  assert(length <= 0x7fffffff);
  for (std::size_t i = 0; i < 4; ++i) out[at + i] = static_cast<char>(length >> (24 - 8 * i));
}

}  // namespace ringfence::gateway::wire
