// Dictionaries that Debian packages: what words of other languages mean in English, and how Japanese names are read.
// Pure: a value of the file's bytes; it is only read once it is made, and so safe from several threads.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace ringfence::screening {

// One thing that a word may mean: English words without articles and the like; or how it is read, one Latin word.
struct Gloss {
  std::vector<std::string> words;
  bool is_reading = false;
};

class Dictionary {
 public:
  // EDICT's and ENAMDICT's layout, which is EUC-JP; or, where it is packed, that of dictd (FreeDict, Mueller).
  static Result<Dictionary> read(std::string path, std::string_view bytes);
  // libhangul's list of Korean words with their characters: they mean what `japanese` says that the characters do.
  static Result<Dictionary> read_hangul(std::string path, std::string_view hanja, const Dictionary& japanese);

  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] const std::string& sha256() const { return sha256_; }
  // What is kept: given names alone are left out, since organisations are seldom called so.
  [[nodiscard]] std::size_t entries() const { return entries_; }

  // Names in Japanese: of no use for what is Chinese.
  [[nodiscard]] bool is_of_names() const { return 2 * names_ > entries_; }
  // How many code points the words at the beginning of this folded unspaced text have, the shorter first.
  [[nodiscard]] std::vector<std::size_t> lengths_at(std::u32string_view text) const;
  // Everything that this folded word may mean, the usual first; empty where it is unknown. Words that are only written
  // in kana here are found by their reading as well.
  [[nodiscard]] std::vector<Gloss> find(std::u32string_view word) const;

 private:
  struct Head {
    std::uint64_t hash;
    std::uint32_t at;  // of the line in text_
  };
  class Builder;
  [[nodiscard]] std::string_view line_at(std::uint32_t at) const;

  std::string path_, sha256_;
  std::string text_;  // the lines that are kept, as UTF-8
  std::vector<Head> heads_;
  std::size_t entries_ = 0, names_ = 0;
  std::size_t longest_ = 0;
};

// Where Debian's packages put those that are read unless others are named, in the order in which they are read: edict,
// enamdict, libhangul-data, mueller7-dict, dict-freedict-eng-hin, -ara-eng, -eng-ara.
std::span<const std::string_view> packaged_dictionaries();

}  // namespace ringfence::screening
