// What Ringfence adds to a ring's database so that PostgreSQL itself refuses a row that is not at home there, as a list
// of objects. Pure: the same list is what `apply` creates, `drift` expects and `split` builds in two steps.
#pragma once

#include <string>
#include <vector>

#include "compile/postgres/placement.h"

namespace ringfence::compile {

// In the order they are made; a later one may need earlier ones.
enum class ObjectKind {
  schema,
  table,
  function,
  view,
  column,
  check,
  rows,
  trigger,
  row_policy,  // of row security
  index,
  foreign_key,
  foreign_key_absent
};
std::string_view to_text(ObjectKind kind);

// When `split` makes it: before rows are loaded (cheap, and each row is then checked as it enters), or after.
enum class Phase { before_rows, after_rows };

struct Object {
  ObjectKind kind = ObjectKind::check;
  Phase phase = Phase::after_rows;
  TableName on;            // the table it is on, or the object itself
  std::string name;        // constraint, trigger, column or function name; empty for schemas, tables and views
  std::string definition;  // as the server prints it (pg_get_constraintdef, pg_get_triggerdef, prosrc …), but for
                           // quotes around names, which the server writes only where it must
  std::string create;      // SQL that makes it, for a constraint with NOT VALID where that exists
  std::string validate;    // SQL of the second transaction; empty where there is nothing to validate
  std::string drop;        // SQL that removes it; empty where removing it would lose data
  std::string why;         // one phrase: the policy key or rule it comes from
  bool sleeps = false;     // a trigger that is rightly off till something wakes it
  bool derived = false;    // a column made of others: dropped and made again where it is different
};

// Everything `ring` should have. Deterministic: the same policy and database give the same text.
std::vector<Object> walls(const policy::Policy& policy, const policy::Ring& ring, const Catalogue& catalogue,
                          const Placements& placements);

// The directory of a subject table (of the parent, where the table is a partition): columns key_1 … key_n in the order
// of the subject's key, `ring`, `gone`, `position`.
TableName directory_table(const Placement& subject);

// The type of a key's column in the directory: without a length of its own, which a domain or a column may have.
std::string key_type(const Column& column);

// SQL of the keyed hash of a look-up's value, which `value` gives in the column's own type. `keys`: alias of the row
// that holds the key's pads. RFC 2104 with SHA-256 over the value as it is normalised: NFC where the encoding has it,
// trimmed, lower case.
std::string lookup_hash(const Catalogue& catalogue, const std::string& value, std::string_view keys);

// Set-based SQL, safe to repeat, that enters a ring's own subjects into its directory, their look-up hashes, and homes
// that a column `ringfence_home` holds. In the transaction of the caller.
std::vector<std::string> fill_statements(const policy::Policy& policy, const policy::Ring& ring,
                                         const Catalogue& catalogue, const Placements& placements);

// All look-up hashes of a ring whose subjects have just been loaded and that nobody uses yet, in one transaction: the
// rows first, their indexes after, which takes a third of the time. Safe to repeat. Empty: the policy has no look-ups.
std::vector<std::string> load_lookups_statements(const policy::Policy& policy, const policy::Ring& ring,
                                                 const Catalogue& catalogue, const Placements& placements);

// What makes the hashes of all subjects under the keys that the ring shares with its peers. In one transaction with
// what brings a new key; safe to repeat.
std::vector<std::string> peer_lookups_statements(const policy::Policy& policy, const policy::Ring& ring,
                                                 const Catalogue& catalogue, const Placements& placements);

// What gives the rows that were there before a mask of `hash` their pseudonyms: a statement that is safe to repeat, and
// the question whether there are such rows, which can be asked where `table` exists.
struct PseudonymFill {
  TableName table;
  std::string column;  // person.email
  std::string is_missing;
  std::string fill;
};
std::vector<PseudonymFill> pseudonym_fills(const policy::Policy& policy, const policy::Ring& ring,
                                           const Catalogue& catalogue, const Placements& placements);

}  // namespace ringfence::compile
