#include "gateway/io/socket_address.h"

#include <fmt/format.h>
#include <netdb.h>
#include <netinet/tcp.h>
#include <sys/un.h>

#include <charconv>
#include <cstring>

#include "gateway/io/system_error.h"

namespace ringfence::gateway {

std::string unix_path(const std::string& directory, int port) {
  return fmt::format("{}/.s.PGSQL.{}", directory, port);
}

Result<SocketAddress> unix_address(const std::string& path) {
  sockaddr_un address{};
  if (path.size() >= sizeof address.sun_path) {
    return fail(fmt::format("Unix-domain socket path \"{}\" is too long (maximum {} bytes)", path,
                            sizeof address.sun_path - 1));
  }
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path, path.data(), path.size());
  SocketAddress result;
  std::memcpy(&result.storage, &address, sizeof address);
  result.length = sizeof address;
  return result;
}

Result<std::vector<SocketAddress>> resolve(const std::string& host, int port, bool to_listen, bool numeric_only) {
  addrinfo wanted{};
  wanted.ai_family = AF_UNSPEC;
  wanted.ai_socktype = SOCK_STREAM;
  wanted.ai_flags = AI_NUMERICSERV | (to_listen ? AI_PASSIVE : 0) | (numeric_only ? AI_NUMERICHOST : 0);
  addrinfo* found = nullptr;
  const int said = ::getaddrinfo(host.empty() ? nullptr : host.c_str(), std::to_string(port).c_str(), &wanted, &found);
  if (said != 0) {
    return Error(fmt::format("could not translate host name \"{}\" to address: {}", host,
                             said == EAI_SYSTEM ? system_text(errno) : ::gai_strerror(said)),
                 {}, {}, "08006");
  }
  std::vector<SocketAddress> all;
  for (const addrinfo* one = found; one != nullptr; one = one->ai_next) {
    SocketAddress address;
    std::memcpy(&address.storage, one->ai_addr, one->ai_addrlen);
    address.length = one->ai_addrlen;
    all.push_back(address);
  }
  ::freeaddrinfo(found);
  return all;
}

void set_tcp_options(int descriptor) {
  const int on = 1;
  ::setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  ::setsockopt(descriptor, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
}

std::pair<std::string, int> numeric(const SocketAddress& address) {
  char host[NI_MAXHOST], port[NI_MAXSERV];
  if (::getnameinfo(address.get(), address.length, host, sizeof host, port, sizeof port,
                    NI_NUMERICHOST | NI_NUMERICSERV) != 0) {
    return {"?", 0};
  }
  int number = 0;
  std::from_chars(port, port + std::strlen(port), number);
  return {host, number};
}

}  // namespace ringfence::gateway
