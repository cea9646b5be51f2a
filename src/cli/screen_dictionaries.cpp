#include <fmt/format.h>

#include <filesystem>

#include "base/file.h"
#include "base/limits.h"
#include "cli/command.h"
#include "cli/common.h"
#include "cli/screen.h"

namespace ringfence::cli {

namespace {

// Where Debian's packages edict and enamdict put them.
std::vector<std::string> installed_dictionaries() {
  std::vector<std::string> paths;
  for (const std::string path : {"/usr/share/edict/edict", "/usr/share/edict/enamdict"}) {
    if (std::filesystem::exists(path)) paths.push_back(path);
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
    auto dictionary = screening::Dictionary::read(path, *bytes);
    if (!dictionary) return report(dictionary.error()), nullptr;
    lexicon->use(std::move(*dictionary));
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
    return "no dictionary: names in Japanese are found less well (Debian's packages edict and enamdict have some)\n";
  }
  std::string out;
  for (const auto& each : lexicon.dictionaries()) {
    out += fmt::format("dictionary {}: {} entries, sha256 {}\n", each.path(), each.entries(), each.sha256());
  }
  return out;
}

}  // namespace ringfence::cli
