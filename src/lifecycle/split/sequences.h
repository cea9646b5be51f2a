// Sequences made disjoint: from now on no two rings give the same number. Pure arithmetic; PostgreSQL does the
// counting.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "compile/postgres/catalogue.h"

namespace ringfence::lifecycle {

// Rings that may join later get room too: steps are multiples of this, or of the number of rings where there are more.
inline constexpr std::int64_t sequence_slots = 16;

struct SequenceState {
  std::int64_t last_value = 0;
  bool is_called = false;
};

struct DisjointSequence {
  std::int64_t increment = 1;
  std::int64_t next = 1;  // the first value this ring will give
  std::int64_t left = 0;  // how many it can give before it is exhausted
};

// Nothing where the sequence has no room left for this ring. `slot` is the ring's place in the policy, `slots` at least
// the number of rings. A cycling sequence stays as it is where it wraps around: PostgreSQL starts again at its minimum,
// so cycling sequences are refused too.
std::optional<DisjointSequence> make_disjoint(const compile::Sequence& sequence, const SequenceState& state,
                                              std::int64_t slot, std::int64_t slots);

// How many slots this sequence can afford: the usual number, or just the number of rings where numbers are scarce.
std::int64_t affordable_slots(const compile::Sequence& sequence, const SequenceState& state, std::int64_t rings);

std::string alter_sequence_sql(const compile::Sequence& sequence, const DisjointSequence& disjoint);

}  // namespace ringfence::lifecycle
