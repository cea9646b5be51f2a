// One cancel request on its way to a server: connect, send, wait for the end. PostgreSQL 15, 55.2.8.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "gateway/io/connect.h"
#include "gateway/serve/server_pool.h"

namespace ringfence::gateway {

class Canceller final : public Stream::User {
 public:
  // `asker`: the connection that asked for it, which is told once it has arrived.
  Canceller(Gateway& gateway, ServerPool& pool, const Server& server, SessionId asker)
      : gateway_(gateway),
        pool_(pool),
        server_(server.id),
        process_(server.process),
        key_(server.cancel_key),
        asker_(asker) {}
  // `self` keeps it until it is done.
  void begin(const Address& address, std::shared_ptr<Canceller> self);

  std::size_t received(std::string_view bytes) override { return bytes.size(); }
  void drained() override {}
  void tls_ready() override {}
  void lost(const Error& why) override;

 private:
  void done();
  Gateway& gateway_;
  ServerPool& pool_;
  ServerId server_;
  std::uint32_t process_;
  std::string key_;
  SessionId asker_;
  std::shared_ptr<Canceller> self_;
  std::unique_ptr<Connecting> connecting_;
  std::unique_ptr<Stream> stream_;
};

}  // namespace ringfence::gateway
