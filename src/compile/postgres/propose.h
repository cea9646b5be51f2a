// A first policy for a schema that nobody has seen before: guesses from names, types, foreign keys and a few values,
// each with its reason. Closed where it cannot tell: such tables are left for a person, and `check` refuses until then.
// Pure but for sample().
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "compile/postgres/catalogue.h"

namespace ringfence::compile {

// What was looked up in the data: bounded, and never written anywhere but for the values of country columns.
struct Samples {
  std::map<policy::ColumnRef, std::set<std::string>> values;  // distinct, at most 500 of the first 10,000 rows
  std::map<TableName, std::uint64_t> rows;                    // counted up to 10,001; absent: not looked at
};

// Columns that may say where somebody is at home: worth looking at their values.
std::vector<policy::ColumnRef> columns_to_sample(const Catalogue& catalogue);
// Reads in one READ ONLY transaction.
Result<Samples> sample(pg::Connection& connection, const Catalogue& catalogue);

enum class ProposedKind { subject, owned, shared, undecided };
std::string_view to_text(ProposedKind kind);

struct ColumnGuess {
  std::string column;
  std::string reason;
};

struct ProposedTable {
  TableName name;
  ProposedKind kind = ProposedKind::undecided;
  std::vector<std::string> columns;  // the subject table's own key, or the columns that hold it
  std::vector<std::string> path;     // or steps over foreign keys
  std::string reason;
  std::vector<ColumnGuess> personal;   // not proposed public
  std::vector<ColumnGuess> sensitive;  // GDPR Art. 9
  std::vector<std::string> public_columns;
  std::vector<std::string> lookup;
  bool content = false;
};

struct ProposedHome {
  std::vector<std::string> path;
  std::map<std::string, std::string> codes;  // value -> code; empty: the values are codes
  std::vector<std::string> unknown;          // values that were seen and are no country we know
  std::set<std::string> seen;                // codes found in the data
  std::string reason;
};

struct SubjectCandidate {
  TableName name;
  int score = 0;
  std::vector<std::string> reasons;
};

struct Proposal {
  std::string database;
  std::vector<SubjectCandidate> candidates;  // best first; the first is taken where it reaches `enough_for_subject`
  std::optional<TableName> subject;
  std::optional<ProposedHome> home;
  std::vector<ProposedTable> tables;  // in the catalogue's order; partitions and children follow their parent
};

inline constexpr int enough_for_subject = 40;

Proposal propose(const Catalogue& catalogue, const Samples& samples);
// The policy as TOML with the reasons as comments. It parses; check refuses it while tables are undecided.
std::string policy_text(const Proposal& proposal);

}  // namespace ringfence::compile
