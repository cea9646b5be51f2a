// Opening, sending and closing; stream_read.cpp reads.
#include "gateway/io/stream.h"

#include <fmt/format.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>

#include "base/limits.h"
#include "gateway/io/socket_address.h"
#include "gateway/io/system_error.h"
#include "gateway/io/tls_session.h"

namespace ringfence::gateway {

namespace {

// A record of TLS; two pieces that fit into one are sent as one.
constexpr std::size_t record_bytes = 16384;

ssize_t send_pieces(int descriptor, std::string_view first, std::string_view second) {
  for (;;) {
    ssize_t count = 0;
    if (second.empty()) {
      count = ::send(descriptor, first.data(), first.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    } else {
      iovec pieces[2] = {{const_cast<char*>(first.data()), first.size()},
                         {const_cast<char*>(second.data()), second.size()}};
      msghdr message{};
      message.msg_iov = pieces;
      message.msg_iovlen = 2;
      count = ::sendmsg(descriptor, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
    }
    if (count >= 0) return count;
    if (errno == EAGAIN || errno == EWOULDBLOCK) return 0;
    if (errno != EINTR) return -1;
  }
}

}  // namespace

Stream::Stream(Loop& loop, int descriptor, bool unix_socket)
    : loop_(loop), descriptor_(descriptor), unix_(unix_socket) {}

Stream::~Stream() {
  close();
}

void Stream::start(User& user) {
  user_ = &user;
  wanted_ = EPOLLIN | (blocked() ? EPOLLOUT : 0u);
  const Status watched = loop_.watch(descriptor_, wanted_, *this);
  watched_ = watched.has_value();
  if (!watched_) broken(watched.error());
  if (broken_) later();
}

void Stream::want(std::uint32_t epoll_events) {
  if (wanted_ == epoll_events) return;
  wanted_ = epoll_events;
  if (watched_) loop_.change(descriptor_, wanted_, *this);
}

void Stream::later() {
  if (later_ || closed()) return;
  later_ = true;
  loop_.ready_later(*this);
}

void Stream::broken(Error why) {
  if (closed()) return;
  if (!broken_) broken_ = std::make_unique<Error>(std::move(why));
  if (broken_->sqlstate.empty()) broken_->sqlstate = "08006";
  later();
}

void Stream::send(std::string_view first, std::string_view second) {
  if (closed() || broken_ || finishing_) return;
  if (first.empty()) std::swap(first, second);
  if (first.empty()) return;
  if (tls_) {
    const bool was_blocked = blocked();
    bool written = false;
    if (!second.empty() && first.size() + second.size() <= record_bytes) {
      written = tls_->write(std::string(first).append(second), out_);
    } else {
      written = tls_->write(first, out_) && tls_->write(second, out_);
    }
    if (!written) return broken(tls_->error());
    if (!was_blocked) flush();
    return;
  }
  if (blocked()) {
    out_.append(first).append(second);
    return;
  }
  const ssize_t result = send_pieces(descriptor_, first, second);
  if (result < 0) return broken(system_error("could not send data", "08006"));
  const auto count = static_cast<std::size_t>(result);
  if (count == first.size() + second.size()) return;
  if (count < first.size())
    out_.append(first.substr(count)).append(second);
  else
    out_.append(second.substr(count - first.size()));
  want(wanted_ | EPOLLOUT);
}

void Stream::flush() {
  if (!blocked() || broken_) return;
  const std::string_view rest = std::string_view(out_).substr(out_begin_);
  const ssize_t count = send_pieces(descriptor_, rest, {});
  if (count < 0) {
    std::string().swap(out_);
    out_begin_ = 0;
    return broken(system_error("could not send data", "08006"));
  }
  out_begin_ += static_cast<std::size_t>(count);
  if (out_begin_ == out_.size()) {
    std::string().swap(out_);
    out_begin_ = 0;
    want(wanted_ & ~EPOLLOUT);
    return;
  }
  // What was taken is given back once it is as much as what is left, so that each byte is moved once on average.
  if (out_begin_ > out_.size() / 2) {
    out_.erase(0, out_begin_);
    out_begin_ = 0;
  }
  want(wanted_ | EPOLLOUT);
}

void Stream::resume() {
  if (!paused_ || closed()) return;
  paused_ = false;
  if (!watched_ && user_ != nullptr && !broken_) {
    wanted_ |= EPOLLIN;
    const Status watched = loop_.watch(descriptor_, wanted_, *this);
    watched_ = watched.has_value();
    if (!watched_) broken(watched.error());
  } else {
    want(wanted_ | EPOLLIN);
  }
  retry();
}

void Stream::retry() {
  if (receiving_ || !in_.empty() || tls_) later();
}

std::string Stream::peer_address() const {
  if (unix_) return "unix";
  SocketAddress peer;
  peer.length = sizeof peer.storage;
  if (::getpeername(descriptor_, reinterpret_cast<sockaddr*>(&peer.storage), &peer.length) != 0) return {};
  const auto [host, port] = numeric(peer);
  return fmt::format("{}:{}", host.find(':') == std::string::npos ? host : "[" + host + "]", port);
}

void Stream::close() {
  if (closed()) return;
  loop_.forget(-1, *this);  // epoll forgets a descriptor by itself when it is closed
  loop_.cancel(patience_);
  ::close(descriptor_);
  descriptor_ = -1;
  later_ = false;
  std::string().swap(out_);
  out_begin_ = 0;
}

void Stream::leave() {
  if (closed()) return;
  if (tls_ && !broken_) {
    tls_->finish(out_);
    flush();
  }
  close();
}

void Stream::lose(const Error& why) {
  close();
  if (user_ != nullptr) user_->lost(why);
}

void Stream::close_sent() {
  if (closed() || finishing_) return;
  if (tls_ && !broken_) {
    const bool was_blocked = blocked();
    tls_->finish(out_);
    if (!was_blocked) flush();
  }
  finishing_ = true;
  std::uint32_t events = blocked() ? EPOLLOUT : 0u;
  // Closing with something unread would have the system take back what was sent.
  if (!blocked()) ::shutdown(descriptor_, SHUT_WR);
  if (user_ == nullptr || !watched_) return broken({"the connection was closed", {}, {}, "08006"});
  want(events | EPOLLIN);
  patience_ = loop_.after(std::chrono::milliseconds(limits::linger_ms), [this] {
    lose({"the connection was closed", {}, {}, "08006"});
  });
}

}  // namespace ringfence::gateway
