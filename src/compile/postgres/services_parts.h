// What only readers and view owners are compared by. For services*.cpp only.
#pragma once

#include "compile/postgres/services.h"

namespace ringfence::compile {

// Rights on columns, settings, and who else may act as the role.
void compare_rest(const ServiceRole& role, const FoundRole& found, ServiceChanges& into);

}  // namespace ringfence::compile
