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
#include "gateway/session/second_look.h"
#include "gateway/session/transfer.h"

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
  refusal,             // an error, in whose place `text` is said
  own,                 // nothing: `text` is said when it is its turn
  second_look,         // what is withheld is counted, and then the client told that the server is ready
};

// The COPY … FROM STDIN of one message, in order, and what became of the one at hand.
struct CopiesIn {
  std::shared_ptr<const Plan> plan;
  std::string declared;   // the subject, as for the message as a whole
  std::size_t begun = 0;  // statements up to here have begun
  std::string refusal;    // said in place of the server's error
};

// Made, moved and let go once a message: small, with what few messages need behind a pointer.
struct Reply {
  Awaits awaits = Awaits::own;
  bool swallowed = false;  // the answer to a message of ours, of which the client knows nothing
  bool failed = false;     // of query: one of its statements has
  bool alone = false;      // DISCARD ALL, DEALLOCATE ALL, COPY FROM STDIN: what may follow depends on how it ends
  // Of parse: the statement that the server has by then (Statement::id); 0: the unnamed. Of close: Portal::number.
  std::uint64_t statement = 0;
  // Of parse: the client's name, which is gone again if this fails; of close: the portal's; of refusal and own: what is
  // said.
  std::string text;
  std::unique_ptr<CopiesIn> copies;  // of query and execute, where there are any
  // Likewise: makes temporary tables, or ends a transaction that may have.
  std::shared_ptr<const Plan> temporary;
  std::shared_ptr<Carried> carried;            // likewise: a transfer's
  std::shared_ptr<const Countable> countable;  // likewise, on request: what of it is withheld is to be counted
  void let_go() {
    if (!text.empty()) text = {};
    if (copies) copies.reset();
    if (temporary) temporary.reset();
    if (carried) carried.reset();
    if (countable) countable.reset();
  }
};

class Replies {
 public:
  // Returns the new last, for what few messages need.
  Reply& push(Awaits awaits, bool swallowed = false, std::uint64_t statement = 0) {
    if (awaits == Awaits::parse) ++parses_;
    if (end_ == waiting_.size()) make_room();
    Reply& last = waiting_[end_++];
    last.awaits = awaits;
    last.swallowed = swallowed;
    last.failed = last.alone = false;
    last.statement = statement;
    return last;
  }
  [[nodiscard]] bool empty() const { return first_ == end_; }
  [[nodiscard]] std::size_t size() const { return end_ - first_; }
  [[nodiscard]] auto begin() const { return waiting_.begin() + static_cast<std::ptrdiff_t>(first_); }
  [[nodiscard]] auto end() const { return waiting_.begin() + static_cast<std::ptrdiff_t>(end_); }
  Reply& front() { return waiting_[first_]; }
  Reply& at(std::size_t index) { return waiting_[first_ + index]; }
  Reply& back() { return waiting_[end_ - 1]; }
  void pop() {
    if (front().awaits == Awaits::parse) --parses_;
    if (front().alone) alone_ = false;
    front().let_go();
    if (++first_ == end_) begin_anew();
  }
  void clear() {
    for (; first_ != end_; ++first_) front().let_go();
    parses_ = 0;
    alone_ = false;
    begin_anew();
  }
  // Nothing but a Sync may be sent behind the last before it is answered.
  void leave_last_alone() { back().alone = alone_ = true; }
  [[nodiscard]] bool alone() const { return alone_; }
  // Whether the last Parse of this statement that is not answered yet stands before a Sync: should it fail, what is
  // sent now would find nothing, though it comes after that Sync.
  [[nodiscard]] bool unsure_of(std::uint64_t statement) const {
    if (parses_ == 0) return false;
    bool synced = false;
    for (std::size_t i = end_; i > first_; --i) {
      const Reply& reply = waiting_[i - 1];
      if (reply.awaits == Awaits::parse && reply.statement == statement) return synced;
      synced = synced || reply.awaits == Awaits::sync;
    }
    return false;
  }
  // The first has begun a COPY FROM STDIN: the server reads what it was sent already as part of that. It passes over a
  // Sync, and fails at anything else, which is then gone; of a pipeline the rest up to the next Sync is gone as well,
  // and that is for the error to say.
  void copy_began() {
    const bool query = front().awaits == Awaits::query;
    for (std::size_t i = 1; i < size();) {
      const Awaits awaits = at(i).awaits;
      if (awaits != Awaits::own && awaits != Awaits::sync && !query) return;
      if (awaits == Awaits::own) {
        ++i;
        continue;
      }
      if (awaits == Awaits::parse) --parses_;
      waiting_.erase(waiting_.begin() + static_cast<std::ptrdiff_t>(first_ + i));
      --end_;
      if (awaits != Awaits::sync) return;
    }
  }

 private:
  static constexpr std::size_t kept = 8;
  [[gnu::cold]] void make_room() { waiting_.emplace_back(); }
  void begin_anew() {
    if (waiting_.size() > kept) std::vector<Reply>().swap(waiting_);
    first_ = end_ = 0;
  }
  std::vector<Reply> waiting_;  // only what stands in [first_, end_) waits; the others have let go and are used again
  std::size_t first_ = 0;
  std::size_t end_ = 0;
  std::size_t parses_ = 0;
  bool alone_ = false;
};

}  // namespace ringfence::gateway
