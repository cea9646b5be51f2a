// What one SQL statement does to rows of people, as a value: found by compile/postgres/statement.h, judged by decide.h.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "policy/copy_in.h"
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

// temporary: of the session's own; written to where the statement makes it.
enum class TableRole { subject, owned, shared, bound, system, temporary, unknown };

struct TableUse {
  TableName name;
  TableRole role = TableRole::unknown;
  const Table* rule = nullptr;  // in the policy; nothing for system and unknown tables
  bool read = false;
  bool written = false;
  bool qualified = false;         // somewhere in the statement with its schema
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
  std::string hint;       // the way out, where there is one of its own
};

// A column whose values PostgreSQL may send to another ring's table as constants of a question, where the statement's
// tables are those of several rings: it is compared with something else than constants and parameters.
struct CarriedColumn {
  std::size_t table = 0;  // index into Analysis::tables
  std::string column;     // "*": some whose names are not known
  bool key = false;       // the subject's, or of a primary or foreign key, as far as the database is known
  bool refers = false;    // no key that is known, but held to be equal to one and compared with nothing else
  unsigned position = 0;  // in characters from 1, of a mention that does it; 0: not said
};

// session: touches no rows by itself, only what the server session holds (SET, LISTEN, DEALLOCATE, FETCH …).
// other: nothing that is about rows.
enum class StatementVerb { read, write, transaction, session, other };

// What a statement does to the transaction it runs in.
enum class TransactionStep {
  none,
  begin,
  commit,
  rollback,
  savepoint,
  release,
  rollback_to,
  prepare,
  commit_prepared,
  rollback_prepared
};

// SET, RESET, SHOW and set_config().
struct SettingUse {
  enum class Do { set, reset, show };
  Do what = Do::set;
  // In lower case, as PostgreSQL's tree names it: "all" for RESET ALL and SHOW ALL, "timezone" for TIME ZONE,
  // "session characteristics", "transaction", "transaction snapshot".
  std::string name;
  std::optional<std::string> value;  // of SET to one constant; nothing: DEFAULT, a list, or not known
  bool local = false;                // SET LOCAL, SET TRANSACTION
  bool to_default = false;           // SET … TO DEFAULT
  bool operator==(const SettingUse&) const = default;
};

// What a statement leaves behind in the server session that ran it, so that another session must not be given that
// server. Says nothing of what opaque functions and blocks of code do. Names without a schema are analysed as those of
// schema `public`: where search_path is anything but the default, the gateway refuses the setting, or what is analysed
// here is not what PostgreSQL runs; Analysis::renames is such a setting.
struct SessionEffect {
  TransactionStep step = TransactionStep::none;
  std::string savepoint;  // of SAVEPOINT, RELEASE and ROLLBACK TO: its name
  bool chains = false;    // COMMIT or ROLLBACK AND CHAIN
  std::optional<SettingUse> setting;
  // Empty, or why the session must keep its server from now on: "LISTEN", "a temporary table", "a cursor WITH HOLD",
  // "PREPARE", "a session-level advisory lock", "LOAD".
  std::string pins;
  bool releases = false;              // DISCARD ALL: nothing is left behind any more
  bool discards = false;              // any DISCARD
  bool deallocates_all = false;       // DEALLOCATE ALL and DISCARD ALL; DISCARD PLANS is not one
  std::string deallocates;            // DEALLOCATE name
  bool declares_cursor = false;       // DECLARE: what FETCH brings later is this statement's
  bool reads_sequence_state = false;  // currval() or lastval(): means something only where nextval() was called
  std::string makes_temporary;        // a temporary table
  bool until_commit = false;          // ON COMMIT DROP
  std::vector<std::string> drops_temporary;
  bool copies_in = false;   // COPY FROM STDIN
  bool copies_out = false;  // COPY TO STDOUT
  bool operator==(const SessionEffect&) const = default;
};

struct Analysis {
  StatementVerb verb = StatementVerb::other;
  std::string command;           // "SELECT", "INSERT", "COMMIT" …
  std::vector<TableUse> tables;  // one for each table, in order of first mention
  bool through_views = false;    // every table is named in KnownDatabase::views, and there is one
  bool locks_rows = false;       // FOR UPDATE and the like
  bool explains = false;         // EXPLAIN of the rest
  bool measures = false;         // EXPLAIN with ANALYZE: it tells how many rows each step has left out
  // A parameter stands where PostgreSQL takes a string alone, behind a type's name (date $1): libpg_query takes it.
  bool typed_parameter = false;
  // How many constants and parameters stand in it, those of LIMIT and OFFSET left out.
  std::size_t values = 0;
  // Present only where every row of a person that the statement reads or writes is this subject's.
  std::optional<SubjectProof> subject;
  std::vector<Doubt> doubts;  // never empty where personal tables are used and `subject` is absent
  // What could reach rows that the statement does not name (functions, DO, views …): then no table list is complete.
  std::vector<Doubt> opaque;
  // One of `opaque` for which it is refused whoever asks, whatever is declared: it would undo what decisions rest on.
  std::optional<Doubt> forbidden;
  // It sets search_path, so that names would mean other tables than are judged: only a migration may.
  std::optional<Doubt> renames;
  // Functions that tell of the database or change the server's own state (sequences, locks): harmless to a reader in
  // the ring, and in no transfer.
  std::vector<Doubt> home_only;
  std::vector<CarriedColumn> carried;  // each column once
  // Why it was not followed to the end what is carried: then anything may be.
  std::optional<Doubt> untraced;
  SessionEffect session;
  // COPY FROM STDIN into rows of people whose home can be told from each row. Nothing: those of nobody, or reached by a
  // chain of foreign keys, which the ring's own constraints look at.
  std::optional<CopyIn> copy;
  // Where the statement stands in the text that was analysed, in bytes, without the semicolon after it.
  std::size_t begin = 0;
  std::size_t end = 0;
};

}  // namespace ringfence::policy
