#include <fmt/format.h>

#include <algorithm>

#include "gateway/pool/pool.h"

namespace ringfence::gateway {

Pool::Tick Pool::tick(Time now) {
  Tick tick;
  close_idle(now, tick.close);
  while (!waiting_.empty() && now - waiting_.front().since >= limits_.patience) {
    Error error("no server became free in time", fmt::format("the session waited {} ms", limits_.patience.count()),
                "let the pool have more servers, or look for transactions that stay open", "53300");
    if (failure_) error.detail += fmt::format("; the last one could not be opened: {}", failure_->message);
    tick.refused.push_back({waiting_.leave_front(), std::move(error)});
  }
  tick.open = to_open(now);
  return tick;
}

void Pool::close_idle(Time now, std::vector<ServerId>& closed) {
  ServerId oldest = 0;
  Time opened = now - limits_.age;
  bool too_old = false;
  for (const auto& [id, server] : servers_) {
    if (server.state == State::idle && (server.retired || now - server.given_back >= limits_.idle)) {
      closed.push_back(id);
    } else if (server.state != State::opening && !server.retired && server.opened <= opened) {
      oldest = id;
      opened = server.opened;
      too_old = true;
    }
  }
  if (too_old) {
    Server& server = servers_.at(oldest);
    server.retired = true;
    if (server.state == State::idle) closed.push_back(oldest);
  }
  for (const ServerId id : closed) {
    std::erase(idle_, id);
    servers_.erase(id);
  }
}

std::vector<ServerId> Pool::retire_all() {
  std::vector<ServerId> closed;
  for (auto& [id, server] : servers_) {
    server.retired = true;
    if (server.state != State::taken) closed.push_back(id);
  }
  for (const ServerId id : closed) servers_.erase(id);
  idle_.clear();
  opening_ = 0;
  failure_.reset();  // another primary, another login: what failed before says nothing of it
  return closed;
}

bool Pool::retired(ServerId id) const {
  const auto found = servers_.find(id);
  return found == servers_.end() || found->second.retired || servers_.size() > limits_.servers;
}

}  // namespace ringfence::gateway
