// What sessions know of a server connection between them: what it has prepared, what its settings are, and whether a
// transaction is open. It belongs to one session at a time.
#pragma once

#include <cstdint>
#include <list>
#include <optional>
#include <unordered_map>

#include "base/limits.h"
#include "gateway/session/followed.h"
#include "gateway/wire/session.h"

namespace ringfence::gateway {

// The statements that a server has by name. Bounded: the one that was not used for longest goes.
class OnServer {
 public:
  // Whether it is there; if so, it was used just now.
  bool has(std::uint64_t statement) {
    const auto found = at_.find(statement);
    if (found == at_.end()) return false;
    if (found->second != order_.begin()) order_.splice(order_.begin(), order_, found->second);
    return true;
  }
  // Adds it; says which one must be closed for it.
  std::optional<std::uint64_t> add(std::uint64_t statement) {
    std::optional<std::uint64_t> oldest;
    if (at_.size() >= limits::prepared_per_server) {
      oldest = order_.back();
      remove(*oldest);
    }
    order_.push_front(statement);
    at_[statement] = order_.begin();
    return oldest;
  }
  void remove(std::uint64_t statement) {
    const auto found = at_.find(statement);
    if (found == at_.end()) return;
    order_.erase(found->second);
    at_.erase(found);
  }
  void clear() {
    order_.clear();
    at_.clear();
  }

 private:
  std::list<std::uint64_t> order_;
  std::unordered_map<std::uint64_t, std::list<std::uint64_t>::iterator> at_;
};

struct ServerSide {
  std::uint64_t id = 0;  // ServerId
  Followed followed;
  wire::TransactionStatus status = wire::TransactionStatus::idle;
  OnServer prepared;
  std::uint64_t unnamed = 0;  // which Parse its unnamed statement is of (Session::unnamed_): 0 for none that is known
  // What ringfence.viewer is there, empty: none; nothing: not known.
  std::optional<std::string> viewer = std::string();
  bool viewer_may_go_back = false;  // it was set in a transaction, whose ROLLBACK undoes it
  std::string link_name;            // of a peer link: what transfers' ids begin with
  std::uint64_t asked = 0;  // Query and Bind messages sent since the link was made: both sides of a peer link count
  bool spoiled = false;     // cannot be given to anybody else: to be closed
};

}  // namespace ringfence::gateway
