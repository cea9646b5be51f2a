// Which session has which server, who waits, and when to open or close one. Pure: a state machine over numbers; for one
// thread. A pool is of one login role, one database and one set of startup settings; its servers are alike.
//
// Sessions are served in the order they came. The server given is the one that was used last: it is warm, and those
// that are not needed grow old and are closed.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"

namespace ringfence::gateway {

using SessionId = std::uint64_t;
using ServerId = std::uint64_t;
using Time = std::chrono::steady_clock::time_point;

struct PoolLimits {
  std::size_t servers = 20;
  std::size_t waiting = 5000;                 // past it: 53300
  std::chrono::milliseconds patience{30000};  // a session waits no longer for a server: 53300
  std::chrono::milliseconds idle{600000};     // an unused server is closed
  std::chrono::milliseconds age{3600000};     // as is one that is older than this, once it is unused
  std::chrono::milliseconds retry{1000};      // after a server could not be opened
};

class Pool {
 public:
  explicit Pool(PoolLimits limits) : limits_(limits) {}

  struct Taken {
    std::optional<ServerId> server;  // nothing: the session waits, and hears of it by a Grant or a Refusal
    bool open = false;               // a server has to be opened: opening() next
  };
  // 53300: too many wait already. 08006 (with the last reason): no server can be opened, and there is none.
  Result<Taken> take(SessionId session, Time now);

  struct Grant {
    SessionId session;
    ServerId server;
  };
  struct Refusal {
    SessionId session;
    Error error;
  };
  // The server is clean: it goes to whoever waits longest, or rests.
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
  // The servers' primary has moved, or the login has changed: idle ones are to be closed now, the others when they are
  // given back.
  std::vector<ServerId> retire_all();
  [[nodiscard]] bool retired(ServerId server) const;  // taken, and to be closed instead of given back

  struct Figures {
    std::size_t idle = 0, taken = 0, opening = 0, waiting = 0;
  };
  [[nodiscard]] Figures figures() const;

 private:
  PoolLimits limits_;
};

}  // namespace ringfence::gateway
