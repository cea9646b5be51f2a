#include <algorithm>
#include <array>
#include <optional>

#include "base/limits.h"
#include "demand/intake/fold.h"
#include "demand/intake/instruments.h"

namespace ringfence::intake {

namespace {

constexpr std::array<std::string_view, 12> nouns = {"act",        "ordinance",   "code",    "law",
                                                    "regulation", "regulations", "rules",   "measures",
                                                    "decree",     "directive",   "statute", "constitution"};
constexpr std::size_t name_words = 12;
constexpr std::size_t section_bytes = 70;  // between "section 71" and the law's name

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_capital(char c) {
  return c >= 'A' && c <= 'Z';
}

std::size_t word_begin(std::string_view text, std::size_t end) {
  std::size_t begin = end;
  while (begin > 0 && text[begin - 1] != ' ' && text[begin - 1] != '\n') --begin;
  return begin;
}

// Back from a law's last word over those that belong to its name: capitals, and small words among them.
std::size_t name_begin(std::string_view text, std::size_t noun) {
  std::size_t begin = noun;
  std::size_t at = noun;
  for (std::size_t words = 0; words < name_words && at > 0; ++words) {
    const std::size_t end = text.find_last_not_of(" \n", at - 1);
    if (end == std::string_view::npos) break;
    at = word_begin(text, end + 1);
    const std::string_view word = text.substr(at, end + 1 - at);
    if (word.find_first_of(".,;:!?<>()\"'") != std::string_view::npos &&
        word.find_first_of(".,;:!?)") == word.size() - 1)
      break;
    const std::size_t letter = word.find_first_not_of("<(\"'\xE2\x80\x9C\x98");
    const bool small = word == "of" || word == "and" || word == "on" || word == "for" || word == "the" || word == "&" ||
                       word == "against" || word == "to";
    if (letter != std::string_view::npos && is_capital(word[letter])) {
      begin = at + letter;
      if (letter > 0) break;
    } else if (!small) {
      break;
    }
  }
  return begin;
}

std::string_view trimmed_number(std::string_view text, std::size_t at) {
  std::size_t end = at;
  const auto part = [](char c) {
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '(' || c == ')' || c == '.' ||
           c == '/';
  };
  while (end < text.size() && part(text[end])) ++end;
  while (end > at && (text[end - 1] == '.' || text[end - 1] == '/')) --end;
  if (std::ranges::count(text.substr(at, end - at), '(') != std::ranges::count(text.substr(at, end - at), ')')) --end;
  return text.substr(at, end - at);
}

// What stands between the number of a section and the law it is of: "of the", "of our", nothing else.
bool leads_to_name(std::string_view between) {
  while (!between.empty()) {
    const std::string_view word = between.substr(0, between.find_first_of(" \n"));
    between.remove_prefix(std::min(word.size() + 1, between.size()));
    constexpr std::string_view small = "| |of|the|our|its|this|that|in|,|de|la|del|de la|du|nuestro|nuestra|<|\"|'|-|";
    if (small.find("|" + std::string(word) + "|") == std::string_view::npos && !word.empty()) return false;
  }
  return true;
}

// Capitals that begin a sentence and no name: "The Some Act", "Our Act".
std::size_t past_small_words(std::string_view text, std::size_t begin, std::size_t noun) {
  for (bool again = true; again;) {
    again = false;
    for (const std::string_view word :
         {"The ", "Our ", "This ", "That ", "An ", "A ", "Under ", "See ", "In ", "Of ", "And "}) {
      if (begin + word.size() > noun || !text.substr(begin).starts_with(word)) continue;
      begin += word.size();
      again = true;
    }
  }
  return begin;
}

// "Section 71 of the" right before a name -> ", s. 71"; "article 573 of our" -> ", art. 573".
std::string section_before(std::string_view text, std::size_t name) {
  const std::size_t since = name > section_bytes ? name - section_bytes : 0;
  const Mapped before = fold(text.substr(since, name - since));
  const std::string_view lowered = before.text;
  for (const auto& [word, sign] : std::array<std::array<std::string_view, 2>, 6>{{{"section ", ", s. "},
                                                                                  {"sections ", ", s. "},
                                                                                  {"article ", ", art. "},
                                                                                  {"articles ", ", art. "},
                                                                                  {"artículo ", ", art. "},
                                                                                  {"art. ", ", art. "}}}) {
    const std::size_t at = lowered.rfind(word);
    if (at == std::string_view::npos) continue;
    const std::string_view number = trimmed_number(lowered, at + word.size());
    if (number.empty() || !is_digit(number[0])) continue;
    if (!leads_to_name(lowered.substr(at + word.size() + number.size()))) continue;
    return std::string(sign) + std::string(text.substr(since + before.from(at + word.size()), number.size()));
  }
  return {};
}

// "Ordinance, Cap. 200" -> " (Cap. 200)"; "Act, 2000" -> " 2000"; "Law 34/2002", "Law No. 5651" -> likewise.
std::string number_behind(std::string_view text, std::size_t end) {
  std::string_view rest = text.substr(end, 24);
  if (rest.starts_with(",")) rest.remove_prefix(1);
  while (rest.starts_with(" ")) rest.remove_prefix(1);
  const std::string lowered = fold(rest).text;
  const std::string_view folded = lowered;
  for (const std::string_view cap : {"cap. ", "(cap. ", "cap ", "(cap "}) {
    if (!folded.starts_with(cap)) continue;
    const std::string_view chapter = folded.substr(cap.size());
    return " (Cap. " + std::string(chapter.substr(0, chapter.find_first_not_of("0123456789"))) + ")";
  }
  for (const std::string_view no : {"no. ", "n° ", "nº ", "number "}) {
    if (folded.starts_with(no) && folded.size() > no.size() && is_digit(folded[no.size()])) {
      return " No. " + std::string(trimmed_number(folded, no.size()));
    }
  }
  if (!folded.empty() && is_digit(folded[0])) {
    const std::string_view number = trimmed_number(folded, 0);
    if (number.size() >= 4) return " " + std::string(number);
  }
  return {};
}

// A name that can do without a number: "Game Industry Promotion Act"; not "Zip Code", nor "Cyber Law".
bool stands_alone(std::string_view noun, std::string_view words, const std::string& section) {
  const auto count = std::ranges::count(words, ' ') + std::ranges::count(words, '\n');
  if (count == 0) return false;
  const bool whose = words.starts_with("Our ") || words.starts_with("Their ") || words.starts_with("This ");
  if (count == 1 && whose) return false;
  return !section.empty() || count >= 2 || (noun != "code" && noun != "law" && noun != "rules" && noun != "measures");
}
char first_letter(std::string_view behind) {
  return behind.size() > 1 && behind[0] == ' ' ? behind[1] : ' ';
}

// Forms of other tongues, by the number alone: "5651 sayılı", "ley orgánica 10/1995", "§ 86a StGB", "loi n° 2004-575".
void other_tongues(std::string_view folded, std::vector<Instrument>& out) {
  for (std::size_t at = folded.find(" sayılı"); at != std::string_view::npos && out.size() < limits::notice_instruments;
       at = folded.find(" sayılı", at + 1)) {
    const std::size_t begin = word_begin(folded, at);
    if (begin < at && is_digit(folded[begin]))
      out.push_back({begin, "Law No. " + std::string(trimmed_number(folded, begin))});
  }
  for (const auto& [word, name] : std::array<std::array<std::string_view, 2>, 7>{{{"ley ", "Ley "},
                                                                                  {"ley orgánica ", "Ley Orgánica "},
                                                                                  {"loi n° ", "Loi n° "},
                                                                                  {"loi no. ", "Loi n° "},
                                                                                  {"lei nº ", "Lei nº "},
                                                                                  {"lei n° ", "Lei nº "},
                                                                                  {"lei n. ", "Lei nº "}}}) {
    for (std::size_t at = find_words(folded, word);
         at != std::string_view::npos && out.size() < limits::notice_instruments;
         at = find_words(folded, word, at + 1)) {
      const std::size_t begin = at + word.size();
      std::size_t end = begin;
      while (end < folded.size() && (is_digit(folded[end]) || std::string_view("/-.").find(folded[end]) < 3)) ++end;
      while (end > begin && !is_digit(folded[end - 1])) --end;
      if (end - begin >= 5) out.push_back({at, std::string(name) + std::string(folded.substr(begin, end - begin))});
    }
  }
}

// "Regulation (EU) 2021/784", "Directive 2000/31/EC"
void union_law(std::string_view text, const Mapped& folded, std::vector<Instrument>& out) {
  for (const auto& [word, name] :
       std::array<std::array<std::string_view, 2>, 3>{{{"regulation (eu) ", "Regulation (EU) "},
                                                       {"verordnung (eu) ", "Regulation (EU) "},
                                                       {"règlement (ue) ", "Regulation (EU) "}}}) {
    for (std::size_t at = find_words(folded.text, word);
         at != std::string_view::npos && out.size() < limits::notice_instruments;
         at = find_words(folded.text, word, at + 1)) {
      const std::string_view number = trimmed_number(folded.text, at + word.size());
      if (number.size() < 8 || number.find('/') == std::string_view::npos) continue;
      out.push_back({at, std::string(name) + std::string(number) + section_before(text, folded.from(at))});
    }
  }
}

// "34/2002" of "Ley 34/2002, art. 35"; empty: none that is a law's alone.
std::string_view number_of_year(std::string_view name) {
  const std::size_t slash = name.find('/');
  if (slash == std::string_view::npos || slash == 0 || !is_digit(name[slash - 1])) return {};
  std::size_t begin = slash;
  while (begin > 0 && is_digit(name[begin - 1])) --begin;
  std::size_t end = slash + 1;
  while (end < name.size() && is_digit(name[end])) ++end;
  return name.substr(begin, end - begin);
}

}  // namespace

std::vector<Instrument> general_instruments(std::string_view text, const Mapped& folded) {
  std::vector<Instrument> out;
  for (const std::string_view noun : nouns) {
    for (std::size_t at = find_words(folded.text, noun);
         at != std::string_view::npos && out.size() < limits::notice_instruments;
         at = find_words(folded.text, noun, at + 1)) {
      const std::size_t written = folded.from(at);
      if (!is_capital(text[written])) continue;
      const std::size_t end = written + noun.size();
      const std::string behind = fold(text.substr(end, 16)).text;
      if (behind.starts_with("enforcement") || behind.starts_with("of practice") || behind.starts_with("of conduct"))
        continue;
      const std::size_t begin = past_small_words(text, name_begin(text, written), written);
      const std::string number = number_behind(text, end);
      const std::string section = section_before(text, begin);
      if (number.empty() && !stands_alone(noun, text.substr(begin, written - begin), section)) continue;
      if (is_capital(first_letter(text.substr(end, 2)))) continue;
      std::string name(text.substr(begin, end - begin));
      std::ranges::replace(name, '\n', ' ');
      const auto repeated = std::ranges::unique(name, [](char one, char other) { return one == ' ' && other == ' '; });
      name.erase(repeated.begin(), repeated.end());
      out.push_back({at, name + number + section});
    }
  }
  other_tongues(folded.text, out);
  union_law(text, folded, out);
  // The same law with an article and without: the one that says more. "Our Some Act" and "Some Act": the shorter.
  const std::vector<Instrument> all = out;
  std::erase_if(out, [&](const Instrument& each) {
    return std::ranges::any_of(all, [&](const Instrument& other) {
      return (other.name.size() > each.name.size() && other.name.starts_with(each.name + ",")) ||
             (other.name.size() < each.name.size() && each.name.ends_with(" " + other.name)) ||
             (other.name.size() > each.name.size() && !number_of_year(each.name).empty() &&
              number_of_year(each.name) == number_of_year(other.name));
    });
  });
  return out;
}

}  // namespace ringfence::intake
