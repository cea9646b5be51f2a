// Whether an authority itself offered that something be withheld in its own territory only. Pure.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace ringfence::intake {

struct NarrowerScope {
  std::size_t from;   // in the folded text
  std::string quote;  // the sentence, folded
};

// A request or an offer, to the host, to keep the visitors of one territory from something. What the state announces
// that it will do itself ("will be blocked by operators on the territory of …") is a threat, not an offer.
std::optional<NarrowerScope> find_narrower_scope(std::string_view folded, std::string_view jurisdiction);

}  // namespace ringfence::intake
