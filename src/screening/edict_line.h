// A line of EDICT or ENAMDICT: "医療 [いりょう] /(n) medical care/medical treatment/(P)/". Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ringfence::screening {

struct Line {
  std::string_view head, reading, glosses;  // of `glosses` the first slash is gone
};
// Empty glosses where it is none.
Line parts_of(std::string_view line);

// What stands in brackets is about the word: its kind, a field, an explanation.
std::string without_brackets(std::string_view text);
// In Latin letters, without articles and the like.
std::vector<std::string> words_in(std::string_view gloss);

// ENAMDICT's kinds of names: what is read, not translated; and given names, which are of no use here.
struct Kinds {
  bool is_name = false, is_given_only = false;
};
Kinds kinds_of(std::string_view glosses);

}  // namespace ringfence::screening
