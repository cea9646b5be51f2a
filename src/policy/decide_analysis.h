// What one SQL statement does to rows of people, as a value: found by compile/postgres/statement.h, judged by decide.h.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "policy/model.h"

namespace ringfence::policy {

// A constant as written, or a parameter: "$1", known only when the statement is bound.
struct ProofValue {
  std::string text;
  bool parameter = false;
  auto operator<=>(const ProofValue&) const = default;
};

// The one subject whose rows the statement touches.
struct SubjectProof {
  TableName root;                  // the subject table
  std::vector<ProofValue> values;  // of its key's columns, in order; of the one column where `lookup` or `home` is set
  std::string column;              // what proved it: "post.author_id"
  std::string lookup;              // a `lookup` column of the root, where it is found by that; else empty
  bool home = false;               // a new subject: the value is what its home column is to hold
};

enum class TableRole { subject, owned, shared, bound, system, unknown };

struct TableUse {
  TableName name;
  TableRole role = TableRole::unknown;
  const Table* rule = nullptr;  // in the policy; nothing for system and unknown tables
  bool read = false;
  bool written = false;
  bool all_columns = false;       // `*` or a whole row, where the table's columns are not known
  std::set<std::string> columns;  // read or written, wherever in the statement; a column that cannot be told from
                                  // another table's counts for both
  unsigned position = 0;          // in characters from 1, of its first mention

  [[nodiscard]] bool is_personal() const { return role == TableRole::subject || role == TableRole::owned; }
};

// Why no single subject is proven.
struct Doubt {
  std::string reason;
  unsigned position = 0;  // in characters from 1; 0: the statement as a whole
};

enum class StatementVerb { read, write, transaction, other };  // other: nothing that is about rows

struct Analysis {
  StatementVerb verb = StatementVerb::other;
  std::string command;           // "SELECT", "INSERT", "COMMIT" …
  std::vector<TableUse> tables;  // one for each table, in order of first mention
  bool locks_rows = false;       // FOR UPDATE and the like
  bool explains = false;         // EXPLAIN of the rest
  // Present only where every row of a person that the statement reads or writes is this subject's.
  std::optional<SubjectProof> subject;
  std::vector<Doubt> doubts;  // never empty where personal tables are used and `subject` is absent
  // What could reach rows that the statement does not name (functions, DO, views …): then no table list is complete.
  std::vector<Doubt> opaque;
};

}  // namespace ringfence::policy
