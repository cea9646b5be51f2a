#include "lifecycle/split/sequences.h"

#include <fmt/format.h>

#include <algorithm>

#include "pg/quote.h"

namespace ringfence::lifecycle {

namespace {

// Sequences reach the ends of 64 bits; differences of two of them do not fit.
__extension__ typedef __int128 Wide;
constexpr Wide few_numbers = 10'000;

Wide divided_up(Wide value, Wide by) {
  const Wide quotient = value / by;
  return value % by != 0 && (value < 0) == (by < 0) ? quotient + 1 : quotient;
}

// Numbers the sequence can still give, one after the other.
Wide room(const compile::Sequence& sequence, const SequenceState& state) {
  const Wide bound = sequence.increment > 0 ? sequence.maximum : sequence.minimum;
  return (bound - state.last_value) / sequence.increment;
}

}  // namespace

std::optional<DisjointSequence> make_disjoint(const compile::Sequence& sequence, const SequenceState& state,
                                              std::int64_t slot, std::int64_t slots) {
  if (sequence.cycles) return std::nullopt;
  const Wide step = sequence.increment;
  const Wide first_free = Wide(state.last_value) + (state.is_called ? step : 0);
  // Values of the sequence are start + k × step; this ring takes those with k = slot modulo slots.
  const Wide index = divided_up(first_free - sequence.start, step);
  const Wide wanted = index + (((slot - index) % slots) + slots) % slots;
  const Wide next = sequence.start + wanted * step;
  const Wide bound = step > 0 ? sequence.maximum : sequence.minimum;
  const Wide stride = step * slots;
  const Wide left =
      step > 0 ? (next > bound ? 0 : (bound - next) / stride + 1) : (next < bound ? 0 : (bound - next) / stride + 1);
  if (left <= 0 || stride > INT64_MAX || stride < INT64_MIN) return std::nullopt;
  return DisjointSequence{static_cast<std::int64_t>(stride), static_cast<std::int64_t>(next),
                          static_cast<std::int64_t>(std::min<Wide>(left, INT64_MAX))};
}

std::int64_t affordable_slots(const compile::Sequence& sequence, const SequenceState& state, std::int64_t rings) {
  const std::int64_t usual = std::max(rings, sequence_slots);
  return room(sequence, state) / usual >= few_numbers ? usual : rings;
}

std::string alter_sequence_sql(const compile::Sequence& sequence, const DisjointSequence& disjoint) {
  const std::string name = compile::qualified(sequence.name);
  return fmt::format("ALTER SEQUENCE {} INCREMENT BY {}; SELECT pg_catalog.setval({}, {}, false)", name,
                     disjoint.increment, pg::quote_literal(name), disjoint.next);
}

}  // namespace ringfence::lifecycle
