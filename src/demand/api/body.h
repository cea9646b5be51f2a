// The body of a call that takes a step, and what it asks for. Pure. Strict: what is not known there is refused.
// SQLSTATEs: 22032 it is no JSON; 22023 something is missing, too much, or not as it should be.
#pragma once

#include "demand/desk/filing.h"

namespace ringfence::demand {

struct Asked {
  Wish wish;      // without its officer
  Filing filing;  // file, amend: of what `wish.says` is made
};

// {"version": 2, …}: what each step takes is in docs/demands.md. `id`: of the path; empty for `file`. `now` in
// milliseconds since 1970.
Result<Asked> read_body(EventKind kind, const std::string& id, const std::string& ring, std::string_view body,
                        std::uint64_t now);

}  // namespace ringfence::demand
