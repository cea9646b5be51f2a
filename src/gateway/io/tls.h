// TLS 1.2 and 1.3 by OpenSSL: contexts for listening, for servers and for peers. The gateway's only OpenSSL TLS.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "base/result.h"

namespace ringfence::gateway {

struct TlsFiles {
  std::string certificate;  // PEM, with its chain; empty: none
  std::string key;          // PEM, readable by its owner only
  std::string authority;    // PEM: who must have signed the other side's certificate; empty: it is not looked at
};

class TlsContext {
 public:
  // For what is listened on. With an authority client certificates are asked for; one that is offered has to be good.
  static Result<std::shared_ptr<TlsContext>> for_clients(const TlsFiles& files);
  // For connecting. With an authority the server's certificate has to be good and, where `host` of the connection is
  // named, for it.
  static Result<std::shared_ptr<TlsContext>> for_servers(const TlsFiles& files);
  ~TlsContext();
  struct State;
  [[nodiscard]] State& state() const { return *state_; }

 private:
  explicit TlsContext(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace ringfence::gateway
