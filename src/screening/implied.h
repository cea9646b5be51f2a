// What a name says that everybody takes for granted, and leaves out in another language. Pure.
#pragma once

#include <string_view>

#include "screening/name.h"

namespace ringfence::screening {

// The country that a name's script or characters say already, as the glossary spells it ("japan"); empty where unknown.
std::string_view implied_country(const Name& name);

// A hospital's name begins with the body that runs it ("弘潤会野崎病院"), and it is seldom called so: those units get a
// smaller share.
void lower_implied(Name& name);

}  // namespace ringfence::screening
