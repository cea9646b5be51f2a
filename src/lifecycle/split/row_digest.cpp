#include "lifecycle/split/row_digest.h"

#include <fmt/format.h>

#include <charconv>
#include <cstring>

namespace ringfence::lifecycle {

namespace {

void add_limbs(std::array<std::uint64_t, 4>& sum, const std::array<std::uint64_t, 4>& other) {
  bool carry = false;
  for (std::size_t i = 0; i < sum.size(); ++i) {
    const std::uint64_t partial = sum[i] + other[i];
    const std::uint64_t whole = partial + (carry ? 1 : 0);
    carry = partial < sum[i] || whole < partial;
    sum[i] = whole;
  }
}

}  // namespace

RowDigest& RowDigest::operator+=(const RowDigest& other) {
  rows += other.rows;
  add_limbs(sum, other.sum);
  return *this;
}

void RowDigest::add(const Sha256& row) {
  std::array<std::uint64_t, 4> limbs{};
  static_assert(sizeof limbs == sizeof(Sha256));
  std::memcpy(limbs.data(), row.data(), sizeof limbs);
  ++rows;
  add_limbs(sum, limbs);
}

std::string digest_hex(const RowDigest& digest) {
  return fmt::format("{:016x}{:016x}{:016x}{:016x}", digest.sum[3], digest.sum[2], digest.sum[1], digest.sum[0]);
}

Result<RowDigest> row_digest(std::uint64_t rows, std::string_view hex) {
  RowDigest digest{rows, {}};
  if (hex.size() != 64) return fail(fmt::format("a row digest has 64 hex digits, this one has {}", hex.size()));
  for (std::size_t i = 0; i < 4; ++i) {
    const char* from = hex.data() + (3 - i) * 16;
    const auto read = std::from_chars(from, from + 16, digest.sum[i], 16);
    if (read.ptr != from + 16) return fail("a row digest is made of hex digits only");
  }
  return digest;
}

}  // namespace ringfence::lifecycle
