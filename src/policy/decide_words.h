// Words that decisions and explanations share. Used by decide*.cpp and explain*.cpp only.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "policy/decide.h"

namespace ringfence::policy::words {

bool holds(const std::vector<std::string>& names, std::string_view name);
std::string quoted(std::string_view text);                     // "text", for a TOML string
std::string list(const std::vector<std::string>& names);       // a, b and c
std::string subject(const SubjectProof& proof);                // person 42; the person whose person.email is $1
std::string nobodys(const Analysis& analysis);                 // why a statement on nobody's rows stays in this ring
bool tells_types_only(const TableName& system);                // a table of the catalogue that drivers look types up in
std::string mask(const Mask& mask);                            // domain; truncate(3)
std::string transfers(const std::vector<RingOutcome>& rings);  // those that would be made; empty: none

}  // namespace ringfence::policy::words
