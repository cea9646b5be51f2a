// Running the installed PostgreSQL programs: no shell, a bounded output, optionally as another user.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace ringfence {

struct Program {
  std::vector<std::string> arguments;    // arguments[0] is the program, looked up in PATH unless it has a slash
  std::vector<std::string> environment;  // NAME=value, added to (and overriding) this process's own
  std::string input;                     // its standard input
  std::string user;                      // run as this user (only root may); empty: as ourselves
  std::string directory;                 // its working directory; empty: ours
};

struct Outcome {
  int exit_code = -1;  // 128 + N when signal N ended it
  std::string output;  // standard output, at most limits::program_output_bytes
  std::string errors;  // standard error, the same bound
};

// Fails only where the program could not be run at all or printed more than the bound; a non-zero exit is an Outcome.
Result<Outcome> run(const Program& program);

// As run(), but a non-zero exit is an error too, worded with the last lines of its standard error.
Result<std::string> run_checked(const Program& program);

}  // namespace ringfence
