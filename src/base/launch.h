// Starting a program that outlives us: in a session of its own, with nothing of ours held open.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>
#include <vector>

#include "base/result.h"

namespace ringfence {

struct Launch {
  std::vector<std::string> arguments;    // arguments[0] is the program's path
  std::string user;                      // run as this user (only root may); empty: as ourselves
  std::filesystem::path log;             // standard output and error are added to it; made as that user, mode 0600
  std::vector<std::string> environment;  // "NAME=value", beside our own
};

// The process's id, without waiting for anything. Where the program cannot be run, the process writes why to the log
// and ends with 127. Our own variables of libpq (PG…) are not passed on: a server would take settings from them.
Result<pid_t> launch(const Launch& launch);

}  // namespace ringfence
