// The Listener of connect.h.
#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/limits.h"
#include "gateway/io/connect.h"
#include "gateway/io/socket_address.h"
#include "gateway/io/system_error.h"

namespace ringfence::gateway {

namespace {

// One socket that is listened on.
class Door : public Loop::Watcher {
 public:
  Door(Loop& loop, const Listener::Accepted& accepted) : loop_(loop), accepted_(accepted) {}
  ~Door() override;
  Door(const Door&) = delete;
  Door& operator=(const Door&) = delete;

  Status open(const SocketAddress& address);  // fails with errno set
  Status keep_path(const std::string& path);
  Status watch() { return loop_.watch(descriptor_, EPOLLIN, *this); }
  [[nodiscard]] int port() const;
  void ready(std::uint32_t epoll_events) override;

 private:
  void rest();

  Loop& loop_;
  const Listener::Accepted& accepted_;
  int descriptor_ = -1;
  bool unix_ = false;
  std::string path_;  // to be removed, while it is this file
  dev_t device_ = 0;
  ino_t inode_ = 0;
  Loop::Timer resting_ = 0;
};

Door::~Door() {
  loop_.cancel(resting_);
  if (descriptor_ < 0) return;
  loop_.forget(descriptor_, *this);
  ::close(descriptor_);
  struct stat found {};
  if (!path_.empty() && ::stat(path_.c_str(), &found) == 0 && found.st_dev == device_ && found.st_ino == inode_) {
    ::unlink(path_.c_str());
  }
}

Status Door::open(const SocketAddress& address) {
  unix_ = address.is_unix();
  descriptor_ = ::socket(address.storage.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (descriptor_ < 0) return system_error("could not create a socket");
  const int on = 1;
  if (!unix_) {
    ::setsockopt(descriptor_, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    set_tcp_options(descriptor_);
  }
  // Both families are listened on, each by a socket of its own.
  if (address.storage.ss_family == AF_INET6) ::setsockopt(descriptor_, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
  if (::bind(descriptor_, address.get(), address.length) != 0) return system_error("could not bind");
  if (::listen(descriptor_, SOMAXCONN) != 0) return system_error("could not listen");
  return {};
}

// Who may come in is decided by what they know, as with PostgreSQL's own socket.
Status Door::keep_path(const std::string& path) {
  struct stat found {};
  if (::chmod(path.c_str(), 0777) != 0 || ::stat(path.c_str(), &found) != 0) {
    return system_error(fmt::format("could not set permissions of file \"{}\"", path));
  }
  path_ = path;
  device_ = found.st_dev;
  inode_ = found.st_ino;
  return {};
}

int Door::port() const {
  SocketAddress own;
  own.length = sizeof own.storage;
  if (::getsockname(descriptor_, reinterpret_cast<sockaddr*>(&own.storage), &own.length) != 0) return 0;
  return numeric(own).second;
}

void Door::ready(std::uint32_t) {
  for (std::size_t i = 0; i < limits::accepted_a_turn; ++i) {
    const int accepted = ::accept4(descriptor_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (accepted >= 0) {
      accepted_(accepted, unix_);
      continue;
    }
    if (errno == EAGAIN || errno == EWOULDBLOCK) return;
    if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) return rest();
  }
}

// The connection that cannot be accepted stays ready: without a rest the loop would do nothing else.
void Door::rest() {
  loop_.change(descriptor_, 0, *this);
  resting_ = loop_.after(std::chrono::milliseconds(limits::accept_rest_ms),
                         [this] { loop_.change(descriptor_, EPOLLIN, *this); });
}

// A socket that nobody listens on is what a gateway that was killed has left.
Status remove_stale(const std::string& path, const SocketAddress& address) {
  struct stat found {};
  if (::lstat(path.c_str(), &found) != 0) return {};
  if (!S_ISSOCK(found.st_mode)) return fail(fmt::format("\"{}\" exists and is not a socket", path));
  const int probe = ::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (probe < 0) return system_error("could not create a socket");
  const bool stale = ::connect(probe, address.get(), address.length) != 0 && errno == ECONNREFUSED;
  ::close(probe);
  if (!stale) {
    return fail(fmt::format("could not listen on Unix socket \"{}\": another process does", path), {},
                "Stop it, or choose another port.");
  }
  if (::unlink(path.c_str()) != 0) return system_error(fmt::format("could not remove file \"{}\"", path));
  return {};
}

class Doors : public Listener {
 public:
  explicit Doors(Accepted accepted) : accepted_(std::move(accepted)) {}
  [[nodiscard]] int port() const override { return port_; }
  Status open_unix(Loop& loop, const Address& address);
  Status open_tcp(Loop& loop, const Address& address);

 private:
  Accepted accepted_;
  std::vector<std::unique_ptr<Door>> doors_;
  int port_ = 0;
};

Status Doors::open_unix(Loop& loop, const Address& address) {
  const std::string path = unix_path(address.host, address.port);
  const Result<SocketAddress> where = unix_address(path);
  if (!where) return where.error();
  RINGFENCE_TRY(remove_stale(path, *where));
  auto door = std::make_unique<Door>(loop, accepted_);
  if (const Status opened = door->open(*where); !opened) {
    return within(fmt::format("could not listen on Unix socket \"{}\"", path), opened.error());
  }
  RINGFENCE_TRY(door->keep_path(path));
  RINGFENCE_TRY(door->watch());
  doors_.push_back(std::move(door));
  port_ = address.port;
  return {};
}

Status Doors::open_tcp(Loop& loop, const Address& address) {
  port_ = address.port;
  Result<std::vector<SocketAddress>> all = resolve(address.host == "*" ? "" : address.host, address.port, true);
  if (!all) return all.error();
  Error last = fail(fmt::format("host name \"{}\" has no address", address.host));
  for (SocketAddress& where : *all) {
    // With a port chosen by the system for the first, the others take the same.
    if (where.storage.ss_family == AF_INET)
      reinterpret_cast<sockaddr_in&>(where.storage).sin_port = htons(port_);
    else
      reinterpret_cast<sockaddr_in6&>(where.storage).sin6_port = htons(port_);
    auto door = std::make_unique<Door>(loop, accepted_);
    if (const Status opened = door->open(where); !opened) {
      const int said = errno;
      last = within(fmt::format("could not listen on \"{}\", port {}", numeric(where).first, port_), opened.error());
      // A machine without one of the two families is no fault.
      if (said == EADDRNOTAVAIL || said == EAFNOSUPPORT) continue;
      if (said == EADDRINUSE) last.hint = "Stop the process that listens there, or choose another port.";
      return last;
    }
    RINGFENCE_TRY(door->watch());
    if (port_ == 0) port_ = door->port();
    doors_.push_back(std::move(door));
  }
  if (doors_.empty()) return last;
  return {};
}

}  // namespace

Result<std::unique_ptr<Listener>> Listener::listen(Loop& loop, const Address& address, Accepted accepted) {
  auto doors = std::make_unique<Doors>(std::move(accepted));
  RINGFENCE_TRY(address.host.starts_with('/') ? doors->open_unix(loop, address) : doors->open_tcp(loop, address));
  return std::unique_ptr<Listener>(std::move(doors));
}

}  // namespace ringfence::gateway
