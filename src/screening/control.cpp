#include "screening/control.h"

#include <array>
#include <set>

#include "base/ascii.h"
#include "base/limits.h"
#include "screening/table.h"

namespace ringfence::screening {

namespace {

constexpr std::array<std::string_view, 9> links = {"linked to:",    "owned by",      "owned or controlled by",
                                                   "controlled by", "subsidiary of", "subordinate to",
                                                   "run by",        "operated by",   "parent company:"};

// A name ends where the remark does: at a bracket, a semicolon, a stop before a space, a word that goes on otherwise.
std::string name_at(std::string_view text) {
  std::size_t end = 0, open = 0;
  for (; end < text.size(); ++end) {
    const char c = text[end];
    if (c == '(') ++open;
    if (c == ')' && open-- == 0) break;
    if (c == ';') break;
    if (c == '.' && (end + 1 == text.size() || (text[end + 1] == ' ' && end > 3))) break;
  }
  std::string name = trimmed(text.substr(0, end));
  if (lower_ascii(name.substr(0, 4)) == "the ") name = name.substr(4);
  return name;
}

}  // namespace

std::vector<std::string> controllers_in(std::string_view remarks) {
  std::vector<std::string> names;
  const std::string lowered = lower_ascii(remarks);
  for (const auto link : links) {
    for (std::size_t at = lowered.find(link); at != std::string::npos; at = lowered.find(link, at + 1)) {
      if (at > 0 && std::isalpha(static_cast<unsigned char>(lowered[at - 1])) != 0) continue;
      std::string name = name_at(remarks.substr(at + link.size()));
      if (!name.empty() && std::ranges::find(names, name) == names.end()) names.push_back(std::move(name));
    }
  }
  return names;
}

std::vector<Step> chain_above(const Index& index, std::size_t entry) {
  std::vector<Step> chain;
  std::set<std::string> seen = {index.entries()[entry].name};
  std::vector<std::size_t> ahead = {entry};
  while (!ahead.empty() && chain.size() < limits::screening_chain) {
    const Entry& below = index.entries()[ahead.front()];
    ahead.erase(ahead.begin());
    for (const std::string& above : below.controlled_by) {
      if (!seen.insert(above).second || chain.size() >= limits::screening_chain) continue;
      const auto hits = index.find(take_apart(above), match_from);
      if (hits.empty() || hits[0].score.value < match_from) {
        chain.push_back({above, {}, {}});
        continue;
      }
      const Entry& found = index.entries()[hits[0].entry];
      chain.push_back({above, found.id, found.programme});
      ahead.push_back(hits[0].entry);
    }
  }
  return chain;
}

std::vector<std::string> military_words(const Name& name) {
  static const std::set<std::string> words = {"military", "army",    "navy",   "defense",   "pla",
                                              "ordnance", "missile", "rocket", "artillery", "weapons"};
  std::vector<std::string> found;
  for (const Unit& unit : name.units) {
    if (unit.meanings.empty()) continue;
    const auto& atoms = unit.meanings.front().atoms;
    const bool says = std::ranges::any_of(atoms, [](const Atom& atom) { return words.contains(atom.text); });
    if (says && unit.written != "defensive") found.push_back(unit.written);
  }
  return found;
}

}  // namespace ringfence::screening
