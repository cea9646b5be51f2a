// The glossary as a value: what words of institutions, places and legal forms mean, across languages. Pure after the
// first use, which reads the texts that are compiled in. Its files' format: docs/screening.md.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "screening/dictionary.h"
#include "screening/unicode.h"

namespace ringfence::screening {

// What kind of word a term is. A form (Ltd, 株式会社) weighs nothing but tells one company from another; a filler (of,
// the) weighs nothing at all; after a tail word ("named after") comes what is often left out. A part says whose the
// institute is.
enum class Role { word, form, filler, tail, number, part };

struct Term {
  Role role = Role::word;
  std::string form;                                // Role::form: its class, such as "private"
  std::vector<std::vector<std::string>> meanings;  // each a few English words; the first is the usual one
};

class Lexicon {
 public:
  static const Lexicon& standard();
  // Reads `NAME.txt` texts; a line that is not understood throws, since they are part of the program.
  void add(std::string_view name, std::string_view text);
  // After the last add().
  void finish();

  // From then on words are looked up there that the glossary does not have.
  void use(Dictionary dictionary) { dictionaries_.push_back(std::move(dictionary)); }
  // In whichever layout it is. A list of Korean words needs a dictionary of Japanese that was read before.
  Status read_dictionary(const std::string& path, std::string_view bytes);
  [[nodiscard]] std::span<const Dictionary> dictionaries() const { return dictionaries_; }
  // Of the words at the beginning of this unspaced folded text, how many code points each has.
  [[nodiscard]] std::vector<std::size_t> find_in_dictionaries(std::u32string_view text, Characters of) const;
  [[nodiscard]] std::vector<Gloss> look_up(std::u32string_view word, Characters of) const;

  struct Found {
    const Term* term = nullptr;
    std::size_t length = 0;  // in words, or in code points for unspaced text
  };
  // The longest term at the beginning of these folded words.
  [[nodiscard]] Found find_words(std::span<const std::string> words) const;
  // The longest term at the beginning of this unspaced folded text; and every term there, shorter ones first.
  [[nodiscard]] std::vector<Found> find_unspaced(std::u32string_view text) const;

  // The usual spelling of an English word: "centre" is "center", "sciences" is "science".
  [[nodiscard]] const std::string& canonical(const std::string& word) const;
  // The common word that this is the plural of, or the word itself.
  [[nodiscard]] const std::string& singular(const std::string& word) const;
  // The common word that this one is a slip of; empty where it is none, or is a word of its own.
  [[nodiscard]] std::string corrected(const std::string& word) const;
  // How much a word tells one organisation from another, from 0 to 1; 1 where it is not a common one.
  [[nodiscard]] double weight(const std::string& word) const;
  [[nodiscard]] bool is_common(const std::string& word) const { return weights_.contains(word); }
  // Words that translators take for each other ("college" and "institute") share a bit.
  [[nodiscard]] std::uint64_t near(const std::string& word) const;
  // How Japanese may read a character, in Latin letters; empty where unknown.
  [[nodiscard]] std::span<const std::string> japanese(char32_t character) const;

 private:
  std::unordered_map<std::string, Term> phrases_;  // words joined by one space
  std::unordered_map<std::string, Term> stems_;    // words that may have any ending
  std::unordered_map<std::u32string, Term> unspaced_;
  std::unordered_map<std::string, std::string> canonical_;
  std::unordered_map<std::string, double> weights_;
  std::unordered_map<std::string, double>
      common_;  // words of meanings, with what they weigh where nothing else says it
  std::unordered_map<std::string, std::string> slips_;  // a common word with a letter left out -> the common word
  std::unordered_map<std::string, std::uint64_t> near_;
  std::unordered_map<char32_t, std::vector<std::string>> japanese_;
  std::vector<Dictionary> dictionaries_;
  std::size_t longest_phrase_ = 1;
  std::size_t longest_unspaced_ = 1;
  std::unordered_map<std::string, bool> phrase_starts_;
};

}  // namespace ringfence::screening
