#include "doctor/look/socket.h"

#include <sys/time.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "doctor/look/parts.h"

namespace ringfence::doctor {

namespace {

constexpr std::size_t answer_bytes = 8u << 10;

Error system_says() {
  const int error = errno == EINPROGRESS || errno == EAGAIN ? ETIMEDOUT : errno;
  return fail(std::strerror(error));
}

Result<Socket> make(const gateway::SocketAddress& address) {
  Socket socket(::socket(address.storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (socket.get() < 0) return system_says();
  const timeval patience{static_cast<time_t>(patience_ms / 1000), static_cast<suseconds_t>(patience_ms % 1000 * 1000)};
  ::setsockopt(socket.get(), SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  ::setsockopt(socket.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  return socket;
}

}  // namespace

Socket::~Socket() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

Result<Socket> connect_to(const gateway::SocketAddress& address) {
  auto socket = make(address);
  if (!socket) return socket.error();
  if (::connect(socket->get(), address.get(), address.length) != 0) return system_says();
  return std::move(*socket);
}

Status could_listen(const gateway::SocketAddress& address) {
  auto socket = make(address);
  if (!socket) return socket.error();
  const int on = 1;
  ::setsockopt(socket->get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (::bind(socket->get(), address.get(), address.length) != 0) return system_says();
  return {};
}

int listening_process(const Socket& socket) {
  ucred other{};
  socklen_t length = sizeof other;
  return ::getsockopt(socket.get(), SOL_SOCKET, SO_PEERCRED, &other, &length) == 0 ? other.pid : 0;
}

Result<std::string> http_get(const Socket& socket, const std::string& path) {
  const std::string request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
  if (::send(socket.get(), request.data(), request.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(request.size())) {
    return system_says();
  }
  std::string answer(answer_bytes, '\0');
  std::size_t size = 0;
  while (size < answer.size()) {
    const ssize_t got = ::recv(socket.get(), answer.data() + size, answer.size() - size, 0);
    if (got < 0) return system_says();
    if (got == 0) break;
    size += static_cast<std::size_t>(got);
  }
  answer.resize(size);
  return answer;
}

}  // namespace ringfence::doctor
