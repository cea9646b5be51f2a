#include "screening/join.h"

#include "screening/letters.h"
#include "screening/sound.h"

namespace ringfence::screening {

namespace {

// A stretch of kana is also one word by sound, whatever the glossary knows of its parts ("メディアスタイル").
void join_kana(Name& name) {
  for (std::size_t first = 0; first < name.units.size(); ++first) {
    std::string joined;
    for (std::size_t count = 1; first + count <= name.units.size() && count <= 4; ++count) {
      const Unit& unit = name.units[first + count - 1];
      const auto points = to_code_points(unit.written);
      const bool is_kana = std::ranges::all_of(points, [](char32_t c) { return script_of(c) == Script::kana; });
      if (!is_kana || unit.role != Role::word) break;
      joined += to_latin(unit.written);
      if (count > 1 && joined.size() <= 40) name.joined.push_back({atom_of(joined), first, count});
    }
  }
}

bool is_spelled_by_sound(const Unit& unit) {
  const auto points = to_code_points(unit.written);
  return unit.role == Role::word && std::ranges::all_of(points, [](char32_t c) {
           return script_of(c) == Script::kana || script_of(c) == Script::hangul;
         });
}

// "エーディア" is "A" and "dia", and "エー・アンド・デイ" is "A and D".
void join_letters(Name& name) {
  for (std::size_t first = 0; first < name.units.size(); ++first) {
    if (first > 0 && is_spelled_by_sound(name.units[first - 1])) continue;
    std::u32string text;
    std::size_t count = 0;
    while (first + count < name.units.size() && is_spelled_by_sound(name.units[first + count])) {
      text += to_code_points(name.units[first + count].written);
      ++count;
    }
    for (const std::string& each : lettered(text)) {
      name.joined.push_back({atom_of(each), first, count});
      name.joined.back().atom.heard = heard_in_english(each);  // C is no "ts"
    }
  }
}

// "井冈山" is one mountain, though "冈山" is a place as well: neighbours are read as one word in Mandarin and Korean.
void join_syllables(Name& name) {
  constexpr std::size_t longest = 5, most_units = 3;
  if (name.characters == Characters::japanese) return;
  for (std::size_t first = 0; first < name.units.size(); ++first) {
    std::u32string text;
    for (std::size_t count = 1; count <= most_units && first + count <= name.units.size(); ++count) {
      const Unit& unit = name.units[first + count - 1];
      if (unit.role != Role::word || (unit.script != Script::han && unit.script != Script::hangul)) break;
      if (count > 1 && unit.begins_word) break;
      text += to_code_points(unit.written);
      if (text.size() > longest) break;
      if (count == 1) continue;
      Atom atom = atom_of(to_latin(to_utf8(text)));
      atom.is_exact = unit.script == Script::han;
      name.joined.push_back({std::move(atom), first, count});
    }
  }
}

// The readings that a dictionary has for two neighbours, as one word: "Fuji" and "Yoshida" are Fujiyoshida.
void add_joined_readings(const Name& name, Stretch& stretch) {
  constexpr std::size_t readings_of_each = 8;
  const auto readings = [](const Unit& unit) {
    std::vector<std::string_view> all;
    for (const Meaning& meaning : unit.meanings) {
      if (meaning.how != How::romanised || meaning.atoms.size() != 1) continue;
      if (all.size() < readings_of_each) all.push_back(meaning.atoms[0].text);
    }
    return all;
  };
  std::size_t at = 0;
  for (std::size_t i = stretch.first; i + 1 < stretch.first + stretch.count; ++i) {
    const Unit &one = name.units[i], &next = name.units[i + 1];
    if (one.is_looked_up && next.is_looked_up && script_of(one.run.front()) == Script::han) {
      for (const auto before : readings(one)) {
        for (const auto after : readings(next)) {
          const std::string joined = std::string(before) + std::string(after);
          stretch.pieces.push_back({at, one.run.size() + next.run.size(), sound_of(joined), {}, {}, {}});
        }
      }
    }
    at += one.run.size();
  }
}

// The same where only one of them is in a dictionary, or none: "アロン" and "化成" are Aronkasei.
void join_readings(Name& name) {
  if (name.characters != Characters::japanese) return;
  constexpr std::size_t readings_of_each = 6;
  const auto readings = [](const Unit& unit) {
    std::vector<const Atom*> all;
    for (const Meaning& meaning : unit.meanings) {
      if (meaning.how == How::romanised && meaning.atoms.size() == 1) all.push_back(&meaning.atoms[0]);
      if (all.size() == readings_of_each) break;
    }
    return all;
  };
  for (std::size_t i = 0; i + 1 < name.units.size(); ++i) {
    const Unit &one = name.units[i], &next = name.units[i + 1];
    if (one.role != Role::word || next.role != Role::word || next.begins_word) continue;
    for (const Atom* before : readings(one)) {
      for (const Atom* after : readings(next)) {
        Atom atom = atom_of(before->text + after->text);
        atom.is_exact = true;
        name.joined.push_back({std::move(atom), i, 2});
      }
    }
  }
}

void join_runs(Name& name, const Lexicon& lexicon) {
  for (std::size_t at = 0; at < name.units.size();) {
    Stretch stretch{at, 0, {}, {}, {}};
    for (; at < name.units.size() && !name.units[at].run.empty(); ++at, ++stretch.count) {
      // A space between them is a boundary.
      if (stretch.count > 0 && name.units[at].begins_word) break;
      stretch.starts.resize(stretch.run.size() + name.units[at].run.size());
      stretch.starts[stretch.run.size()] = true;
      stretch.run += name.units[at].run;
    }
    if (stretch.count == 0) {
      ++at;
      continue;
    }
    stretch.pieces = pieces_of(stretch.run, name.characters, lexicon);
    add_joined_readings(name, stretch);
    // Two characters out of the middle of known words are no word.
    std::erase_if(stretch.pieces, [&](const Piece& piece) {
      if (stretch.starts[piece.first]) return false;
      return piece.heard.empty() ? piece.length <= 2 && name.units[stretch.first].is_looked_up : piece.length <= 4;
    });
    name.stretches.push_back(std::move(stretch));
  }
}

void join_neighbours(Name& name) {
  for (std::size_t first = 0; first < name.units.size(); ++first) {
    std::string joined;
    for (std::size_t count = 1; count <= 3 && first + count <= name.units.size(); ++count) {
      const Unit& unit = name.units[first + count - 1];
      if (unit.script != Script::latin && unit.role != Role::number) break;
      joined += unit.role == Role::word || unit.role == Role::number ? unit.meanings[0].atoms[0].text : unit.written;
      if (unit.role == Role::word && unit.meanings[0].atoms.size() != 1) break;
      if (count > 1 && joined.size() <= 40) name.joined.push_back({atom_of(joined), first, count});
    }
  }
}

}  // namespace

void join(Name& name, const Lexicon& lexicon) {
  join_neighbours(name);
  join_kana(name);
  join_letters(name);
  join_syllables(name);
  join_runs(name, lexicon);
  join_readings(name);
}

}  // namespace ringfence::screening
