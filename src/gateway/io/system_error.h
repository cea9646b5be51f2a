// What the system said, as an error of ours.
#pragma once

#include <cerrno>
#include <string>
#include <system_error>

#include "base/result.h"

namespace ringfence::gateway {

inline std::string system_text(int error_number) {
  return std::generic_category().message(error_number);
}

// "doing: No such file or directory", of errno.
inline Error system_error(const std::string& doing, const std::string& sqlstate = {}) {
  return {doing + ": " + system_text(errno), {}, {}, sqlstate};
}

}  // namespace ringfence::gateway
