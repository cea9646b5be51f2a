// What a statement's comments declare, in the form of sqlcommenter:
// /*ringfence.subject='42',ringfence.purpose='feed',route='%2Fa'*/. Pure. Other keys belong to other tools and are
// passed over; what begins with `ringfence.` and is not understood is refused: a declaration that is lost could send a
// person's rows to the wrong place.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "gateway/route/shape.h"

namespace ringfence::gateway {

struct Declared {
  std::optional<std::string> subject;
  std::optional<std::string> purpose;
  std::optional<std::string> viewer;
  bool operator==(const Declared&) const = default;
};

// `comments` as Shaper found them in `statement`. 22023: a key of ours that does not exist, a value that cannot be
// read, or two values for one key.
Result<Declared> declared_in(std::string_view statement, std::span<const Span> comments);

}  // namespace ringfence::gateway
