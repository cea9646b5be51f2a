// Where a statement goes, and what leaves a ring when it does. Design §7 "Which ring" and §5, §6 on transfers. Pure.
// Closed: what no rule permits is refused, naming the rule it would need.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "policy/decide_analysis.h"
#include "policy/model.h"

namespace ringfence::policy {

struct Question {
  const Policy* policy = nullptr;
  const Service* service = nullptr;
  std::string purpose;  // empty: the service's only one
  std::optional<Code> viewer;
  const Analysis* analysis = nullptr;
  std::optional<std::string> declared;  // SET ringfence.subject; empty: declared, and whom is not known here
  std::optional<Code> subject_home;     // where the subject is at home, where that is known already
  Date today;                           // rules that expire before it admit nothing
  const Ring* here = nullptr;           // the gateway's own ring; null: not known (explain)
  // It is the part of a world view that is read of this ring, and of no other; null: it is what a client has said.
  const Ring* from = nullptr;
};

enum class Route {
  refused,
  subject_home,  // the home of the subject
  arrivals,      // rows that come one by one: this ring's go on, the first of another's ends the statement
  this_ring,     // shared rows, the same everywhere; or nothing of anyone's
  bound_ring,    // rows of nobody that are kept in one ring
  world,         // this ring's world views: its own rows and what the others' rules let out
};

// What a reader gets of one column.
enum class Fate { shown, masked, null };
struct ColumnFate {
  std::string column;  // "*": every column that is not listed
  Fate fate = Fate::null;
  Mask mask;
  std::string rule;  // that admits it; empty for null
};

struct TableFate {
  TableName table;
  std::vector<ColumnFate> columns;
  std::vector<std::string> rows;  // row filters, any of which admits a row; empty: all rows
};

// What happens where the rows are at home in `ring`.
struct RingOutcome {
  std::string ring;
  bool allowed = false;
  bool transfer = false;           // the rows become readable in another ring
  std::vector<std::string> rules;  // that admit it, in the policy's order
  std::vector<TableFate> tables;   // of a transfer
  std::string reason;              // why not
  std::string need;                // the rule it would need, as TOML
};

struct Decision {
  Route route = Route::refused;
  bool allowed = false;            // in at least one ring that the subject may be at home in; in all for `world`
  std::string target;              // "the home of person $1", "ring us"
  std::string readers_ring;        // the ring of the service's location; empty: nobody's
  std::vector<RingOutcome> rings;  // each ring the rows may come from
  std::string sentence;            // one sentence: where it goes, what decides
  std::string detail;              // of a refusal, what more there is to say of why; may be empty
  std::string hint;                // the way out of a refusal
  unsigned position = 0;           // of what is refused, in characters from 1; 0: not said
  std::vector<std::string> notes;  // what else a person should know
};

Decision decide(const Question& question);

// One transfer: the tables' rows leave `from` for a reader in `to`. Used by decide() and by reports.
RingOutcome transfer_outcome(const Question& question, const std::string& purpose, const Ring& from,
                             const std::string& to);

}  // namespace ringfence::policy
