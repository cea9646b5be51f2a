// Who owns or runs an entry, as lists say it in their remarks; and who the words of a name say runs it. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "screening/index.h"

namespace ringfence::screening {

// "(Linked To: ROSTEC)", "owned by X", "subsidiary of Y": X, Y and ROSTEC.
std::vector<std::string> controllers_in(std::string_view remarks);

struct Step {
  std::string name;   // as the list has it
  std::string entry;  // the id of its own entry; empty where no list has one
  std::string programme;
};

// From the entry up: who controls it, who controls them, …; a step is never shown twice.
std::vector<Step> chain_above(const Index& index, std::size_t entry);

// The words of a name that say that a military runs what is called so ("陆军", "defence", "PLA"); empty: none.
std::vector<std::string> military_words(const Name& name);

}  // namespace ringfence::screening
