// TLS over bytes, with no socket in it: what came is given in, what is to be sent is appended to a buffer. For one
// thread. After `failed` or `ended` nothing but error() and finish() may be called.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "gateway/io/tls.h"

namespace ringfence::gateway {

class TlsSession {
 public:
  enum class Step { done, wants_more, ended, failed };

  // Direct: the handshake came without an SSLRequest, and has to name the protocol "postgresql" (ALPN).
  static std::unique_ptr<TlsSession> for_client(std::shared_ptr<TlsContext> context, bool direct);
  // An empty host is not compared with the certificate.
  static std::unique_ptr<TlsSession> for_server(std::shared_ptr<TlsContext> context, const std::string& host);
  ~TlsSession();

  // `raw` loses from its front what was used: all of it, where the answer is wants_more.
  Step handshake(std::string_view& raw, std::string& out);
  [[nodiscard]] bool ready() const { return ready_; }
  [[nodiscard]] bool over() const { return over_; }  // failed or ended
  // Fills as much of `into` as there is; `count` may be less than that and still `done`.
  Step read(std::string_view& raw, std::span<char> into, std::size_t& count, std::string& out);
  [[nodiscard]] bool write(std::string_view bytes, std::string& out);
  void finish(std::string& out);  // tells the other side that no more comes
  [[nodiscard]] const Error& error() const { return error_; }

  // Raw bytes that wait until its stream reads again.
  std::string unread;

  [[nodiscard]] std::optional<std::string> channel_binding() const;
  [[nodiscard]] std::optional<std::string> certificate_name() const;

 private:
  struct State;
  TlsSession(std::shared_ptr<TlsContext> context, bool accepting);
  Step failed(int result, const char* doing);
  [[nodiscard]] Status acceptable() const;

  std::unique_ptr<State> state_;
  bool ready_ = false, over_ = false, accepting_ = false, direct_ = false;
  Error error_;
};

}  // namespace ringfence::gateway
