// The text of a mail that was pasted as it travelled (RFC 2045, 6.7). Pure.
#pragma once

#include <optional>
#include <string_view>

#include "demand/intake/mapped.h"

namespace ringfence::intake {

// Nothing where the text is not quoted-printable: it does not say so, nor has it short lines of which some end in "=";
// or where it is no UTF-8 once decoded.
std::optional<Mapped> from_quoted_printable(std::string_view text);

}  // namespace ringfence::intake
