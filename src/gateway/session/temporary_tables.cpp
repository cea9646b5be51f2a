#include "gateway/session/temporary_tables.h"

namespace ringfence::gateway {

namespace {
using Step = policy::TransactionStep;
}

void TemporaryTables::forget(std::set<std::string>& which) {
  for (const std::string& name : which) {
    changes_ += names_.erase(name);
    pending_.erase(name);
  }
  which.clear();
}

// What it may take away is believed to be gone even if it fails.
void TemporaryTables::undo(const policy::SessionEffect& effect) {
  if (effect.discards) clear();
  for (const std::string& name : effect.drops_temporary) {
    changes_ += names_.erase(name);
    pending_.erase(name);
  }
  if (effect.step == Step::commit) forget(until_commit_);
  if (effect.step == Step::rollback || effect.step == Step::rollback_to) failed();
}

void TemporaryTables::sent(const StatementPlan& statement) {
  undo(statement.session);
}

void TemporaryTables::completed(const StatementPlan& statement) {
  undo(statement.session);
  const std::string& name = statement.session.makes_temporary;
  if (name.empty()) return;
  pending_.insert(name);
  if (statement.session.until_commit) until_commit_.insert(name);
}

void TemporaryTables::failed() {
  forget(fresh_);
  pending_.clear();
}

void TemporaryTables::settle(Transaction now) {
  if (now == Transaction::failed) return failed();
  for (const std::string& name : pending_) {
    changes_ += names_.insert(name).second ? 1 : 0;
    fresh_.insert(name);
  }
  pending_.clear();
  if (now == Transaction::open) return;
  forget(until_commit_);
  fresh_.clear();
}

void TemporaryTables::clear() {
  changes_ += names_.empty() ? 0 : 1;
  names_.clear();
  fresh_.clear();
  until_commit_.clear();
  pending_.clear();
}

}  // namespace ringfence::gateway
