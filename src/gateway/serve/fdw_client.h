// A connection that this ring's PostgreSQL has opened for a world view's foreign tables: an FdwSession, and the links
// that its cursors are read by. Does what the state machine says. For the loop's thread.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "gateway/serve/worlds.h"
#include "gateway/world/fdw_session.h"

namespace ringfence::gateway {

class Gateway;

class FdwClient {
 public:
  // `self`: the client whose connection it is; `backend`: who asks; `ring`: who is asked.
  FdwClient(Gateway& gateway, SessionId self, std::uint32_t backend, std::string ring)
      : gateway_(gateway), self_(self), backend_(backend), ring_(std::move(ring)) {}
  ~FdwClient();
  FdwClient(const FdwClient&) = delete;
  FdwClient& operator=(const FdwClient&) = delete;

  struct Answer {
    std::string bytes;
    bool close = false;
  };
  // Uses what it can; the answer is to be sent.
  std::size_t received(std::string_view bytes, Answer& answer);
  // A FETCH has its rows: what is to be said, then received() again.
  void fetched(const RingReader::Rows& rows, Answer& answer);
  void cancel();
  [[nodiscard]] bool waits() const { return session_.waits(); }
  [[nodiscard]] bool in_transaction() const { return session_.in_transaction(); }

 private:
  void perform(FdwSession::Actions& actions, Answer& answer);
  void open(const std::string& cursor, const WorldQuery& query);
  void fetch(const std::string& cursor, std::size_t rows, Answer& answer);
  void over();
  void undo(unsigned savepoint);
  void release(unsigned savepoint);
  WorldLink* find(SessionId link);

  Gateway& gateway_;
  SessionId self_;
  std::uint32_t backend_;
  std::string ring_;
  FdwSession session_;
  struct Cursor {
    SessionId link = 0;
    WorldLink::CursorId id = 0;
    unsigned savepoint = 0;  // behind which it was opened
    std::optional<Error> refused;
  };
  std::map<std::string, Cursor> cursors_;
  SessionId fetching_ = 0;               // the link of the FETCH that was last
  std::map<SessionId, unsigned> links_;  // of the transaction: behind which savepoint each was opened
};

}  // namespace ringfence::gateway
