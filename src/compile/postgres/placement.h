// Policy × catalogue: where the rows of each table rest, what ties them there, and what becomes of every foreign key.
// Pure. Everything that turns a policy into SQL, and everything that moves rows, starts from here.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/diagnostic.h"
#include "compile/postgres/catalogue.h"
#include "policy/model.h"

namespace ringfence::compile {

enum class Rest {
  subject,  // a subject table: rows rest where their own home column (or path) says
  owned,    // rows rest where the row rests that `anchor` refers to: a subject, or a row that itself is homed
  shared,   // every row in every ring
  bound,    // every row in one ring
};

// What ties an owned table's rows to their ring: a foreign key on NOT NULL columns to a table that is itself homed.
// That key, kept or made, is the wall.
struct Anchor {
  std::vector<std::string> columns;
  TableName to;
  std::vector<std::string> to_columns;
  // The source's own foreign key; nothing: Ringfence adds one. A partition's is its copy of its parent's, and where the
  // parent's is added it gets its copy from there; a child by INHERITS needs one of its own.
  std::optional<std::string> constraint;
};

enum class ReferenceFate {
  keep,       // both ends always rest in one ring (anchors, shared targets, `local`)
  directory,  // refers to a subject who may live elsewhere: turned to the directory
  drop,       // refers to a row that may rest elsewhere: lost, and reported
};

struct Reference {
  ForeignKey key;
  ReferenceFate fate = ReferenceFate::keep;
  std::string
      reason;  // one phrase for people: "person of another ring", "comment and post may rest in different rings"
};

// One step of joins from a table to the one that knows: `columns` of the table before = `to_columns` of `to`.
struct Step {
  std::vector<std::string> columns;
  TableName to;
  std::vector<std::string> to_columns;
};

struct Placement {
  const Table* table = nullptr;         // in the catalogue; for partitions and children, their own entry
  const policy::Table* rule = nullptr;  // the policy's entry; of the parent where a partition or child has none itself
  Rest rest = Rest::shared;
  std::optional<TableName> root;  // subject, owned: the subject table in the end (a partition's: its parent)
  // subject: its own key. owned: its own columns that hold that key, in the order of the root's (however the policy or
  // the foreign key orders them). Empty for chains, shared and bound.
  std::vector<std::string> subject_columns;
  std::optional<Anchor> anchor;     // owned
  std::vector<Step> steps_to_root;  // owned: joins from this table to its subject table, in order
  // subject: joins from the subject table to the table that holds the home value (none for its own column).
  std::vector<Step> home_steps;
  std::string home_column;                  // subject: the column at the end of home_steps
  std::string bound_ring;                   // bound
  std::vector<std::string> never_in;        // rings
  std::optional<std::string> unowned_ring;  // owned: where rows without a subject rest
  std::vector<Reference> references;  // every foreign key of the table (own ones, not those inherited by a partition)

  [[nodiscard]] bool is_personal() const { return rest == Rest::subject || rest == Rest::owned; }
};

struct Placements {
  std::vector<Placement>
      tables;            // sorted by name; every table, partition and child of the catalogue but foreign tables
  Diagnostics findings;  // errors: what keeps this database from being ring-fenced; each says the way out
  [[nodiscard]] const Placement* find(const TableName& name) const;
};

// The policy must be free of errors. `policy_file` names it in findings about the database. Views into both arguments.
Placements place(const policy::Policy& policy, const Catalogue& catalogue, const std::string& policy_file);

// The name of the column that a subject table gets when its home is not a plain column of codes.
inline constexpr std::string_view home_column_name = "ringfence_home";

}  // namespace ringfence::compile
