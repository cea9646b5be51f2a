// Listening and connecting. For the loop's thread; names are resolved by a thread of their own, since that may block.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "gateway/io/errands.h"
#include "gateway/io/loop.h"
#include "gateway/io/stream.h"

namespace ringfence::gateway {

// A host and port, or a directory of Unix sockets (it begins with a slash) and the port in the socket's name.
struct Address {
  std::string host;
  int port = 5432;
};

// Accepts until destroyed, several connections a turn; rests a moment where the system has no descriptor left. How many
// may be open is for `accepted` to decide, which takes the descriptor over.
class Listener {
 public:
  using Accepted = std::function<void(int descriptor, bool unix_socket)>;
  // An empty host or "*": every address of this machine. May block where the host is a name.
  // A port of 0 is chosen by the system: port() tells. A stale Unix socket is replaced, one that is listened on is not.
  static Result<std::unique_ptr<Listener>> listen(Loop& loop, const Address& address, Accepted accepted);
  virtual ~Listener() = default;
  [[nodiscard]] virtual int port() const = 0;
};

// Tries the addresses in order, from the one that is `first` and round, each of a name's, and gives the first that
// connects and which it was of `addresses`. `patience` is for each attempt, a name's resolution included. Destroying it
// gives up; it may be destroyed by `done`, which is called once, from the loop, never from start().
class Connecting {
 public:
  using Done = std::function<void(Result<std::unique_ptr<Stream>> stream, std::size_t which)>;
  // 08006, and its detail names every address and what it said.
  static std::unique_ptr<Connecting> start(Loop& loop, Errands& errands, std::vector<Address> addresses,
                                           std::size_t first, std::chrono::milliseconds patience, Done done);
  virtual ~Connecting() = default;
};

}  // namespace ringfence::gateway
