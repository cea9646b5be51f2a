// Names of all lists, found by their words. Built once, then only read: safe from several threads. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "screening/entry.h"
#include "screening/score.h"

namespace ringfence::screening {

struct Hit {
  std::size_t entry = 0;
  std::size_t alias = 0;  // 0: its name; else the alias with this number, from 1
  Score score;
};

class Index {
 public:
  // `lexicon` has to outlive it.
  explicit Index(std::vector<Entry> entries, const Lexicon& lexicon = Lexicon::standard());

  // The best hit of each entry whose score is at least `least`, or whose whole name is in the asked one; best first.
  [[nodiscard]] std::vector<Hit> find(const Name& asked, double least) const;
  // The same before the hits are weighed against each other (outstanding.h).
  [[nodiscard]] std::vector<Hit> compared(const Name& asked, double least) const;
  [[nodiscard]] const Lexicon& lexicon() const { return lexicon_; }
  [[nodiscard]] const std::vector<Entry>& entries() const { return entries_; }
  [[nodiscard]] const std::string& listed_name(const Hit& hit) const;
  [[nodiscard]] std::size_t names() const { return names_.size(); }
  [[nodiscard]] double rarity(const std::string& word) const;

 private:
  struct Listed {
    std::uint32_t entry;
    std::uint32_t alias;
    std::string part;  // of a listed name that is two ("Al-Qa'ida/Islamic Army"); empty: the whole name
  };
  using Ids = std::vector<std::uint32_t>;
  struct Known {
    Atom atom;
    Ids names;
    bool is_word = false;  // not only neighbours joined: those are found as they are, or by sound
  };
  void add(Listed listed, std::string_view written);
  void add_words(std::uint32_t name, const Name& taken);
  [[nodiscard]] const std::string& text_of(const Listed& listed) const;
  void add_word(std::uint32_t name, const Atom& atom, bool is_word = true);
  void add_keys(std::uint32_t word);
  void weigh();
  // Known words that are like one word of the name, with how alike.
  using Likely = std::unordered_map<std::uint32_t, double>;
  // What a part of the name may mean: a few words each, of which all count, while of what it may mean one thing does.
  using Part = std::vector<std::vector<Likely>>;
  using Keys = std::unordered_map<std::string, Ids>;
  static void take(const Keys& keys, const std::string& key, double alike, Likely& words);
  void take_same(const std::string& text, Likely& words) const;
  [[nodiscard]] Likely words_like(const Atom& atom, bool across) const;
  [[nodiscard]] Likely words_like(const Stretch& stretch) const;
  [[nodiscard]] std::vector<Part> words_like(const Name& asked) const;
  [[nodiscard]] std::unordered_map<std::uint32_t, double> promises(const Name& asked) const;

  const Lexicon& lexicon_;
  std::vector<Entry> entries_;
  std::vector<Listed> names_;
  std::vector<float> weights_;  // of each name: what its words count together, roughly
  std::vector<Known> words_;
  std::unordered_map<std::string, std::uint32_t> by_text_;
  Keys by_sound_, by_skeleton_, by_slip_, by_start_, by_heard_, by_folded_;
};

}  // namespace ringfence::screening
