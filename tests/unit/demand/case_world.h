// A platform with officers and authorities, and demands in every state, for tests of what becomes of them.
#pragma once

#include <string>

#include "base/ed25519.h"
#include "demand/case/step.h"

namespace ringfence::demand::testing {

inline constexpr std::uint64_t start = 1'767'225'600'000;  // 2026-01-01

Ed25519Seed seed_of(const std::string& officer);
// `standing` of the police: "accept", "pause", "refuse".
policy::Policy platform(const std::string& standing = "accept");

Says warrant(Kind kind = Kind::disclose);
Says emergency();

// One demand and its clock; each step a minute later.
class Case {
 public:
  explicit Case(Says says = warrant()) : says_(std::move(says)) { demand_.id = std::string(32, 'd'); }

  // An event by the officer whose part it usually is, whole.
  Event event(EventKind kind, const std::string& officer = {});
  Result<Demand> attempt(const Event& event) const { return step(demand_, event, policy_, now_); }
  // Takes it, or throws what is wrong.
  Case& take(const Event& event);
  Case& take(EventKind kind, const std::string& officer = {}) { return take(event(kind, officer)); }
  Case& to(State state);
  void under(policy::Policy policy) { policy_ = std::move(policy); }

  [[nodiscard]] const Demand& demand() const { return demand_; }
  [[nodiscard]] std::uint64_t now() const { return now_; }
  [[nodiscard]] const policy::Policy& policy() const { return policy_; }
  std::vector<Found> found = {{"row", "HK"}};

 private:
  Says says_;
  Demand demand_;
  policy::Policy policy_ = platform();
  std::uint64_t now_ = start;
  unsigned events_ = 0;
};

}  // namespace ringfence::demand::testing
