// `ringfence demand file`, from what was typed or from a proposal of `demand import`.
#pragma once

#include "cli/demand.h"

namespace ringfence::cli {

struct FileOptions {
  DemandOptions demand;
  demand::Filing filing;
  std::vector<std::string> accounts, items;
  std::string document;
  std::string from_import;             // the proposal's file; empty: none
  std::string notices;                 // the directory that was imported
  std::vector<std::string> leave_out;  // addresses, or "unknown"
  bool confirmed = false;
};

// What was typed wins; the rest is what the proposal says. Asks who files it, and files it once.
int file_from_import(FileOptions options);

// Exit::wrong_use where words, times or dates are none.
int file_or_amend(const FileOptions& options, demand::EventKind kind);

}  // namespace ringfence::cli
