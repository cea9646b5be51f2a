#include "compile/postgres/propose_words.h"

namespace ringfence::compile::proposing {

// By form only: the parser of the policy holds the list of codes and names each that is none.
bool is_iso_code(const std::string& value) {
  return value.size() == 2 && value[0] >= 'A' && value[0] <= 'Z' && value[1] >= 'A' && value[1] <= 'Z';
}

std::optional<std::string> code_of(const std::string& value) {
  return is_iso_code(value) ? std::optional(value) : std::nullopt;
}

}  // namespace ringfence::compile::proposing
