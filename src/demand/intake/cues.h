// Words before, behind and above an address that say what it is to the notice. Texts are folded. Pure.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace ringfence::intake {

bool says_restricted(std::string_view sentence);     // "already removed", and nothing behind it takes it back
bool says_genuine(std::string_view sentence);        // "the official website", of no impostor
bool says_original_site(std::string_view sentence);  // likewise, of a site that is no code host's
bool says_referred(std::string_view sentence);       // "see", "for example", "according to"
bool says_evidence(std::string_view sentence);       // "screenshot"
bool says_target(std::string_view sentence);         // "page of the site", "URL"; "please remove"

// Of a whole cell: "removed" in a column of states.
bool is_restricted_state(std::string_view cell);
bool heads_states(std::string_view head);   // "Status"
bool heads_genuine(std::string_view head);  // "Legitimate", "Brand": shorter than a sentence has it

// "(official)" right behind an address.
bool marks_genuine(std::string_view behind);

bool says_farewell(std::string_view text);                     // "Kind regards"
std::vector<std::size_t> farewells_in(std::string_view text);  // where each stands, in order

// A mark of a list, or a word between two of its items: "c)", "iv.", "№", "and".
bool is_list_mark(std::string_view word);
// Nothing but such marks.
bool is_only_marks(std::string_view text);

}  // namespace ringfence::intake
