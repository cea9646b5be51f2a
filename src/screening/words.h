// A folded name cut into words: one script each, dotted initials together, numbers as digits. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "screening/unicode.h"

namespace ringfence::screening {

struct Word {
  std::string text;  // folded; Latin words in ASCII
  Script script = Script::latin;
};

std::vector<Word> words_of(std::string_view folded);

// "44" of {"forty", "four"}, "12" of {"xii"}: digits, and how many words they took; 0 where the words are no number.
struct Number {
  std::string digits;
  std::size_t words = 0;
};
Number number_at(const std::vector<Word>& words, std::size_t at);

}  // namespace ringfence::screening
