// Whether the ledgers of several rings tell the same story: each transfer that one sent is one that another received.
// Pure.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/entry.h"

namespace ringfence::ledger {

enum class Mismatch {
  orphan_at_importer,  // received, and never recorded as sent; what was refused and brought no row is none
  never_arrived,       // sent, and never recorded as received, though rows left
  differs,             // both have it, and not alike; or one has it twice
  unfinished,          // begun and not ended, at one of the two
  ledger_not_given,    // its other ring's ledger is not among these
};
std::string_view to_text(Mismatch mismatch);  // "orphan at importer", …

struct MismatchFound {
  Mismatch kind = Mismatch::differs;
  std::string id;  // of the transfer
  std::string from;
  std::string to;
  std::string detail;
};

struct Reconciled {
  std::uint64_t transfers = 0;  // ids
  std::uint64_t paired = 0;     // of them without any mismatch
  std::vector<MismatchFound> mismatches;
};

class Reconciler {
 public:
  // Of one ledger after another, each in its order; `ledger` is any name, for messages. What is no transfer is passed
  // over.
  void add(const std::string& ledger, const Entry& entry);
  // A transfer inside one ring (from = to: a reader who is elsewhere, at that ring's own gateway) has one side only,
  // and so has what an asker's question carries.
  [[nodiscard]] Reconciled result() const;

 private:
  struct Half {
    std::string ledger;
    const Entry* begin = nullptr;
    const Entry* end = nullptr;
    bool is_doubled = false;
  };
  struct Pair {
    Half exporter, importer, asker;
  };
  static void judge(const std::string& id, const Pair& pair, const std::vector<std::string>& rings, Reconciled& result);
  std::vector<std::unique_ptr<Entry>> entries_;
  std::map<std::string, Pair> pairs_;
  std::map<std::string, std::string> rings_;  // of each ledger, as far as its entries say
};

}  // namespace ringfence::ledger
