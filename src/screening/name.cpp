#include "screening/name.h"

#include <array>
#include <map>

#include "screening/heard.h"
#include "screening/implied.h"
#include "screening/join.h"
#include "screening/segment.h"
#include "screening/sound.h"
#include "screening/words.h"

namespace ringfence::screening {

namespace {

// "Саратовский" is Saratov's: a place made into an adjective, and a person's name in the genitive.
void add_stems(std::string latin, Unit& unit) {
  static constexpr std::array<std::string_view, 26> endings = {
      "ovskiy", "ovskaya", "evskiy",  "evskaya", "skogo",  "skoy", "skom",  "skii", "skiy",
      "skyy",   "skyi",    "skaya",   "skoye",   "skoe",   "skyi", "skoho", "ska",  "ske",
      "ski",    "enskiy",  "enskaya", "inskiy",  "anskiy", "ogo",  "oho",   "iy"};
  for (const auto ending : endings) {
    if (!latin.ends_with(ending) || latin.size() < ending.size() + 3) continue;
    unit.meanings.push_back({{atom_of(latin.substr(0, latin.size() - ending.size()))}, 0.92, How::romanised});
  }
  if (latin.size() >= 5 && std::string_view("aeiouy").find(latin.back()) != std::string_view::npos) {
    unit.meanings.push_back({{atom_of(latin.substr(0, latin.size() - 1))}, 0.93, How::romanised});
  }
}

// "ports" is "port" where that is a word of the glossary.
const std::string& usual_of(const std::string& word, const Lexicon& lexicon) {
  const std::string& usual = lexicon.canonical(word);
  if (usual != word || word.size() < 5 || !word.ends_with('s') || lexicon.is_common(word)) return usual;
  return lexicon.singular(word);
}

Unit word_unit(const Word& word, const Lexicon& lexicon) {
  Unit unit{word.text, Role::word, {}, word.script, 1, {}, {}};
  if (word.script == Script::latin || word.script == Script::digit) {
    const std::string& usual = usual_of(word.text, lexicon);
    unit.meanings.push_back({{atom_of(usual)}, 1, How::written});
    if (usual != word.text) {
      unit.meanings.push_back({{atom_of(word.text)}, 1, How::written});
    } else if (const std::string meant = lexicon.corrected(word.text); meant.starts_with('@')) {
      unit.role = Role::form;
      unit.form = meant.substr(1);
    } else if (!meant.empty()) {
      unit.meanings.push_back({{atom_of(meant)}, 0.93, How::written});
    }
    return unit;
  }
  std::string latin = to_latin(word.text);
  if (word.script == Script::cyrillic) std::ranges::replace(latin, 'j', 'y');
  if (latin.empty()) latin = word.text;
  unit.meanings.push_back({{atom_of(lexicon.canonical(latin))}, 0.97, How::romanised});
  const bool learned = word.script == Script::cyrillic || word.script == Script::greek || word.script == Script::other;
  unit.meanings.back().atoms.back().has_cognates = learned;
  if (word.script == Script::cyrillic) {
    add_stems(latin, unit);
    std::string with_h = latin;
    std::ranges::replace(with_h, 'g', 'h');  // Ukrainian г
    if (with_h != latin) unit.meanings.push_back({{atom_of(with_h)}, 0.95, How::romanised});
  }
  if (is_abjad(word.script) && word.text.size() > 6) {
    // The article and what is joined to it: "al-", "wa-", "bi-", "li-"
    for (const std::string_view article : {"وال", "بال", "لل", "ال", "ה", "و", "ب", "ل"}) {
      if (!word.text.starts_with(article)) continue;
      unit.meanings.push_back({{atom_of(to_latin(word.text.substr(article.size())))}, 0.95, How::romanised});
      break;
    }
  }
  return unit;
}

// What is known of an atom once it is clear what it is.
void settle(Atom& atom, bool is_english, Script script, const Lexicon& lexicon) {
  atom.is_common = lexicon.is_common(atom.text);
  atom.near = lexicon.near(atom.text);
  atom.is_english = is_english;
  // A translation may be another form of the word: "processing" of what is called a processor.
  atom.has_cognates |= is_english && script != Script::latin;
  if (atom.is_exact || atom.sound.empty()) return;
  if (atom.heard.empty()) atom.heard = is_english ? heard_in_english(atom.text) : heard_as_written(atom.text);
  atom.key = heard_key(atom.heard);
  if (!is_english && is_abjad(script)) atom.ear = Ear::without_vowels;
  if (!is_english && !is_abjad(script) && !is_unspaced(script)) atom.ear = Ear::alphabet;
}

void settle(Name& name, const Lexicon& lexicon) {
  for (Unit& unit : name.units) {
    for (Meaning& meaning : unit.meanings) {
      const bool is_english = unit.script == Script::latin || meaning.how == How::translated;
      for (Atom& atom : meaning.atoms) settle(atom, is_english, unit.script, lexicon);
    }
  }
  for (Joined& joined : name.joined) {
    const Script script = name.units[joined.first].script;
    settle(joined.atom, script == Script::latin, script, lexicon);
  }
}

Script principal(const std::vector<Word>& words) {
  std::map<Script, std::size_t> letters;
  for (const Word& word : words) letters[word.script] += word.text.size();
  Script most = Script::latin;
  std::size_t count = 0;
  for (const auto& [script, size] : letters) {
    if (script == Script::digit) continue;
    // A Latin acronym in a Chinese name does not make the name Latin.
    const std::size_t said = script == Script::latin ? size / 3 : size;
    if (said > count || count == 0) most = script, count = std::max<std::size_t>(said, 1);
  }
  return most;
}

// "Jami'at al-Sharq": whoever romanises a name does not translate its words.
void add_reading(const std::string& word, Unit& unit) {
  if (!is_abjad(unit.script) && unit.script != Script::indic) return;
  if (unit.role != Role::word) return;
  const std::string latin = to_latin(word);
  if (latin.size() >= 3) unit.meanings.push_back({{atom_of(latin)}, 0.93, How::romanised});
}

std::string_view without_article(std::string_view word) {
  const std::string_view article = "ال";
  if (word.starts_with(article) && word.size() >= article.size() + 4) word.remove_prefix(article.size());
  return word;
}

// "Alzahra" is what "al-Zahra" is called, whatever it means.
void add_article(Unit& unit) {
  const std::size_t count = unit.meanings.size();
  for (std::size_t i = 0; i < count && unit.role == Role::word; ++i) {
    if (unit.meanings[i].how != How::translated || unit.meanings[i].atoms.size() != 1) continue;
    unit.meanings.push_back({{atom_of("al" + unit.meanings[i].atoms[0].text)}, 0.95, How::translated});
  }
}

// Arabic and Hebrew join articles, conjunctions and prepositions to the word. True where a term was found under them.
bool read_joined(const std::vector<Word>& words, std::size_t& at, Name& name, const Lexicon& lexicon) {
  static constexpr std::array<std::string_view, 13> joined = {"ولل", "وال", "بال", "كال", "لل", "ال", "و",
                                                              "ب",   "ل",   "ك",   "ל",   "ה",  "ב"};
  const std::string& word = words[at].text;
  for (const std::string_view each : joined) {
    const bool is_letter = each.size() <= 2;
    if (!word.starts_with(each) || word.size() < each.size() + (is_letter ? 6 : 4)) continue;
    std::vector<std::string> bare = {std::string(without_article(word.substr(each.size())))};
    for (std::size_t next = at + 1; next < words.size() && words[next].script == words[at].script; ++next) {
      bare.emplace_back(without_article(words[next].text));
    }
    const auto found = lexicon.find_words(bare);
    if (found.term == nullptr) continue;
    std::string written = word;
    for (std::size_t i = 1; i < found.length; ++i) written += ' ' + words[at + i].text;
    name.units.push_back(unit_of(*found.term, written, words[at].script, lexicon));
    if (found.length == 1) {
      add_reading(bare.front(), name.units.back());
      add_reading(word, name.units.back());
      if (each == "ال") add_article(name.units.back());
    }
    at += found.length;
    return true;
  }
  return false;
}

// What a dictionary has of a word that the glossary does not know; it is read by its sound as well.
bool add_looked_up(std::string_view word, const Lexicon& lexicon, Unit& unit) {
  constexpr std::size_t least = 3;
  const std::u32string points = to_code_points(word);
  if (points.size() < least) return false;
  std::vector<Meaning> found;
  for (const Gloss& gloss : lexicon.look_up(points, Characters::any)) {
    Meaning meaning = meaning_of(gloss.words, lexicon, found.empty() ? 0.95 : 0.92, How::translated);
    if (!meaning.atoms.empty()) found.push_back(std::move(meaning));
  }
  if (found.empty()) return false;
  unit.is_looked_up = true;
  std::ranges::move(unit.meanings, std::back_inserter(found));
  unit.meanings = std::move(found);
  return true;
}

void look_up(const Word& word, const Lexicon& lexicon, Unit& unit) {
  if (word.script == Script::latin || word.script == Script::digit) return;
  if (add_looked_up(word.text, lexicon, unit) || word.script != Script::arabic) return;
  for (const std::string_view joined : {"وال", "بال", "لل", "و", "ب", "ل"}) {
    if (word.text.starts_with(joined) &&
        add_looked_up(std::string_view(word.text).substr(joined.size()), lexicon, unit))
      return;
  }
}

void read_spaced(const std::vector<Word>& words, const std::vector<std::string>& texts, std::size_t& at, Name& name,
                 const Lexicon& lexicon) {
  if (const auto found = lexicon.find_words(std::span(texts).subspan(at)); found.term != nullptr) {
    std::string written = words[at].text;
    for (std::size_t i = 1; i < found.length; ++i) written += ' ' + words[at + i].text;
    name.units.push_back(unit_of(*found.term, written, words[at].script, lexicon));
    if (found.length == 1) add_reading(written, name.units.back());
    at += found.length;
    return;
  }
  if (Number number = number_at(words, at); number.words != 0) {
    Unit unit{number.digits, Role::number, {}, Script::digit, 1, {}, {}};
    unit.meanings.push_back({{{number.digits, number.digits, {}}}, 1, How::written});
    name.units.push_back(std::move(unit));
    at += number.words;
    return;
  }
  if (is_abjad(words[at].script) && read_joined(words, at, name, lexicon)) return;
  name.units.push_back(word_unit(words[at], lexicon));
  look_up(words[at], lexicon, name.units.back());
  ++at;
}

}  // namespace

Atom atom_of(std::string_view text) {
  Atom atom{std::string(text), {}, {}};
  const bool ascii = std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  if (!ascii) return atom;
  atom.sound = sound_of(text);
  atom.skeleton = skeleton_of(text);
  if (atom.skeleton.size() < 2) atom.skeleton.clear();
  return atom;
}

namespace {

// "TrinaSolar" is two words to whoever translates it; "GmbH" is none, nor is "MacDonald" without its "Mac".
std::string parted_at_capitals(std::string_view written) {
  constexpr std::size_t least_before = 3, least_after = 3;
  const auto is_lower = [](char c) { return c >= 'a' && c <= 'z'; };
  const auto is_upper = [](char c) { return c >= 'A' && c <= 'Z'; };
  std::string out;
  std::size_t before = 0;
  for (std::size_t at = 0; at < written.size(); ++at) {
    const bool is_start = is_upper(written[at]) && before >= least_before && is_lower(written[at - 1]);
    std::size_t after = 0;
    while (is_start && at + 1 + after < written.size() && is_lower(written[at + 1 + after])) ++after;
    if (is_start && after + 1 >= least_after) out += ' ', before = 0;
    out += written[at];
    before = is_lower(written[at]) || is_upper(written[at]) ? before + 1 : 0;
  }
  return out;
}

}  // namespace

Name take_apart(std::string_view written, const Lexicon& lexicon) {
  Name name;
  name.written = written;
  const std::vector<Word> words = words_of(fold(parted_at_capitals(written)));
  for (const Word& word : words) name.folded += word.text;
  name.script = principal(words);
  name.characters = characters_of(written);
  std::vector<std::string> texts;
  for (const Word& word : words) texts.push_back(word.text);
  double share = 1;
  for (std::size_t at = 0; at < words.size();) {
    const std::size_t before = name.units.size();
    if (is_unspaced(words[at].script)) {
      cut_unspaced(words[at].text, words[at].script, name.characters, lexicon, name.units);
      ++at;
    } else {
      read_spaced(words, texts, at, name, lexicon);
    }
    if (before < name.units.size()) name.units[before].begins_word = true;
    for (std::size_t i = before; i < name.units.size(); ++i) {
      name.units[i].share = share;
      if (name.units[i].role != Role::part) continue;
      // At its beginning, the name is that academy's own.
      if (i > 0) name.units[i].share = 0.2, name.units[i].is_part_of = true;
      name.units[i].role = Role::word;
      if (name.units[i].role == Role::tail) share = 0.3;
    }
  }
  join(name, lexicon);
  lower_implied(name);
  settle(name, lexicon);
  return name;
}

}  // namespace ringfence::screening
