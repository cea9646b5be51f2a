// What the screening commands share: their options, and the lists and decisions once they are read.
#pragma once

#include <memory>
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
  std::vector<std::string> dictionaries;  // none: those that Debian's packages have installed
  bool without_dictionaries = false;
  bool despite_errors = false;
  bool json = false;
};

struct DecideOptions {
  std::string name, entry, what, who, why;
};

struct LoadedScreening {
  std::unique_ptr<screening::Lexicon> lexicon;  // the index refers to it
  screening::Index index;
  std::vector<screening::ListFile> files;
  screening::Decisions decisions;
  std::string decisions_text;  // the file as it is
  std::size_t unread = 0;
};

// Reads everything; nothing where something cannot be read, which is then told on standard error.
std::optional<LoadedScreening> load_screening(const ScreenOptions& options);

// The glossary, and the dictionaries that are named, or that are installed. An installed one that cannot be read is as
// bad as a named one: a weaker screening must not pass for the usual one.
std::unique_ptr<screening::Lexicon> load_lexicon(const ScreenOptions& options);
// For programs: path, entries, SHA-256 of each dictionary; and for people, a line each, or what is missed without.
json::array dictionaries_as_json(const screening::Lexicon& lexicon);
std::string dictionaries_as_text(const screening::Lexicon& lexicon);

}  // namespace ringfence::cli
