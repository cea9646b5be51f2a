// One step of a plan, as it is shown and as it is run.
#pragma once

#include <string>

namespace ringfence::compile {

struct Change {
  std::string sql;
  std::string what;  // "missing check ringfence_home on person"
  std::string why;   // the policy key or rule it comes from
};

}  // namespace ringfence::compile
