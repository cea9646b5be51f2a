// What stands in an entry instead of personal data: a salted commitment, and its opening, which is kept beside the log
// and can be erased; without it nobody can say what was committed to, nor try values. Pure but for the salt.
//   commitment = HMAC-SHA-256(key = salt, message = name ‖ LF ‖ value), the salt being 32 random bytes of its own.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/sha256.h"

namespace ringfence::ledger {

struct Opening {
  std::string name;   // of the commitment in its entry: "subject", "constants"
  std::string salt;   // 32 bytes
  std::string value;  // at most limits::opening_bytes, any bytes
  bool operator==(const Opening&) const = default;
};

Opening make_opening(std::string_view name, std::string_view value);  // with a new salt
Sha256 commitment_of(const Opening& opening);

// One line of an openings file: canonical JSON, salt and value in base64, with its line feed. `entry` is the entry's
// index.
struct OpeningLine {
  std::uint64_t entry = 0;
  Opening opening;
};
std::string to_text(const OpeningLine& line);
// Without its line feed. Strict: nothing to_text() would not write.
Result<OpeningLine> parse_opening(std::string_view line);
// `openings/` and the tile path of the bundle that the entry is in.
std::string openings_path(std::uint64_t entry);

}  // namespace ringfence::ledger
