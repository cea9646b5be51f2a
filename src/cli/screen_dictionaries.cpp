#include <fmt/format.h>

#include <filesystem>

#include "base/file.h"
#include "base/limits.h"
#include "cli/command.h"
#include "cli/common.h"
#include "cli/screen.h"

namespace ringfence::cli {

namespace {

std::vector<std::string> installed_dictionaries() {
  std::vector<std::string> paths;
  for (const std::string_view path : screening::packaged_dictionaries()) {
    if (std::filesystem::exists(path)) paths.emplace_back(path);
  }
  // Korean words are read with the help of the first.
  if (!paths.empty() && paths.front() != screening::packaged_dictionaries().front()) {
    std::erase_if(paths, [](const std::string& path) { return path.ends_with("hanja.txt"); });
  }
  return paths;
}

}  // namespace

std::unique_ptr<screening::Lexicon> load_lexicon(const ScreenOptions& options) {
  auto lexicon = std::make_unique<screening::Lexicon>(screening::Lexicon::standard());
  if (options.without_dictionaries) return lexicon;
  const auto paths = options.dictionaries.empty() ? installed_dictionaries() : options.dictionaries;
  for (const std::string& path : paths) {
    const auto bytes = read_file(path, limits::screening_dictionary_bytes);
    if (!bytes) return report(bytes.error()), nullptr;
    if (const Status read = lexicon->read_dictionary(path, *bytes); !read) return report(read.error()), nullptr;
  }
  return lexicon;
}

json::array dictionaries_as_json(const screening::Lexicon& lexicon) {
  json::array out;
  for (const auto& each : lexicon.dictionaries()) {
    out.push_back(json::object{{"path", each.path()}, {"sha256", each.sha256()}, {"entries", each.entries()}});
  }
  return out;
}

std::string dictionaries_as_text(const screening::Lexicon& lexicon) {
  if (lexicon.dictionaries().empty()) {
    return "no dictionary: names in other scripts are found less well (docs/screening.md has the packages' names)\n";
  }
  std::string out;
  for (const auto& each : lexicon.dictionaries()) {
    out += fmt::format("dictionary {}: {} entries, sha256 {}\n", each.path(), each.entries(), each.sha256());
  }
  const std::size_t all = screening::packaged_dictionaries().size(), read = lexicon.dictionaries().size();
  if (read < all) out += fmt::format("{} dictionaries of the {} that docs/screening.md names\n", read, all);
  return out;
}

}  // namespace ringfence::cli
