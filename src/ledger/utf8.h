// Whether a text is UTF-8 as RFC 3629 has it: no surrogates, nothing longer than it has to be. Pure.
#pragma once

#include <optional>
#include <string_view>

namespace ringfence::ledger {

// Takes one code point off the front; nothing where there is none that is right.
std::optional<char32_t> take_code_point(std::string_view& text);
bool is_utf8(std::string_view text);

}  // namespace ringfence::ledger
