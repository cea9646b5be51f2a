#include "base/user.h"

#include <fmt/format.h>
#include <pwd.h>

#include <array>

namespace ringfence {

namespace {

// Longer than any entry that getpw…_r() was ever seen to need; a longer one is "no such user".
constexpr std::size_t entry_bytes = 65536;

}  // namespace

Result<User> find_user(const std::string& name) {
  std::array<char, entry_bytes> memory;
  passwd entry{};
  passwd* found = nullptr;
  ::getpwnam_r(name.c_str(), &entry, memory.data(), memory.size(), &found);
  if (found == nullptr) return fail(fmt::format("there is no user \"{}\" on this machine", name));
  return User{found->pw_uid, found->pw_gid, name};
}

Result<User> find_user(uid_t id) {
  std::array<char, entry_bytes> memory;
  passwd entry{};
  passwd* found = nullptr;
  ::getpwuid_r(id, &entry, memory.data(), memory.size(), &found);
  if (found == nullptr) return fail(fmt::format("the user with number {} has no name on this machine", id));
  return User{found->pw_uid, found->pw_gid, found->pw_name};
}

}  // namespace ringfence
