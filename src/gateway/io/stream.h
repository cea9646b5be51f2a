// A connected socket, TCP or Unix, plain or TLS, that never blocks. One recv() for each readiness, one send() for each
// answer; what the other side does not take yet is kept, bounded by whoever stops sending while blocked(). For the
// loop's thread.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "gateway/io/loop.h"
#include "gateway/io/tls.h"

namespace ringfence::gateway {

class Stream : public Loop::Watcher {
 public:
  // Called from the loop; may close or destroy the stream only by close() and Loop::destroy_later().
  class User {
   public:
    virtual ~User() = default;
    // Bytes came. Says how many it has used; the rest is kept and comes again in front of the next, or with retry().
    // `bytes` lies in the loop's scratch or in the stream: good until the call returns.
    virtual std::size_t received(std::string_view bytes) = 0;
    virtual void drained() = 0;               // blocked() is over
    virtual void tls_ready() = 0;             // start_tls() has come to its end
    virtual void lost(const Error& why) = 0;  // closed by the other side, or broken; received() first had it all
  };

  Stream(Loop& loop, int descriptor, bool unix_socket);  // takes the descriptor over
  ~Stream() override;

  void start(User& user);  // begins to read
  // Sends `first`, then `second`, in one system call where that can be.
  void send(std::string_view first, std::string_view second = {});
  [[nodiscard]] bool blocked() const;  // some of what was sent is still kept here
  [[nodiscard]] std::size_t kept() const;
  void pause();   // reads nothing more
  void resume();  // reads again, and gives again what was not used
  void retry();   // gives again what was not used, if anything, without waiting for more
  // The handshake; nothing may be sent before tls_ready(). `unread`: bytes already received that belong to it.
  void start_tls_server(const std::shared_ptr<TlsContext>& context, bool direct);
  void start_tls_client(const std::shared_ptr<TlsContext>& context, const std::string& host);
  [[nodiscard]] bool has_tls() const;
  [[nodiscard]] std::optional<std::string> channel_binding() const;   // tls-server-end-point (RFC 5929)
  [[nodiscard]] std::optional<std::string> certificate_name() const;  // CN of the other side's, if it was checked
  [[nodiscard]] bool is_unix() const;
  [[nodiscard]] std::string peer_address() const;  // "127.0.0.1:4711", "unix"
  void close();                                    // at once; what is kept is dropped
  void close_sent();                               // after all that is kept was sent, or a short while
  [[nodiscard]] bool closed() const;

  void ready(std::uint32_t epoll_events) override;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace ringfence::gateway
