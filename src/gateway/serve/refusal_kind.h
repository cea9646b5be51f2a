// What was refused, as one of a few fixed words: an error's own texts may quote a statement's values, and those are of
// people. What is returned is always a text of the program's own, never a part of the error.
#pragma once

#include <string_view>

#include "base/result.h"

namespace ringfence::gateway {

std::string_view refusal_kind(const Error& error);

// The error's SQLSTATE where it is of that form, "XX000" otherwise.
std::string_view refusal_code(const Error& error);

}  // namespace ringfence::gateway
