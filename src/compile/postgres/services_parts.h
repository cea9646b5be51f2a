// For services*.cpp, transfers_changes.cpp and channels.cpp only.
#pragma once

#include "compile/postgres/services.h"

namespace ringfence::compile {

// What only readers and view owners are compared by: rights on columns, settings, and who else may act as the role.
void compare_rest(const ServiceRole& role, const FoundRole& found, ServiceChanges& into);

// The comment by which a role is known that was made for visits.
inline constexpr std::string_view made_for_visits = "made by Ringfence for a service at home in another ring";

// Its rights in this database, and the role itself unless something else on the server needs it.
std::string drop_role(const std::string& role);

}  // namespace ringfence::compile
