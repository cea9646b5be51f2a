// A blocking socket that gives up after `patience_ms`. For this folder only.
#pragma once

#include <string>
#include <utility>

#include "base/result.h"
#include "gateway/io/socket_address.h"

namespace ringfence::doctor {

class Socket {
 public:
  explicit Socket(int descriptor) : descriptor_(descriptor) {}
  Socket(Socket&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
  Socket& operator=(Socket&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    return *this;
  }
  ~Socket();
  [[nodiscard]] int get() const { return descriptor_; }

 private:
  int descriptor_;
};

Result<Socket> connect_to(const gateway::SocketAddress& address);
// Whether a socket could listen there now.
Status could_listen(const gateway::SocketAddress& address);
// The process that listens at the other end of a Unix socket; 0: not known.
int listening_process(const Socket& socket);
// The answer to GET `path`, its headers included; at most some KiB.
Result<std::string> http_get(const Socket& socket, const std::string& path);

}  // namespace ringfence::doctor
