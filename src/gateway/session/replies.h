// What a session's server still has to answer, in the order in which it was asked: one entry for each message sent to
// it, and one for each answer of our own that has to wait its turn. PostgreSQL 15, 55.2.3: an error makes the server
// pass over everything up to the next Sync. Pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "gateway/route/plan.h"

namespace ringfence::gateway {

enum class Awaits : std::uint8_t {
  parse,               // ParseComplete
  bind,                // BindComplete
  close,               // CloseComplete
  describe_statement,  // ParameterDescription, then RowDescription or NoData
  describe_portal,     // RowDescription or NoData
  execute,             // rows or a COPY, up to CommandComplete, EmptyQueryResponse or PortalSuspended
  sync,                // ReadyForQuery
  query,               // anything up to ReadyForQuery
  refusal,             // an error, in whose place `bytes` are said
  own,                 // nothing: `bytes` are said when it is their turn
};

// The COPY … FROM STDIN of one message, in order, and what became of the one at hand.
struct CopiesIn {
  std::shared_ptr<const Plan> plan;
  std::string declared;   // the subject, as for the message as a whole
  std::size_t begun = 0;  // statements up to here have begun
  std::string refusal;    // said in place of the server's error
};

struct Reply {
  Awaits awaits = Awaits::own;
  bool swallowed = false;       // the answer to a message of ours, of which the client knows nothing
  std::uint64_t statement = 0;  // of parse: the statement that the server has by then (Statement::id); 0: the unnamed
  std::string name;             // of parse: the client's name, which is gone again if this fails
  std::string bytes;            // of refusal and own
  std::shared_ptr<CopiesIn> copies = nullptr;  // of query and execute, where there are any
  // Likewise: makes temporary tables, or ends a transaction that may have.
  std::shared_ptr<const Plan> temporary = nullptr;
  bool failed = false;  // of query: one of its statements has
};

class Replies {
 public:
  void push(Reply reply) { waiting_.push_back(std::move(reply)); }
  [[nodiscard]] bool empty() const { return first_ == waiting_.size(); }
  [[nodiscard]] std::size_t size() const { return waiting_.size() - first_; }
  Reply& front() { return waiting_[first_]; }
  Reply& at(std::size_t index) { return waiting_[first_ + index]; }
  Reply& back() { return waiting_.back(); }
  void pop() {
    waiting_[first_] = {};
    if (++first_ == waiting_.size()) clear();
  }
  // Those that follow it at once. False: there are none.
  bool drop_syncs_behind_front() {
    const auto from = waiting_.begin() + static_cast<std::ptrdiff_t>(first_) + 1;
    auto to = from;
    while (to != waiting_.end() && to->awaits == Awaits::sync) ++to;
    const bool any = to != from;
    waiting_.erase(from, to);
    return any;
  }
  void clear() {
    if (waiting_.capacity() > kept) {
      std::vector<Reply>().swap(waiting_);
    } else {
      waiting_.clear();
    }
    first_ = 0;
  }

 private:
  static constexpr std::size_t kept = 8;
  std::vector<Reply> waiting_;
  std::size_t first_ = 0;
};

}  // namespace ringfence::gateway
