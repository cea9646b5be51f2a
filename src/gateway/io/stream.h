// A connected socket, TCP or Unix, plain or TLS, that never blocks. One recv() for each readiness, one send() for each
// answer; what the other side does not take yet is kept, bounded by whoever stops sending while blocked(). For the
// loop's thread. An idle plain stream costs its own size and nothing else.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "gateway/io/loop.h"
#include "gateway/io/tls.h"

namespace ringfence::gateway {

class TlsSession;

class Stream : public Loop::Watcher {
 public:
  // Called from the loop, never from inside a call of the stream's, so that no call of these is inside another of the
  // same stream; may close or destroy the stream only by close() and Loop::destroy_later().
  class User {
   public:
    virtual ~User() = default;
    // Bytes came. Says how many it has used; the rest is kept and comes again in front of the next, or after retry() or
    // resume(). `bytes` lies in the loop's scratch or in the stream: good until the call returns. Who does not want
    // more than it has got pauses: what is not used is kept without a bound.
    virtual std::size_t received(std::string_view bytes) = 0;
    virtual void drained() = 0;    // blocked() is over
    virtual void tls_ready() = 0;  // start_tls() has come to a good end; otherwise lost()
    // Closed by the other side, or broken, or close_sent() is done: it is closed() now. Once; not after close().
    // received() first had all that came, unless it is paused.
    virtual void lost(const Error& why) = 0;
  };

  Stream(Loop& loop, int descriptor, bool unix_socket);  // takes the descriptor over
  ~Stream() override;
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;

  void start(User& user);  // begins to read
  // Sends `first`, then `second`, in one system call where that can be. Nothing, where it is closed or broken.
  void send(std::string_view first, std::string_view second = {});
  [[nodiscard]] bool blocked() const { return !out_.empty(); }  // some of what was sent is still kept here
  [[nodiscard]] std::size_t kept() const { return out_.size() - out_begin_; }
  void pause() { paused_ = true; }  // received() is not called any more; costs nothing if resumed before more comes
  void resume();                    // reads again, and gives again what was not used, before the loop waits
  void retry();                     // gives again what was not used, if anything, before the loop waits
  // The handshake; nothing may be sent before tls_ready(). Bytes that were received and not used, also by the call of
  // received() that this is called from, belong to it.
  void start_tls_server(const std::shared_ptr<TlsContext>& context, bool direct);
  void start_tls_client(const std::shared_ptr<TlsContext>& context, const std::string& host);
  [[nodiscard]] bool has_tls() const { return tls_ != nullptr; }
  [[nodiscard]] std::optional<std::string> channel_binding() const;   // tls-server-end-point (RFC 5929)
  [[nodiscard]] std::optional<std::string> certificate_name() const;  // CN of the other side's, if it was checked
  [[nodiscard]] bool is_unix() const { return unix_; }
  [[nodiscard]] std::string peer_address() const;  // "127.0.0.1:4711", "[::1]:4711", "unix"; while it is open
  void close();                                    // at once; what is kept is dropped
  // Reads nothing more; after all that is kept was sent and the other side has closed, or a short while, it is closed
  // and lost() is called.
  void close_sent();
  // close(), once TLS has said its last word: for a side that has said it leaves, and whose system would anyway take
  // nothing more.
  void leave();
  [[nodiscard]] bool closed() const { return descriptor_ < 0; }

  void ready(std::uint32_t epoll_events) override;

 private:
  void want(std::uint32_t epoll_events);
  void later();
  void broken(Error why);
  void lose(const Error& why);
  void flush();
  void readable(std::uint32_t epoll_events);
  void go_on();
  void linger();
  ssize_t receive(std::span<char> space);
  bool read_some();
  bool read_plain();
  bool read_raw();
  void use_raw(std::string_view raw);
  bool advance_handshake(std::string_view& raw);
  void give(std::span<char> space, std::size_t front, std::size_t count);
  void give_kept();
  void begin_tls();
  std::size_t put_in_front(std::span<char> space);

  Loop& loop_;
  User* user_ = nullptr;
  int descriptor_;
  std::uint32_t wanted_ = 0;
  bool unix_ : 1, watched_ : 1 = false, paused_ : 1 = false, later_ : 1 = false, receiving_ : 1 = false,
                             finishing_ : 1 = false;
  std::string in_;   // received and not used
  std::string out_;  // from out_begin_: sent and not taken
  std::size_t out_begin_ = 0;
  std::unique_ptr<TlsSession> tls_;
  std::unique_ptr<Error> broken_;  // told at the end of the turn
  Loop::Timer patience_ = 0;
};

}  // namespace ringfence::gateway
