// How a Stream reads where there is TLS. What comes is received into the second half of the loop's scratch and lies
// decrypted in the first, which is enough: it is never longer for being decrypted.
#include <sys/epoll.h>

#include "gateway/io/stream.h"
#include "gateway/io/tls_session.h"

namespace ringfence::gateway {

void Stream::start_tls_server(const std::shared_ptr<TlsContext>& context, bool direct) {
  tls_ = TlsSession::for_client(context, direct);
  if (!receiving_) begin_tls();
}

void Stream::start_tls_client(const std::shared_ptr<TlsContext>& context, const std::string& host) {
  tls_ = TlsSession::for_server(context, host);
  if (!receiving_) begin_tls();
}

// What was received as plain bytes and not used is the beginning of the handshake.
void Stream::begin_tls() {
  tls_->unread = std::move(in_);
  std::string().swap(in_);
  later();
}

bool Stream::read_raw() {
  if (tls_->over()) return false;
  const std::span<char> space = loop_.scratch();
  const std::span<char> half = space.subspan(space.size() / 2);
  const ssize_t count = receive(half);
  if (count <= 0) return false;
  const std::string_view came(half.data(), static_cast<std::size_t>(count));
  if (tls_->unread.empty()) {
    use_raw(came);
  } else {
    const std::string raw = std::move(tls_->unread.append(came));
    tls_->unread.clear();
    use_raw(raw);
  }
  return true;
}

// True: the handshake is done.
bool Stream::advance_handshake(std::string_view& raw) {
  const bool was_blocked = blocked();
  const TlsSession::Step step = tls_->handshake(raw, out_);
  if (!was_blocked) flush();
  if (step == TlsSession::Step::failed) broken(tls_->error());
  if (step == TlsSession::Step::ended) broken({"the other side closed the connection", {}, {}, "08006"});
  if (step != TlsSession::Step::done) return false;
  user_->tls_ready();
  return true;
}

void Stream::use_raw(std::string_view raw) {
  if (tls_->over() || (!tls_->ready() && !advance_handshake(raw))) return;
  const std::span<char> space = loop_.scratch().first(loop_.scratch().size() / 2);
  while (!closed() && !paused_ && !finishing_) {
    const std::size_t front = put_in_front(space);
    const bool was_blocked = blocked();
    std::size_t count = 0;
    const TlsSession::Step step = tls_->read(raw, space.subspan(front), count, out_);
    if (!was_blocked) flush();
    if (count > 0) give(space, front, count);
    if (closed()) return;
    if (step == TlsSession::Step::failed) return broken(tls_->error());
    if (step == TlsSession::Step::ended) return broken({"the other side closed the connection", {}, {}, "08006"});
    if (step == TlsSession::Step::wants_more) break;
  }
  if (!closed() && !raw.empty()) tls_->unread.assign(raw);
}

std::optional<std::string> Stream::channel_binding() const {
  return tls_ ? tls_->channel_binding() : std::optional<std::string>();
}

std::optional<std::string> Stream::certificate_name() const {
  return tls_ ? tls_->certificate_name() : std::optional<std::string>();
}

}  // namespace ringfence::gateway
