#include "words.h"

#include <fmt/format.h>

#include <algorithm>
#include <sstream>

#include "base/file.h"

namespace meridian {

namespace {

constexpr std::size_t word_file_bytes = 1u << 20;

ringfence::Result<Language> parse(const std::string& code, const std::string& text) {
  Language language;
  language.code = code;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::string key;
    words >> key;
    std::vector<std::string> list;
    for (std::string word; words >> word;) {
      std::replace(word.begin(), word.end(), '_', ' ');
      list.push_back(word);
    }
    if (key == "given") language.given = list;
    if (key == "family") language.family = list;
    if (key == "words") language.words = list;
    if (key == "spaces") language.spaces = false;
  }
  if (language.given.empty() || language.family.empty() || language.words.empty())
    return ringfence::fail(fmt::format("words/{}.txt needs the lines given, family and words", code));
  return language;
}

}  // namespace

ringfence::Result<Languages> read_languages(const std::filesystem::path& folder) {
  Languages languages;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
    auto text = ringfence::read_file(entry.path(), word_file_bytes);
    if (!text) return text.error();
    const std::string code = entry.path().stem().string();
    auto language = parse(code, *text);
    if (!language) return language.error();
    languages.emplace(code, *std::move(language));
  }
  if (error) return ringfence::fail(fmt::format("could not read \"{}\": {}", folder.string(), error.message()));
  return languages;
}

std::string sentence(const Language& language, Random& random, unsigned least, unsigned most) {
  std::string text;
  for (auto count = least + random.below(most - least + 1); count > 0; --count) {
    text += random.one_of(language.words);
    if (language.spaces && count > 1) text += ' ';
  }
  return text;
}

}  // namespace meridian
