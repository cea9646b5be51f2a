// Under which form a word is looked up in dictionaries, which have one form of each word. Pure.
#pragma once

#include <string>
#include <string_view>

namespace ringfence::screening {

// Of a folded word: hiragana as katakana; Cyrillic without endings, and Ukrainian letters as Russian has them, since a
// dictionary of Russian has half of the words of Ukrainian too; Arabic without its article and endings.
std::u32string searched_form(std::u32string_view word);

}  // namespace ringfence::screening
