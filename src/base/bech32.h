// Bech32 (BIP 173): a text that carries its own checksum, in which age writes its recipients.
#pragma once

#include <string_view>

namespace ringfence {

// In small letters, with the prefix before the 1, and its checksum is right.
bool is_bech32(std::string_view text, std::string_view prefix);

}  // namespace ringfence
