// The word lists of words/*.txt: what people of a language are called, and what they write with.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "base/result.h"
#include "random.h"

namespace meridian {

struct Language {
  std::string code;
  std::vector<std::string> given, family, words;
  bool spaces = true;  // between words
};
using Languages = std::map<std::string, Language>;

// One file a language, named after its code. Lines: `given …`, `family …`, `words …`; `spaces none` where words are
// written without. An underscore inside a name is a space.
ringfence::Result<Languages> read_languages(const std::filesystem::path& folder);

// `least` to `most` words of the language.
std::string sentence(const Language& language, Random& random, unsigned least, unsigned most);

}  // namespace meridian
