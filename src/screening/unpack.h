// What dictionaries are packed with. Pure.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace ringfence::screening {

bool is_packed(std::string_view bytes);
// Of gzip (dictd's "dictzip" is one). More than `limit` bytes are refused, so that a small file cannot fill the memory.
Result<std::string> unpack(std::string_view bytes, std::size_t limit);

}  // namespace ringfence::screening
