// Demands and withholdings as the ledgers tell of them, up to an instant. Pure. An entry that was made twice has the
// same "event" (docs/ledger-format.md) and counts once.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "ledger/entry.h"

namespace ringfence::report {

using Instant = std::uint64_t;  // milliseconds since 1970

// As of its last entry; what was sealed until then stays so.
struct DemandCase {
  std::string ring;          // whose ledger: the log's origin
  std::string asks;          // disclose, preserve, withhold
  std::string authority;     // empty: sealed
  std::string jurisdiction;  // whose law
  std::string instrument;    // empty: sealed, or of no sort that the policy names
  std::set<std::string> flags;
  std::set<std::string> viewers;  // from whom content was asked to be withheld
  std::uint64_t accounts = 0;
  std::uint64_t items = 0;
  std::uint64_t rows = 0;  // disclosed
  Instant received = 0;
  Instant deadline = 0;
  std::string state;
  std::set<std::string> states;          // that it was ever in
  std::map<std::string, Instant> steps;  // the first of each
  std::uint64_t appeals = 0;
  [[nodiscard]] bool has(const std::string& flag) const { return flags.contains(flag); }
  [[nodiscard]] bool was(const std::string& one) const { return states.contains(one); }
};

struct WithholdingCase {
  std::string ring;
  std::string table;
  std::set<std::string> jurisdictions;
  std::string reason;
  std::string asked_by;  // empty: sealed
  bool sealed = false;
  Instant began = 0;
  Instant ended = 0;  // 0: in force
};

class Cases {
 public:
  explicit Cases(Instant until) : until_(until) {}
  // In the order of the ring's ledger. Entries of `until` and later are passed over, and those of other kinds.
  void add(const std::string& ring, const ledger::Entry& entry);

  [[nodiscard]] const std::map<std::string, DemandCase>& demands() const { return demands_; }
  [[nodiscard]] const std::map<std::string, WithholdingCase>& withholdings() const { return withholdings_; }

 private:
  void add_demand(const std::string& ring, const ledger::Entry& entry);
  void add_withholding(const std::string& ring, const ledger::Entry& entry);

  Instant until_;
  std::set<std::string> events_;
  std::map<std::string, DemandCase> demands_;  // by id
  std::map<std::string, WithholdingCase> withholdings_;
};

}  // namespace ringfence::report
