// `ringfence split`: an existing database becomes rings. Every row to its home, shared rows to all, nothing lost,
// nothing in the source changed; from one snapshot of the source; resumed by the same call after any interruption;
// verified at the end. Design §10, §6; decisions 0004.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "compile/postgres/placement.h"
#include "lifecycle/rings.h"
#include "lifecycle/split/astray.h"
#include "lifecycle/split/row_digest.h"
#include "policy/model.h"

namespace ringfence::lifecycle {

struct SplitOptions {
  std::string source;              // a libpq URI; read only
  std::vector<RingAddress> rings;  // one for each ring of the policy, in its order
  std::vector<RowPlacement> placements;
  std::string policy_file;  // named in findings
  std::size_t jobs = 2;
  bool show_progress = true;
  std::function<void(const std::string&)> say;  // plain lines about what happens; may be empty
};

struct SplitTable {
  std::string table;
  std::string kind;              // subject, owned, shared, bound, directory
  RowDigest source;              // shared rows once
  std::vector<RowDigest> rings;  // as read back from each ring
  std::uint64_t left_behind = 0;
};

// A foreign key that could not stay as it was.
struct Crossing {
  std::string table;
  std::string constraint;
  std::string fate;  // directory, dropped
  std::string reason;
  std::uint64_t rows = 0;  // that refer to a row of another ring
};

struct SplitReport {
  Diagnostics findings;  // of policy against database
  Astray astray;         // not empty: nothing was moved, a person has to decide first
  std::vector<SplitTable> tables;
  std::vector<Crossing> crossings;
  std::vector<std::string> notes;       // what was not carried, or is different now, one line each
  std::vector<std::string> mismatches;  // of the verification; none, or the split has not finished
  bool resumed = false;
  bool finished = false;
  std::vector<std::pair<std::string, double>> stages;  // seconds each took, in order
  double seconds = 0;
};

// An error is something that stopped the work (a server, a disk, a statement PostgreSQL refused); calling again
// resumes.
Result<SplitReport> split(const policy::Policy& policy, const SplitOptions& options);

}  // namespace ringfence::lifecycle
