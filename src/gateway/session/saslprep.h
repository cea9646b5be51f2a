// SASLprep (RFC 4013), by ICU: what a password is before it is hashed, so that it is the same however a keyboard spells
// it. Pure.
#pragma once

#include <string>
#include <string_view>

namespace ringfence::gateway {

// As PostgreSQL does it: what is not UTF-8, or holds what a password may not, is taken as it stands, and so is ASCII.
std::string saslprep(std::string_view password);

}  // namespace ringfence::gateway
