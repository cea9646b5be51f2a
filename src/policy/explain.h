// A decision in words for a person, and as JSON for a program. Pure.
#pragma once

#include <string>

#include "base/json.h"
#include "policy/decide.h"

namespace ringfence::policy {

// The sentence, then a short list: rules with their basis, expiry and budget, columns, rows, the way out.
std::string explain(const Question& question, const Decision& decision);

json::object explain_as_json(const Question& question, const Decision& decision);

}  // namespace ringfence::policy
