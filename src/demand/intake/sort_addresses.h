// Which addresses of a notice are what it asks about, and which are something else, and why. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "demand/intake/scan.h"

namespace ringfence::intake {

struct Sorted {
  Found found;
  bool content;
  std::string_view why;  // of what is excluded, in words for a person
};

// In the order of `scanned`. What is a code host's content stays in unless the words around it take it out: named as
// already restricted, or as the genuine one. Other sites are in where the notice lists them as what it is about.
std::vector<Sorted> sort_addresses(std::string_view text, const Scanned& scanned);

}  // namespace ringfence::intake
