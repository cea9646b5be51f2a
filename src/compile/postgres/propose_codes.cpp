#include "compile/postgres/propose_words.h"
#include "policy/jurisdictions.h"

namespace ringfence::compile::proposing {

bool is_iso_code(const std::string& value) {
  return value.size() == 2 && policy::is_code(value);
}

// "Germany", "UK", "deu": what their writer meant, as the policy's own parser would say in its help.
std::optional<std::string> code_of(const std::string& value) {
  if (is_iso_code(value)) return value;
  auto meant = policy::meant_jurisdiction(value);
  return meant && is_iso_code(*meant) ? meant : std::nullopt;
}

}  // namespace ringfence::compile::proposing
