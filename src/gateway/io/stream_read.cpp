// How a Stream reads, and to whom it gives what it has read.
#include <sys/epoll.h>
#include <sys/socket.h>

#include <algorithm>

#include "gateway/io/stream.h"
#include "gateway/io/system_error.h"
#include "gateway/io/tls_session.h"

namespace ringfence::gateway {

void Stream::ready(std::uint32_t epoll_events) {
  if (epoll_events == 0) {
    later_ = false;
    go_on();
    return;
  }
  if ((epoll_events & EPOLLOUT) != 0 && blocked()) {
    flush();
    if (!blocked() && !broken_) {
      if (finishing_) {
        ::shutdown(descriptor_, SHUT_WR);
      } else if (!tls_ || tls_->ready()) {
        user_->drained();
      }
    }
  }
  if (!closed() && (epoll_events & (EPOLLIN | EPOLLHUP | EPOLLERR)) != 0) readable(epoll_events);
}

void Stream::readable(std::uint32_t epoll_events) {
  if (finishing_) return linger();
  if (!paused_) {
    read_some();
    return;
  }
  want(wanted_ & ~EPOLLIN);
  if ((epoll_events & (EPOLLHUP | EPOLLERR)) == 0) return;
  // That the other side is gone is told by epoll whether one asks or not; it is looked at again by resume(), since what
  // came before comes first. If something waits to be sent, it never will be.
  if (blocked()) flush();
  if (broken_) return;
  loop_.forget(descriptor_, *this);
  watched_ = false;
}

// What was asked for at the end of the turn: to give again, or to be told that it is broken.
void Stream::go_on() {
  if (user_ == nullptr) return;
  if (!paused_ && !finishing_) {
    if (!in_.empty()) give_kept();
    if (!closed() && tls_) {
      const std::string raw = std::move(tls_->unread);
      tls_->unread.clear();
      use_raw(raw);
    }
  }
  if (closed() || !broken_) return;
  while (!closed() && !paused_ && !finishing_ && read_some()) {
  }
  if (!closed()) lose(Error(*broken_));
}

void Stream::linger() {
  for (int i = 0; i < 16; ++i) {
    const ssize_t count = ::recv(descriptor_, loop_.scratch().data(), loop_.scratch().size(), MSG_DONTWAIT);
    if (count > 0) continue;
    if (count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR)) return;
    return lose({"the connection was closed", {}, {}, "08006"});
  }
}

// How much came; 0: nothing now, or the connection is lost, and whoever reads has nothing more to do.
ssize_t Stream::receive(std::span<char> space) {
  for (;;) {
    const ssize_t count = ::recv(descriptor_, space.data(), space.size(), MSG_DONTWAIT);
    if (count > 0) return count;
    if (count == 0) {
      lose(broken_ ? Error(*broken_) : Error("the other side closed the connection", {}, {}, "08006"));
      return 0;
    }
    if (errno == EAGAIN || errno == EWOULDBLOCK) return 0;
    if (errno == EINTR) continue;
    lose(broken_ ? Error(*broken_) : system_error("could not receive data", "08006"));
    return 0;
  }
}

// What was not used goes in front of what comes, unless it is so long that it is better added to.
std::size_t Stream::put_in_front(std::span<char> space) {
  if (in_.empty() || in_.size() > space.size() / 2) return 0;
  std::copy(in_.begin(), in_.end(), space.begin());
  return in_.size();
}

// Whether anything came.
bool Stream::read_some() {
  return tls_ ? read_raw() : read_plain();
}

bool Stream::read_plain() {
  const std::span<char> space = loop_.scratch();
  const std::size_t front = put_in_front(space);
  const ssize_t count = receive(space.subspan(front));
  if (count <= 0) return false;
  give(space, front, static_cast<std::size_t>(count));
  return true;
}

void Stream::give(std::span<char> space, std::size_t front, std::size_t count) {
  if (front < in_.size()) {
    in_.append(space.data(), count);
    return give_kept();
  }
  const std::string_view all(space.data(), front + count);
  receiving_ = true;
  const bool was_plain = !tls_;
  const std::size_t used = user_->received(all);
  receiving_ = false;
  if (closed()) return;
  if (used >= all.size()) {
    if (!in_.empty()) std::string().swap(in_);
  } else {
    in_.assign(all.substr(used));
  }
  if (was_plain && tls_) begin_tls();
}

void Stream::give_kept() {
  receiving_ = true;
  const bool was_plain = !tls_;
  const std::size_t used = user_->received(in_);
  receiving_ = false;
  if (closed()) return;
  if (used >= in_.size())
    std::string().swap(in_);
  else
    in_.erase(0, used);
  if (was_plain && tls_) begin_tls();
}

}  // namespace ringfence::gateway
