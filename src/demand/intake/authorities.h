// Who sent a notice: the authorities that are known by name, and what a letter calls its writer. Pure.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace ringfence::intake {

struct KnownAuthority {
  std::string_view name;          // as proposals have it
  std::string_view jurisdiction;  // ISO 3166-1
  std::string_view called;        // in letters: folded names in any language, separated by |
  std::string_view filed_as;      // in file names, likewise
  bool advises = false;           // decides or is harmed, and another one writes: named in letters of others
};
std::span<const KnownAuthority> known_authorities();

struct AuthorityFound {
  std::string name;
  std::string_view jurisdiction;  // empty where the name alone does not say
  std::size_t from;               // in the folded text
  bool known;                     // in the table; otherwise the letter's own words
  std::string other;              // of another country's, that could as well have written it; empty: none
};

// `folded` is the notice's text without its addresses; `path` that of its file, folded. A letter's writer is who
// introduces itself ("on behalf of", "this is"), who signs, and who the file is named after, before who is only named.
std::optional<AuthorityFound> find_authority(std::string_view folded, std::string_view path);
// As above for one that is in no table: a line of the signature or an introduction that names an institution. `text` is
// the notice as written, whose capitals say where a name ends.
std::optional<std::string> name_in_letter(std::string_view text);

}  // namespace ringfence::intake
