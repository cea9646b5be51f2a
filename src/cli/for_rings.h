// What plan, apply and drift share: a connection to each ring and the plan for it.
#pragma once

#include <functional>
#include <string>

#include "cli/common.h"
#include "compile/postgres/plan.h"

namespace ringfence::cli {

struct RingWork {
  const policy::Policy& policy;
  const policy::Ring& ring;
  pg::Connection& connection;
  const compile::RingPlan& plan;
};

// Runs `work` for every ring of the policy, in its order. Exit::findings where a ring cannot be reached or read, where
// policy and database do not fit (told on standard error), or where `work` says so; the other rings are still done.
int for_rings(const CommonOptions& options, const std::function<int(RingWork&)>& work);

json::array changes_json(const std::vector<compile::Change>& changes);

}  // namespace ringfence::cli
