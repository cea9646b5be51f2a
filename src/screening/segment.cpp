#include "screening/segment.h"

#include "screening/words.h"

namespace ringfence::screening {

namespace {

constexpr double unknown_kana = 0.5, short_kana = 0.9;

// Cheaper than the same characters unknown, dearer than a term of the glossary; 0 where it is no use: a single
// character means too many things, and so do two or three kana, which any name may have in it.
bool is_kind_of_place(std::string_view word) {
  static constexpr std::array<std::string_view, 10> kinds = {"prefecture", "city",   "town",     "village", "ward",
                                                             "district",   "island", "mountain", "river",   "station"};
  return std::ranges::find(kinds, word) != kinds.end();
}

double dictionary_cost(std::u32string_view word) {
  const bool is_kana = std::ranges::all_of(word, [](char32_t c) { return script_of(c) == Script::kana; });
  if (is_kana) return word.size() < 3 ? 0 : word.size() == 3 ? 1.2 : 0.7;
  return word.size() < 2 ? 0 : 0.65;
}

// "関西医科大学": a dictionary has one name of it, and its words may make another.
bool is_institution(std::u32string_view word, const Lexicon& lexicon) {
  constexpr std::size_t least = 5;
  if (word.size() < least || script_of(word.front()) != Script::han) return false;
  for (std::size_t size = 2; size <= 3; ++size) {
    const auto ending = word.substr(word.size() - size);
    for (const Lexicon::Found& found : lexicon.find_unspaced(ending)) {
      if (found.length == size && found.term->role != Role::filler) return true;
    }
  }
  return false;
}

// The cheapest way to cut unspaced text into terms: as little as possible is left unknown, then as few terms as
// possible.
class Segmenter {
 public:
  Segmenter(const std::string& text, Script script, Characters of, const Lexicon& lexicon)
      : text_(to_code_points(text)), script_(script), of_(of), lexicon_(lexicon) {}

  void units(std::vector<Unit>& out) {
    find_cuts();
    std::vector<std::pair<std::size_t, const Step*>> steps;
    for (std::size_t at = text_.size(); at > 0; at -= best_[at].length) steps.emplace_back(at, &best_[at]);
    std::u32string unknown;
    for (auto step = steps.rbegin(); step != steps.rend(); ++step) {
      const std::u32string part = text_.substr(step->first - step->second->length, step->second->length);
      if (step->second->term == nullptr && !step->second->is_in_dictionary) {
        unknown += part;
        continue;
      }
      close(unknown, out);
      if (step->second->is_in_dictionary) {
        out.push_back(looked_up(part));
        continue;
      }
      out.push_back(unit_of(*step->second->term, to_utf8(part), script_, lexicon_));
      add_reading(out.back());
      // "大雄会" may be the Daiyukai: what one character means is not all that it is there for.
      if (part.size() == 1 && script_ == Script::han && out.back().role == Role::word) {
        out.back().run = part;
        out.back().is_looked_up = true;
      }
    }
    close(unknown, out);
  }

 private:
  struct Step {
    double cost = 1e9;
    std::size_t length = 0;
    const Term* term = nullptr;
    bool is_in_dictionary = false;
  };

