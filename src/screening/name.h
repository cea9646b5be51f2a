// A name taken apart: what each part of it may mean or sound like, whatever script it is in. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "screening/heard.h"
#include "screening/lexicon.h"

namespace ringfence::screening {

// A word as it is compared. `text` is ASCII, or the folded original where it has no Latin form of its own.
struct Atom {
  std::string text;
  std::string sound;
  std::string skeleton;        // empty where the consonants are too few to say anything
  bool is_exact = false;       // read from characters: a likeness of letters says nothing, only the same sound does
  bool has_cognates = false;   // of an alphabet whose learned words are Latin's and Greek's with endings of its own
  std::string heard{}, key{};  // see heard.h; empty where it is read from characters
  Ear ear = Ear::east_asian;
  bool is_english = false;  // written in Latin letters, or a translation
  bool is_common = false;   // what the lexicon says of it: a common word, the groups of words that are near it
  std::uint64_t near = 0;
};

enum class How { written, translated, romanised };

// One way to read a part of a name, with how far it may be trusted.
struct Meaning {
  std::vector<Atom> atoms;
  double fidelity = 1;
  How how = How::written;
};

struct Unit {
  std::string written;
  Role role = Role::word;
  std::string form;  // Role::form: its class
  Script script = Script::latin;
  double share = 1;  // of its words' weight: less after "named after"
  std::vector<Meaning> meanings;
  std::u32string run;         // unspaced text that the glossary does not know: read in pieces, see Stretch
  bool begins_word = false;   // after a space, or first
  bool is_part_of = false;    // says whose part it is that is named: "of the Russian Academy of Sciences"
  bool is_looked_up = false;  // a dictionary knows the run, with all that it may mean and nothing of what is usual
};

// Neighbours written as one word ("van der bilt").
struct Joined {
  Atom atom;
  std::size_t first = 0;
  std::size_t count = 0;
};

// A part of a stretch and one way to read it.
struct Piece {
  std::size_t first = 0;
  std::size_t length = 0;  // code points
  std::string sound;
  std::string skeleton;
  std::string heard;  // empty where it is read from characters
  std::string key;    // of what is heard
};

// Units side by side that are runs, as one text: names do not end where a dictionary's word does.
struct Stretch {
  std::size_t first = 0, count = 0;  // units
  std::u32string run;
  std::vector<Piece> pieces;
  std::vector<bool> starts;  // of each code point: whether a unit begins there
};

struct Name {
  std::string written;
  std::string folded;             // letters and digits only: equal means the same name
  Script script = Script::latin;  // the one that says most
  Characters characters = Characters::any;
  std::vector<Unit> units;
  std::vector<Joined> joined;
  std::vector<Stretch> stretches;
};

Name take_apart(std::string_view written, const Lexicon& lexicon = Lexicon::standard());
Atom atom_of(std::string_view text);

// At most `limits::screening_pieces`, the shorter stretches first.
std::vector<Piece> pieces_of(std::u32string_view run, Characters of = Characters::any,
                             const Lexicon& lexicon = Lexicon::standard());

}  // namespace ringfence::screening
