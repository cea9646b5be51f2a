#include "demand/intake/instruments.h"

#include <algorithm>
#include <set>

namespace ringfence::intake {

std::vector<Instrument> find_instruments(std::string_view text, const Mapped& folded, std::string_view jurisdiction) {
  std::vector<Instrument> all;
  if (jurisdiction == "RU") all = russian_instruments(text, folded);
  if (jurisdiction == "CN") all = chinese_instruments(folded.text);
  if (all.empty()) all = general_instruments(text, folded);
  std::ranges::stable_sort(all, {}, &Instrument::from);
  std::set<std::string> seen;
  std::erase_if(all, [&](const Instrument& each) { return !seen.insert(each.name).second; });
  return all;
}

}  // namespace ringfence::intake
