// What the screening commands share: their options, and the lists and decisions once they are read.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "screening/screen.h"
#include "screening/table.h"

namespace ringfence::cli {

struct ScreenOptions {
  std::vector<std::string> names;
  std::string from;
  std::vector<std::string> lists;
  std::string decisions;
  bool despite_errors = false;
  bool json = false;
};

struct DecideOptions {
  std::string name, entry, what, who, why;
};

struct LoadedScreening {
  screening::Index index;
  std::vector<screening::ListFile> files;
  screening::Decisions decisions;
  std::string decisions_text;  // the file as it is
  std::size_t unread = 0;
};

// Reads everything; nothing where something cannot be read, which is then told on standard error.
std::optional<LoadedScreening> load_screening(const ScreenOptions& options);

}  // namespace ringfence::cli