  void find_cuts() {
    best_.assign(text_.size() + 1, {});
    best_[0].cost = 0;
    for (std::size_t at = 0; at < text_.size(); ++at) {
      const double so_far = best_[at].cost;
      offer(at + 1, {so_far + (script_of(text_[at]) == Script::kana ? unknown_kana : 1.0), 1, nullptr});
      for (const auto& found : lexicon_.find_unspaced(std::u32string_view(text_).substr(at))) {
        offer(at + found.length, {so_far + cost_of(found, at), found.length, found.term});
      }
      for (const std::size_t length : lexicon_.find_in_dictionaries(std::u32string_view(text_).substr(at), of_)) {
        const auto word = std::u32string_view(text_).substr(at, length);
        const double cost = is_institution(word, lexicon_) ? 0
                            : is_kana_alone(at, length)    ? short_kana
                                                           : dictionary_cost(word);
        if (cost > 0 && is_boundary(at) && is_boundary(at + length))
          offer(at + length, {so_far + cost, length, nullptr, true});
      }
    }
  }
  // Two kana that are nothing but a word ("キー" of キー・コーヒー); inside of a longer word they are chance.
  [[nodiscard]] bool is_kana_alone(std::size_t at, std::size_t length) const {
    const auto is_kana = [&](std::size_t i) { return script_of(text_[i]) == Script::kana; };
    if (length != 2 || !is_kana(at) || !is_kana(at + 1)) return false;
    return (at == 0 || !is_kana(at - 1)) && (at + length == text_.size() || !is_kana(at + length));
  }
  // A small kana and the mark of a long vowel belong to what is before them, and a small tsu to what is after it.
  [[nodiscard]] bool is_boundary(std::size_t at) const {
    static const std::u32string_view held = U"ーぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮ";
    if (at == 0 || at == text_.size()) return true;
    return held.find(text_[at]) == std::u32string::npos && text_[at - 1] != U'ッ' && text_[at - 1] != U'っ';
  }
  // One character alone is as likely part of a name, unless it is what names end with ("市", "局", "会").
  [[nodiscard]] double cost_of(const Lexicon::Found& found, std::size_t at) const {
    static const std::u32string endings = U"市省县区局厅会所院社시도원청부";
    if (found.term->role == Role::form) return 0.05;
    if (found.term->role == Role::filler && at > 0) return 0.95;
    if (found.length > 1) return 0.3;
    return at > 0 && endings.find(text_[at]) != std::u32string::npos ? 0.9 : 1.05;
  }
  void offer(std::size_t at, Step step) {
    if (step.cost < best_[at].cost) best_[at] = step;
  }
  // What a dictionary has may still be somebody's name, so it is read by its sound as well.
  [[nodiscard]] Unit looked_up(const std::u32string& part) const {
    Unit unit{to_utf8(part), Role::word, {}, script_, 1, {}, part};
    unit.is_looked_up = true;
    for (const Gloss& gloss : lexicon_.look_up(part, of_)) {
      Meaning meaning = meaning_of(gloss.words, lexicon_, unit.meanings.empty() ? 0.95 : 0.92,
                                   gloss.is_reading ? How::romanised : How::translated);
      for (Atom& atom : meaning.atoms) {
        atom.is_exact = gloss.is_reading;
      }
      if (meaning.atoms.empty()) continue;
      // Whoever is of Fukuoka Prefecture may say Fukuoka.
      const bool is_place = meaning.atoms.size() > 1 && is_kind_of_place(meaning.atoms.back().text);
      unit.meanings.push_back(std::move(meaning));
      if (!is_place) continue;
      unit.meanings.push_back(unit.meanings.back());
      unit.meanings.back().atoms.pop_back();
    }
    if (of_ == Characters::japanese && script_of(part.front()) == Script::han) return unit;
    const std::string latin = to_latin(unit.written);
    Atom atom = atom_of(latin.empty() ? unit.written : latin);
    atom.is_exact = std::ranges::any_of(part, [](char32_t c) { return script_of(c) == Script::han; });
    unit.meanings.push_back({{std::move(atom)}, 0.97, How::romanised});
    return unit;
  }
  // Whoever writes the name in pinyin or in romaji reads its words too ("Gongye Daxue"), and does not translate them.
  void add_reading(Unit& unit) const {
    if (script_ != Script::han || unit.role != Role::word) return;
    for (const Gloss& gloss : lexicon_.look_up(to_code_points(unit.written), of_)) {
      if (!gloss.is_reading || gloss.words.size() != 1) continue;
      Atom read = atom_of(gloss.words.front());
      read.is_exact = true;
      if (read.sound.size() >= 3) unit.meanings.push_back({{std::move(read)}, 0.95, How::romanised});
    }
    if (of_ != Characters::chinese) add_readings_of_characters(unit);
    add_parts(unit);
    if (of_ == Characters::japanese) return;
    Atom atom = atom_of(lexicon_.canonical(to_latin(unit.written)));
    if (atom.sound.size() < 3) return;
    atom.is_exact = true;
    unit.meanings.push_back({{std::move(atom)}, 0.95, How::romanised});
  }
  // A term that no dictionary has is read by its characters: 精工 is "seikou".
  void add_readings_of_characters(Unit& unit) const {
    constexpr std::size_t most = 4;
    const bool has_reading =
        std::ranges::any_of(unit.meanings, [](const Meaning& each) { return each.how == How::romanised; });
    const std::u32string text = to_code_points(unit.written);
    if (has_reading || text.size() != 2) return;
    std::size_t count = 0;
    for (const std::string& first : lexicon_.japanese(text[0])) {
      for (const std::string& second : lexicon_.japanese(text[1])) {
        Atom read = atom_of(first + second);
        read.is_exact = true;
        if (count < most) unit.meanings.push_back({{std::move(read)}, 0.95, How::romanised});
        ++count;
      }
    }
  }

