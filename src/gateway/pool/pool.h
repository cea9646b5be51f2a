// Which session has which server, who waits, and when to open or close one. Pure: a state machine over numbers; for one
// thread. A pool is of one login role, one database and one set of startup settings; its servers are alike.
//
// Sessions are served in the order they came. The server given is the one that was used last: it is warm, and those
// that are not needed grow old and are closed. take() and give_back() take as long whatever is in the pool, and
// allocate nothing once it has been as full before.
//
// A number is one server's for ever; an unknown one is passed over, since its end may be told twice. Whatever frees
// room or makes servers necessary (gone(), retire_all(), opened() after failures) is followed by a tick(), which says
// how many to open.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "gateway/pool/waiting_line.h"

namespace ringfence::gateway {

using ServerId = std::uint64_t;

struct PoolLimits {
  std::size_t servers = 20;
  std::size_t waiting = 5000;                 // past it: 53300
  std::chrono::milliseconds patience{30000};  // a session waits no longer for a server: 53300
  std::chrono::milliseconds idle{600000};     // an unused server is closed
  std::chrono::milliseconds age{3600000};     // as is one that is older, once it is unused: one a tick, not all at once
  std::chrono::milliseconds retry{1000};      // after a server could not be opened; then one at a time until one could
};

class Pool {
 public:
  explicit Pool(PoolLimits limits);
  // From now on. Servers beyond their number are closed as they are given back.
  void use(PoolLimits limits) { limits_ = limits; }

  struct Taken {
    std::optional<ServerId> server;  // nothing: the session waits, and hears of it by a Grant or a Refusal
    bool open = false;               // a server has to be opened: opening() next
  };
  // For a session that has no server and does not wait. 53300: too many wait already. 08006 (with the last reason): no
  // server can be opened, and there is none.
  Result<Taken> take(SessionId session, Time now);

  struct Grant {
    SessionId session;
    ServerId server;
  };
  struct Refusal {
    SessionId session;
    Error error;
  };
  // The server is clean: it goes to whoever waits longest, or rests. One that is retired() is given to nobody: the next
  // tick closes it.
  std::optional<Grant> give_back(ServerId server, Time now);
  void opening(ServerId server);
  std::optional<Grant> opened(ServerId server, Time now);
  // It could not be opened, or it was lost or closed, idle or taken. Those who wait are refused only where nothing is
  // left that could serve them and `why` says that opening failed.
  std::vector<Refusal> gone(ServerId server, Time now, const std::optional<Error>& opening_failed);
  void forget(SessionId session);  // it waits no longer

  struct Tick {
    std::vector<ServerId> close;   // idle ones, no longer in the pool
    std::vector<Refusal> refused;  // who has waited too long
    std::size_t open = 0;          // servers to open now
  };
  Tick tick(Time now);
  // The servers' primary has moved, or the login has changed: idle ones and those being opened are to be closed now and
  // are no longer in the pool; the others when they are given back.
  std::vector<ServerId> retire_all();
  // To be closed, then gone(), instead of given back: taken and retired or too old, one too many, or not in the pool.
  [[nodiscard]] bool retired(ServerId server) const;

  struct Figures {
    std::size_t idle = 0, taken = 0, opening = 0, waiting = 0;
  };
  [[nodiscard]] Figures figures() const;

 private:
  enum class State : std::uint8_t { opening, idle, taken };
  struct Server {
    State state = State::opening;
    bool retired = false;
    Time opened;
    Time given_back;
  };
  std::optional<Grant> place(ServerId id, Server& server);
  [[nodiscard]] std::size_t to_open(Time now) const;
  [[nodiscard]] Error unreachable() const;
  std::vector<Refusal> refuse_all();
  void close_idle(Time now, std::vector<ServerId>& closed);

  PoolLimits limits_;
  std::unordered_map<ServerId, Server> servers_;
  std::vector<ServerId> idle_;  // the one that was used last is at the back
  std::size_t opening_ = 0;
  WaitingLine waiting_;
  std::optional<Error> failure_;  // the last opening's, until one succeeds
  Time retry_at_;
};

}  // namespace ringfence::gateway
