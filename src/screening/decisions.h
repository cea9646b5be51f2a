// What people decided about findings. The file is JSON, one decision a line, only ever added to; the last one of a key
// counts. Pure.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "base/result.h"
#include "screening/entry.h"

namespace ringfence::screening {

struct Decision {
  std::string key;
  std::string asked;         // the name that was screened
  std::string entry;         // the id of the list's entry
  std::string listed;        // its name, for people
  std::string entry_sha256;  // what the entry said then
  std::string decision;      // "false-positive" or "confirmed"
  std::string who, why, when;
};

// The same for the same name, however it is written, and the same entry, whatever edition of the list it stands in.
std::string decision_key(std::string_view asked, std::string_view entry_id);
// Of all that the entry says about whom it means: a decision holds only while this is the same.
std::string entry_digest(const Entry& entry);

using Decisions = std::map<std::string, Decision>;
// A line that is no decision is an error with its place: a decision that is not understood must not vanish.
Result<Decisions> read_decisions(std::string_view text, std::string_view path);
// One line with its line break.
std::string to_line(const Decision& decision);

}  // namespace ringfence::screening
