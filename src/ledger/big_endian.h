// Unsigned numbers as bytes, the high one first. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace ringfence::ledger {

template <class Number>
void put_big_endian(std::string& bytes, Number number) {
  for (std::size_t i = sizeof number; i-- > 0;) bytes += static_cast<char>(number >> (8 * i) & 0xff);
}

// False where there are too few bytes; then nothing was taken.
template <class Number>
bool take_big_endian(std::string_view& bytes, Number& number) {
  if (bytes.size() < sizeof number) return false;
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < sizeof number; ++i) value = value << 8 | static_cast<unsigned char>(bytes[i]);
  number = static_cast<Number>(value);
  bytes.remove_prefix(sizeof number);
  return true;
}

}  // namespace ringfence::ledger
