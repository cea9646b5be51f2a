#include "gateway/serve/refusal_kind.h"

#include <algorithm>
#include <array>

namespace ringfence::gateway {

namespace {

struct Kind {
  std::string_view name;
  std::string_view begins;    // the error's message; empty: any
  std::string_view sqlstate;  // begins with it; empty: any
};

// The first that fits. Messages are those of route, session and pool.
constexpr std::array kinds = {
    Kind{"subject_contradicted", "refused: the declared subject ", "42501"},
    Kind{"subject_unclear", "refused: it cannot be told which table's key ", "42501"},
    Kind{"other_ring", "refused: the rows are at home in ring ", ""},
    Kind{"other_ring", "a transaction stays in one ring", "25001"},
    Kind{"no_ledger", "refused: the gateway of ring ", "42501"},
    Kind{"not_recorded", "", "58030"},
    Kind{"budget", "refused: the budget of rule ", "53400"},
    Kind{"threshold", "refused: the threshold ", "53400"},
    Kind{"not_counted_yet", "refused: it is not known yet how much ", "55000"},
    Kind{"other_policy", "refused: the ", "55000"},
    Kind{"other_ring", "refused: the statement says that its rows are at home in another ring", "42501"},
    Kind{"row_elsewhere", "refused: a row of ", "42501"},
    Kind{"not_a_service_of_the_ring", "refused: service ", "42501"},
    Kind{"no_one_subject", "refused: no one subject is proven", "42501"},
    Kind{"home_unknown", "refused: \"", "42501"},
    Kind{"own_statement_order", "refused: a statement of the gateway's own", "0A000"},
    Kind{"not_permitted", "", "42501"},
    Kind{"transaction_aborted", "", "25P02"},
    Kind{"syntax", "", "42601"},
    Kind{"unknown_setting", "", "42704"},
    Kind{"not_supported", "", "0A000"},
    Kind{"invalid_value", "", "22"},
    Kind{"invalid_name", "", "26"},
    Kind{"invalid_name", "", "34"},
    Kind{"conflict", "", "23"},
    Kind{"unreachable", "", "08006"},
    Kind{"protocol", "", "08P01"},
    Kind{"too_many", "", "53"},
    Kind{"too_large", "", "54"},
    Kind{"not_now", "", "55"},
    Kind{"ending", "", "57"},
};

}  // namespace

std::string_view refusal_kind(const Error& error) {
  const auto found = std::ranges::find_if(kinds, [&](const Kind& kind) {
    return error.message.starts_with(kind.begins) && error.sqlstate.starts_with(kind.sqlstate);
  });
  return found == kinds.end() ? "other" : found->name;
}

std::string_view refusal_code(const Error& error) {
  const bool is_code = error.sqlstate.size() == 5 && std::ranges::all_of(error.sqlstate, [](char c) {
                         return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z');
                       });
  return is_code ? std::string_view(error.sqlstate) : "XX000";
}

}  // namespace ringfence::gateway
