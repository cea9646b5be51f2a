// The public register as text and as JSON. For exceptions*.cpp only.
#pragma once

#include <string>
#include <vector>

#include "base/json.h"
#include "policy/model.h"
#include "volumes/register.h"

namespace ringfence::cli {

struct Exceptions {
  const policy::Policy& policy;
  const volumes::Register& crossed;
  volumes::Day today = 0;
  bool has_ledgers = false;  // without, nothing is known of what crossed
};

// What somebody has to look at: expired, used up, or under no rule.
std::vector<std::string> findings_in(const Exceptions& all);
std::string as_text(const Exceptions& all);
json::object as_json(const Exceptions& all);

}  // namespace ringfence::cli
