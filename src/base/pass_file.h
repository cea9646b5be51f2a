// libpq's password file (PostgreSQL 15, 34.16): host:port:database:user:password, with a backslash before a colon or a
// backslash in a field. Pure.
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace ringfence {

// The password that stands first for each user, whatever server it is for. Comments and lines of another form are
// passed over, as libpq does.
std::map<std::string, std::string> passwords_by_user(std::string_view pass_file);

}  // namespace ringfence
