// A digest of rows that does not depend on their order: the sum, modulo 2^256, of the SHA-256 of each row as COPY's
// text format writes it (columns in the table's order, generated ones left out, without the line end), together with
// the number of rows. Two multisets of rows with one digest are equal but for an accident of 2^-128; it is a check
// against loss, doubling and change, not a proof against somebody who forges rows and may choose both sides.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/sha256.h"

namespace ringfence::lifecycle {

struct RowDigest {
  std::uint64_t rows = 0;
  std::array<std::uint64_t, 4> sum{};  // little-endian limbs

  bool operator==(const RowDigest&) const = default;
  RowDigest& operator+=(const RowDigest& other);
  void add(const Sha256& row);
};

// 64 hex digits, most significant first; and back.
std::string digest_hex(const RowDigest& digest);
Result<RowDigest> row_digest(std::uint64_t rows, std::string_view hex);

// Adds rows to digests; one for each thread.
class RowHasher {
 public:
  void add(std::string_view row, RowDigest& to) {
    hasher_(row, hash_);
    to.add(hash_);
  }

 private:
  Sha256Hasher hasher_;
  Sha256 hash_{};
};

}  // namespace ringfence::lifecycle
