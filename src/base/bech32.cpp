#include "base/bech32.h"

#include <array>
#include <cstdint>

namespace ringfence {

namespace {

constexpr std::string_view alphabet = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
constexpr std::size_t checksum_letters = 6;

std::uint32_t with(std::uint32_t checksum, std::uint32_t value) {
  constexpr std::array<std::uint32_t, 5> generator = {0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3};
  const std::uint32_t top = checksum >> 25;
  checksum = (checksum & 0x1ffffff) << 5 ^ value;
  for (std::size_t bit = 0; bit < generator.size(); ++bit) {
    if ((top >> bit & 1) != 0) checksum ^= generator[bit];
  }
  return checksum;
}

}  // namespace

bool is_bech32(std::string_view text, std::string_view prefix) {
  if (text.size() < prefix.size() + 1 + checksum_letters || !text.starts_with(prefix) || text[prefix.size()] != '1') {
    return false;
  }
  std::uint32_t checksum = 1;
  for (const char c : prefix) checksum = with(checksum, static_cast<unsigned char>(c) >> 5);
  checksum = with(checksum, 0);
  for (const char c : prefix) checksum = with(checksum, static_cast<unsigned char>(c) & 31);
  for (const char c : text.substr(prefix.size() + 1)) {
    const std::size_t value = alphabet.find(c);
    if (value == std::string_view::npos) return false;
    checksum = with(checksum, static_cast<std::uint32_t>(value));
  }
  return checksum == 1;
}

}  // namespace ringfence
