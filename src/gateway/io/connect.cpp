#include "gateway/io/connect.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "gateway/io/socket_address.h"
#include "gateway/io/system_error.h"

namespace ringfence::gateway {

namespace {

class Attempts : public Connecting, public Loop::Watcher {
 public:
  Attempts(Loop& loop, Errands& errands, std::vector<Address> addresses, std::size_t first,
           std::chrono::milliseconds patience, Done done)
      : loop_(loop),
        errands_(errands),
        addresses_(std::move(addresses)),
        first_(first),
        patience_(patience),
        done_(std::move(done)) {
    loop_.ready_later(*this);
  }
  ~Attempts() override { drop(); }
  Attempts(const Attempts&) = delete;
  Attempts& operator=(const Attempts&) = delete;

  void ready(std::uint32_t epoll_events) override;

 private:
  [[nodiscard]] std::size_t which() const { return (first_ + tried_) % addresses_.size(); }
  [[nodiscard]] const Address& address() const { return addresses_[which()]; }
  void resolve_next();
  void resolved(Result<std::vector<SocketAddress>> found);
  void connect_next();
  void next_address();
  void wait_at_most();
  void note(const std::string& what);
  void drop();
  void give(Result<std::unique_ptr<Stream>> stream);

  Loop& loop_;
  Errands& errands_;
  const std::vector<Address> addresses_;
  const std::size_t first_;
  const std::chrono::milliseconds patience_;
  Done done_;
  std::size_t tried_ = 0;             // addresses that have failed
  std::vector<SocketAddress> found_;  // of the one that is tried, from `next_`
  std::size_t next_ = 0;
  int descriptor_ = -1;
  Loop::Timer timer_ = 0;
  std::vector<std::string> said_;
  // What is resolved for an attempt that was given up finds its token gone.
  std::shared_ptr<int> token_;
};

void Attempts::drop() {
  loop_.cancel(timer_);
  timer_ = 0;
  token_.reset();
  loop_.forget(descriptor_, *this);
  if (descriptor_ >= 0) ::close(descriptor_);
  descriptor_ = -1;
}

void Attempts::give(Result<std::unique_ptr<Stream>> stream) {
  drop();
  const std::size_t of = stream && !addresses_.empty() ? which() : first_;
  const Done done = std::move(done_);
  done(std::move(stream), of);
}

void Attempts::note(const std::string& what) {
  const Address& to = address();
  if (to.host.starts_with('/')) {
    said_.push_back(fmt::format("connection to server on socket \"{}\" failed: {}", unix_path(to.host, to.port), what));
    return;
  }
  std::string at;
  if (next_ > 0) at = numeric(found_[next_ - 1]).first;
  said_.push_back(fmt::format("connection to server at \"{}\"{}, port {} failed: {}", to.host,
                              at.empty() || at == to.host ? "" : " (" + at + ")", to.port, what));
}

void Attempts::wait_at_most() {
  loop_.cancel(timer_);
  timer_ = loop_.after(patience_, [this] {
    const bool resolving = descriptor_ < 0;
    note(resolving ? "its name was not resolved in time" : "timeout expired");
    drop();
    if (resolving)
      next_address();
    else
      connect_next();
  });
}

void Attempts::next_address() {
  ++tried_;
  resolve_next();
}

void Attempts::resolve_next() {
  found_.clear();
  next_ = 0;
  if (tried_ >= addresses_.size()) {
    const bool one = said_.size() == 1;
    return give(Error(one ? said_.front() : "no server could be connected to",
                      one ? "" : fmt::format("{}", fmt::join(said_, "\n")), {}, "08006"));
  }
  const Address& to = address();
  if (to.host.starts_with('/')) {
    const Result<SocketAddress> path = unix_address(unix_path(to.host, to.port));
    return resolved(path ? Result<std::vector<SocketAddress>>(std::vector{*path}) : path.error());
  }
  if (auto numbers = resolve(to.host, to.port, false, true)) return resolved(std::move(numbers));
  token_ = std::make_shared<int>(0);
  const bool taken = errands_.run([this, to, token = std::weak_ptr<int>(token_)]() -> std::function<void()> {
    return [this, token, found = resolve(to.host, to.port, false)] {
      if (!token.expired()) resolved(found);
    };
  });
  if (taken) return wait_at_most();
  note("too many names are being resolved already");
  next_address();
}

void Attempts::resolved(Result<std::vector<SocketAddress>> found) {
  if (!found) {
    note(found.error().message);
    return next_address();
  }
  found_ = std::move(*found);
  connect_next();
}

void Attempts::connect_next() {
  while (next_ < found_.size()) {
    const SocketAddress& to = found_[next_++];
    drop();
    descriptor_ = ::socket(to.storage.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (descriptor_ < 0) {
      note(system_text(errno));
      continue;
    }
    const int begun = ::connect(descriptor_, to.get(), to.length);
    if (begun == 0 || errno == EINPROGRESS) {
      if (const Status watched = loop_.watch(descriptor_, EPOLLOUT, *this); watched) return wait_at_most();
    }
    note(system_text(errno));
  }
  next_address();
}

void Attempts::ready(std::uint32_t epoll_events) {
  if (epoll_events == 0) return resolve_next();
  int said = 0;
  socklen_t length = sizeof said;
  ::getsockopt(descriptor_, SOL_SOCKET, SO_ERROR, &said, &length);
  if (said != 0) {
    note(system_text(said));
    return connect_next();
  }
  loop_.forget(descriptor_, *this);
  const int connected = std::exchange(descriptor_, -1);
  if (!found_[next_ - 1].is_unix()) set_tcp_options(connected);
  give(std::make_unique<Stream>(loop_, connected, found_[next_ - 1].is_unix()));
}

}  // namespace

std::unique_ptr<Connecting> Connecting::start(Loop& loop, Errands& errands, std::vector<Address> addresses,
                                              std::size_t first, std::chrono::milliseconds patience, Done done) {
  return std::make_unique<Attempts>(loop, errands, std::move(addresses), first, patience, std::move(done));
}

}  // namespace ringfence::gateway
