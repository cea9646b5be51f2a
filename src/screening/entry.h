// Restricted-party lists as values: what each format becomes. Pure.
#pragma once

#include <string>
#include <vector>

namespace ringfence::screening {

// An entry of a list. `id` is the list's own identity of it, or is made of what the list has instead; it stays the same
// from one edition of the list to the next.
struct Entry {
  std::string id;
  std::string name;
  std::vector<std::string> aliases;
  std::string kind;                  // as the list has it: "Entity", "Company", "Vessel", …
  std::string list;                  // "Entity List (EL) - Bureau of Industry and Security"
  std::string programme;             // "NPWMD; IFSR"
  std::string start_date, end_date;  // as the list has them; may be empty
  std::string notice;                // the notice or document it stands on
  std::vector<std::string> addresses;
  std::string countries;
  std::string remarks;
  std::vector<std::string> controlled_by;  // names or ids of those it is owned or run by, as the list says
  std::vector<std::string> identifiers;
  std::size_t file = 0;  // which of the list files
  unsigned line = 0;     // where in it
};

struct ListFile {
  std::string path;
  std::string format;  // "csl", "opensanctions", "sdn"
  std::string sha256;  // of the file's bytes
  std::size_t entries = 0;
};

}  // namespace ringfence::screening
