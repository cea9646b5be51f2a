// One form of a text for comparing phrases: lower case, single blanks, plain quotes and dashes. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "demand/intake/mapped.h"

namespace ringfence::intake {

// Letters of Latin, Greek and Cyrillic become lower case; full-width forms their usual ones; any quote ' or ", any dash
// -, "№" "no."; runs of blanks one blank, and of blanks with an empty line in it a line end; accents stay.
Mapped fold(std::string_view text);

// `phrase` (folded) in `text` (folded) from `from` on, as words of their own where it begins or ends with a letter or
// digit of an alphabet; scripts without blanks between words have no such bounds. npos: nowhere.
std::size_t find_words(std::string_view text, std::string_view phrase, std::size_t from = 0);
bool has_words(std::string_view text, std::string_view phrase);
// Any of the phrases, which are separated by '|': where the first of them stands.
std::size_t find_any(std::string_view text, std::string_view phrases, std::size_t from = 0);
bool has_any(std::string_view text, std::string_view phrases);
std::size_t count_any(std::string_view text, std::string_view phrases);

// Takes the next of a list separated by '|' off its front; nothing where none is left.
std::optional<std::string_view> take_phrase(std::string_view& phrases);

}  // namespace ringfence::intake
