// The temporary tables of one session, by name: what a name means that PostgreSQL looks for among them first. Pure.
//
// Closed: a name is here only while its table certainly is. Once it might be gone (dropped, rolled back, an error in
// its transaction) it is a table that nobody knows, for a view could be read by the same name. And it comes to be here
// only when nothing is under way any more that could undo it.
#pragma once

#include <cstdint>
#include <set>
#include <string>

#include "gateway/route/plan.h"

namespace ringfence::gateway {

class TemporaryTables {
 public:
  // For Router::route(). Null: there are none.
  [[nodiscard]] const std::set<std::string>* names() const { return names_.empty() ? nullptr : &names_; }
  // Another number than before: what was decided on the names is to be decided anew.
  [[nodiscard]] std::uint64_t changes() const { return changes_; }

  void sent(const StatementPlan& statement);       // on its way to the server
  void completed(const StatementPlan& statement);  // it has succeeded
  void failed();                                   // some statement has
  enum class Transaction { none, open, failed };
  void quiet(Transaction now) {  // everything that was sent is answered
    if (!names_.empty() || !fresh_.empty() || !until_commit_.empty() || !pending_.empty()) settle(now);
  }
  void clear();

 private:
  void settle(Transaction now);
  void undo(const policy::SessionEffect& effect);
  void forget(std::set<std::string>& which);

  std::set<std::string> names_;
  std::set<std::string> fresh_;         // of names_: made in the open transaction
  std::set<std::string> until_commit_;  // ON COMMIT DROP
  std::set<std::string> pending_;       // made, but something is still under way
  std::uint64_t changes_ = 0;
};

}  // namespace ringfence::gateway
