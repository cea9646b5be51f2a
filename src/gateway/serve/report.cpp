// SHOW ringfence.pools, shapes and refusals.
#include <fmt/format.h>

#include "base/limits.h"
#include "gateway/serve/client.h"
#include "gateway/serve/gateway.h"

namespace ringfence::gateway {

namespace {

struct Verdict {
  std::string what;
  std::string rule;
};

// The words of a refusal's rule are the policy's own, those of its kind the program's: nothing of a statement's.
Verdict verdict_on(const StatementPlan& plan) {
  switch (plan.course) {
    case Course::here:
      return {plan.copy ? "here, row by row" : "here", {}};
    case Course::own:
      return {"answered by the gateway", {}};
    case Course::refuse:
      return {fmt::format("refused: {} {}", refusal_code(plan.refusal), refusal_kind(plan.refusal)), {}};
    case Course::by_home:
      break;
  }
  Verdict verdict{"where the person is at home", {}};
  constexpr std::string_view need = "it would need ";
  for (const InRing& ring : plan.in_ring) {
    if (ring.refusal && verdict.rule.empty() && ring.refusal->hint.starts_with(need)) {
      verdict.rule = ring.refusal->hint.substr(need.size());
    }
  }
  return verdict;
}

OwnRows shapes_of(const Router& router) {
  OwnRows rows;
  rows.columns = {"service", "purpose", "hits", "verdict", "rule_elsewhere", "shape"};
  for (const Router::Shape& shape : router.shapes(limits::shapes_shown)) {
    Verdict verdict{"each on its own", {}};
    if (shape.plan) {
      verdict = {};
      for (const StatementPlan& plan : shape.plan->statements) {
        const Verdict one = verdict_on(plan);
        if (verdict.what != one.what) verdict.what += (verdict.what.empty() ? "" : "; ") + one.what;
        if (verdict.rule.empty()) verdict.rule = one.rule;
      }
    }
    std::string service;
    std::string purpose;
    if (shape.asker) {
      service = shape.asker->service->name;
      purpose = policy::purpose_of(*shape.asker->service, shape.asker->purpose);
    }
    rows.rows.push_back({service, purpose, std::to_string(shape.asked), verdict.what, verdict.rule, shape.text});
  }
  return rows;
}

}  // namespace

OwnRows Gateway::report(std::string_view name) {
  OwnRows rows;
  if (name == "pools") {
    rows.columns = {"service", "startup", "idle", "taken", "opening", "waiting"};
    for (const auto& [key, pool] : pools_) {
      const Pool::Figures figures = pool->figures();
      std::string startup;
      for (const auto& [setting, value] : pool->credentials().settings) {
        startup += fmt::format("{}{}={}", startup.empty() ? "" : " ", setting, value);
      }
      rows.rows.push_back({pool->credentials().user, startup, std::to_string(figures.idle),
                           std::to_string(figures.taken), std::to_string(figures.opening),
                           std::to_string(figures.waiting)});
    }
  } else if (name == "shapes") {
    rows = shapes_of(*router_);
  } else if (name == "refusals") {
    rows.columns = {"service", "sqlstate", "kind", "count"};
    for (const auto& [refusal, count] : figures_.refusals) {
      rows.rows.push_back({refusal.service, refusal.sqlstate, std::string(refusal.kind), std::to_string(count)});
    }
  } else {
    rows.columns = {"ringfence.version"};
    rows.rows.push_back({fmt::format("ring {} policy {}", settings_.ring, router_->knowledge().policy.sha256)});
  }
  return rows;
}

}  // namespace ringfence::gateway
