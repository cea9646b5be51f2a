#include "gateway/pool/pool.h"

#include <fmt/format.h>

#include <algorithm>

namespace ringfence::gateway {

Pool::Pool(PoolLimits limits) : limits_(limits) {
  idle_.reserve(limits_.servers);
}

Result<Pool::Taken> Pool::take(SessionId session, Time now) {
  if (!idle_.empty()) {
    const ServerId id = idle_.back();
    idle_.pop_back();
    servers_.at(id).state = State::taken;
    return Taken{id, false};
  }
  if (servers_.empty() && failure_ && now < retry_at_) return unreachable();
  if (waiting_.size() >= limits_.waiting) {
    return Error("too many sessions wait for a server already",
                 fmt::format("{} wait, the most that may", waiting_.size()),
                 "let the pool have more servers, or connect less often", "53300");
  }
  waiting_.join(session, now);
  return Taken{std::nullopt, to_open(now) > 0};
}

// As many as those who wait could use. Where opening has failed, one shows whether it can be done again.
std::size_t Pool::to_open(Time now) const {
  if (failure_ && (now < retry_at_ || opening_ > 0)) return 0;
  if (servers_.size() >= limits_.servers || waiting_.size() <= opening_) return 0;
  const std::size_t useful = std::min(limits_.servers - servers_.size(), waiting_.size() - opening_);
  return failure_ ? 1 : useful;
}

std::optional<Pool::Grant> Pool::place(ServerId id, Server& server) {
  if (waiting_.empty() || server.retired) {
    server.state = State::idle;
    if (!server.retired) idle_.push_back(id);
    return std::nullopt;
  }
  server.state = State::taken;
  return Grant{waiting_.leave_front(), id};
}

std::optional<Pool::Grant> Pool::give_back(ServerId id, Time now) {
  const auto found = servers_.find(id);
  if (found == servers_.end() || found->second.state != State::taken) return std::nullopt;
  found->second.given_back = now;
  return place(id, found->second);
}

void Pool::opening(ServerId id) {
  if (servers_.emplace(id, Server()).second) ++opening_;
}

std::optional<Pool::Grant> Pool::opened(ServerId id, Time now) {
  const auto found = servers_.find(id);
  if (found == servers_.end() || found->second.state != State::opening) return std::nullopt;
  --opening_;
  failure_.reset();
  found->second.opened = now;
  found->second.given_back = now;
  return place(id, found->second);
}

std::vector<Pool::Refusal> Pool::gone(ServerId id, Time now, const std::optional<Error>& opening_failed) {
  const auto found = servers_.find(id);
  if (found == servers_.end()) return {};
  if (found->second.state == State::opening) --opening_;
  if (found->second.state == State::idle) std::erase(idle_, id);
  servers_.erase(found);
  if (!opening_failed) return {};
  failure_ = opening_failed;
  retry_at_ = now + limits_.retry;
  return servers_.empty() ? refuse_all() : std::vector<Refusal>();
}

std::vector<Pool::Refusal> Pool::refuse_all() {
  std::vector<Refusal> refused;
  while (!waiting_.empty()) refused.push_back({waiting_.leave_front(), unreachable()});
  return refused;
}

Error Pool::unreachable() const {
  return {"no server can be reached", failure_->message, failure_->hint, "08006"};
}

void Pool::forget(SessionId session) {
  waiting_.forget(session);
}

Pool::Figures Pool::figures() const {
  return {idle_.size(), servers_.size() - idle_.size() - opening_, opening_, waiting_.size()};
}

}  // namespace ringfence::gateway
