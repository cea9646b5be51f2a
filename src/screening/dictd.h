// Dictionaries of English and another language in the layouts of dictd's databases: FreeDict's, and Mueller's. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ringfence::screening {

// One word of the other language and one of English. `rank`: how far down the entry it stands, 0 first.
struct Translation {
  std::string foreign, english;
  unsigned rank = 0;
};

bool is_dictd(std::string_view text);
// Both directions: which of the two is English is told by its letters. Phrases and explanations are left out: of what
// is foreign single words are kept, of English one or two.
std::vector<Translation> translations_in(std::string_view dictd);

}  // namespace ringfence::screening
