// Addresses of sockets, from what people write and back.
#pragma once

#include <sys/socket.h>

#include <string>
#include <utility>
#include <vector>

#include "base/result.h"

namespace ringfence::gateway {

struct SocketAddress {
  sockaddr_storage storage{};
  socklen_t length = 0;
  [[nodiscard]] const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&storage); }
  [[nodiscard]] bool is_unix() const { return storage.ss_family == AF_UNIX; }
};

// "DIR/.s.PGSQL.PORT", as PostgreSQL names its sockets.
std::string unix_path(const std::string& directory, int port);
Result<SocketAddress> unix_address(const std::string& path);

// Every address of a name, TCP; of an empty one those to listen on. May block, unless `numeric_only`.
Result<std::vector<SocketAddress>> resolve(const std::string& host, int port, bool to_listen,
                                           bool numeric_only = false);

// Of a TCP socket: nothing is held back to be sent together, and that the other side is gone is found out. Those that a
// listening socket accepts have what it has.
void set_tcp_options(int descriptor);

// ("127.0.0.1", 4711), of a TCP address.
std::pair<std::string, int> numeric(const SocketAddress& address);

}  // namespace ringfence::gateway
