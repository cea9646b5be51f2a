// The search for anchors, in two files: which there could be, and which of them it is. For this folder only.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "compile/postgres/placement_work.h"

namespace ringfence::compile::placing {

using Ways = std::vector<Anchor>;

struct Search {
  Work& work;
  std::map<TableName, Ways> ways;     // every anchor a table could have
  std::map<TableName, Ways> nearest;  // those of the fewest steps
  std::set<TableName> told;           // tables that have had their error
};

// Every anchor that the policy's entry leaves possible; an entry that leaves none has been told why.
Ways ways_of(Search& search, const Placement& from);
// An error where the entry says `subject`, or where it begins.
void tell(Search& search, const Placement& about, std::string message, std::string help);

}  // namespace ringfence::compile::placing
