// Users of this machine, as the system's own database (getpwnam) has them.
#pragma once

#include <sys/types.h>

#include <string>

#include "base/result.h"

namespace ringfence {

struct User {
  uid_t id = 0;
  gid_t group = 0;
  std::string name;
};

Result<User> find_user(const std::string& name);
Result<User> find_user(uid_t id);

}  // namespace ringfence
