// What screening needs of ICU, and the only place that knows it. Pure; safe from several threads. Bytes that are not
// UTF-8 become U+FFFD: nothing is refused and nothing is dropped here.
#pragma once

#include <string>
#include <string_view>

namespace ringfence::screening {

enum class Script { none, digit, latin, han, kana, hangul, cyrillic, greek, arabic, hebrew, thai, indic, other };

Script script_of(char32_t c);
std::string_view to_text(Script script);
// Written without spaces between words: words have to be found in the glossary.
bool is_unspaced(Script script);
// Whose characters a text is written in, as far as they tell: those that only China simplified, or only Japan, or kana.
enum class Characters { any, chinese, japanese };
Characters characters_of(std::string_view text);
// Written mostly without vowels.
bool is_abjad(Script script);

std::u32string to_code_points(std::string_view utf8);
std::string to_utf8(std::u32string_view code_points);
std::string from_euc_jp(std::string_view bytes);

// One spelling of what is the same name: compatibility forms, case, Traditional and Simplified characters, Arabic and
// Cyrillic letters that only differ in looks; marks that carry no sound are gone.
std::string fold(std::string_view text);

// Lower-case ASCII letters and digits: other scripts by sound (characters by Mandarin), diacritics dropped.
std::string to_latin(std::string_view text);

}  // namespace ringfence::screening
