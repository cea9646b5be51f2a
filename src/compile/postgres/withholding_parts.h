// Questions about arrays and what is in force. For withholding*.cpp only.
#pragma once

#include <string>

#include "compile/postgres/placement.h"

namespace ringfence::compile::building {

struct ArrayQuestions {
  std::string otherwise;  // how many rows with something in force have another array
  std::string astray;     // how many have an array with nothing in force
  std::string clear;      // statement that clears those
};
ArrayQuestions array_questions(const Placement& content);

}  // namespace ringfence::compile::building