  // A term that is made of two, each read by itself: 理工学院 is "Ligong Xueyuan".
  void add_parts(Unit& unit) const {
    const std::u32string text = to_code_points(unit.written);
    const auto is_term = [&](std::u32string_view part) {
      return std::ranges::any_of(lexicon_.find_unspaced(part), [&](const auto& f) { return f.length == part.size(); });
    };
    for (std::size_t cut = text.size() < 4 ? text.size() : 2; cut + 2 <= text.size(); ++cut) {
      const std::u32string first = text.substr(0, cut), second = text.substr(cut);
      if (!is_term(first) || !is_term(second)) continue;
      if (of_ != Characters::japanese) add_two(to_latin(to_utf8(first)), to_latin(to_utf8(second)), unit);
      if (of_ != Characters::chinese) add_two(reading_of(first), reading_of(second), unit);
      return;
    }
  }
  [[nodiscard]] std::string reading_of(std::u32string_view word) const {
    for (const Gloss& gloss : lexicon_.look_up(word, of_)) {
      if (gloss.is_reading && gloss.words.size() == 1) return gloss.words.front();
    }
    return {};
  }
  void add_two(const std::string& first, const std::string& second, Unit& unit) const {
    if (first.empty() || second.empty()) return;
    Meaning meaning{{}, 0.95, How::romanised};
    for (const std::string& each : {first, second}) {
      meaning.atoms.push_back(atom_of(lexicon_.canonical(each)));
      meaning.atoms.back().is_exact = true;
    }
    unit.meanings.push_back(std::move(meaning));
  }
  void close(std::u32string& unknown, std::vector<Unit>& out) {
    if (unknown.empty()) return;
    if (unknown.size() == 1 && script_ == Script::han && !lexicon_.look_up(unknown, of_).empty()) {
      out.push_back(looked_up(unknown));
      unknown.clear();
      return;
    }
    Unit unit{to_utf8(unknown), Role::word, {}, script_, 1, {}, unknown};
    const std::string latin = to_latin(unit.written);
    Atom atom = atom_of(latin.empty() ? unit.written : latin);
    atom.is_exact = std::ranges::any_of(unknown, [](char32_t c) { return script_of(c) == Script::han; });
    unit.meanings.push_back({{std::move(atom)}, 0.97, How::romanised});
    out.push_back(std::move(unit));
    unknown.clear();
  }

  std::u32string text_;
  Script script_;
  Characters of_;
  const Lexicon& lexicon_;
  std::vector<Step> best_;
};

}  // namespace

Meaning meaning_of(const std::vector<std::string>& words, const Lexicon& lexicon, double fidelity, How how) {
  Meaning meaning{{}, fidelity, how};
  for (const std::string& word : words) {
    const std::string& usual = lexicon.canonical(word);
    if (usual.empty()) continue;
    // "First" is a number wherever it stands.
    if (const Number number = number_at({{usual, Script::latin}}, 0); number.words == 1 && usual.size() > 2) {
      meaning.atoms.push_back({number.digits, number.digits, {}});
    } else {
      meaning.atoms.push_back(atom_of(usual));
    }
  }
  return meaning;
}

Unit unit_of(const Term& term, std::string written, Script script, const Lexicon& lexicon) {
  Unit unit{std::move(written), term.role, term.form, script, 1, {}, {}};
  double fidelity = 1;
  for (const auto& words : term.meanings) {
    unit.meanings.push_back(meaning_of(words, lexicon, fidelity, How::translated));
    fidelity = 0.93;
  }
  return unit;
}

void cut_unspaced(const std::string& text, Script script, Characters of, const Lexicon& lexicon,
                  std::vector<Unit>& out) {
  Segmenter(text, script, of, lexicon).units(out);
}

}  // namespace ringfence::screening
