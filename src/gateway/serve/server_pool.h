// The servers of one service and one set of startup settings: connections to the ring's PostgreSQL as that service, as
// a transfer's role, or to the gateway of another ring that is to act for it.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "gateway/io/connect.h"
#include "gateway/pool/pool.h"
#include "gateway/serve/database_uri.h"
#include "gateway/serve/origin.h"
#include "gateway/serve/server_holder.h"
#include "gateway/serve/settings.h"
#include "gateway/session/server_login.h"
#include "gateway/session/server_side.h"
#include "policy/transfer_rules.h"

namespace ringfence::gateway {

class Gateway;
class ServerPool;

class Server : public Stream::User, public ServerSide {
 public:
  Server(ServerPool& pool, ServerId number) : pool_(pool) { id = number; }
  void open();
  Stream& stream() { return *stream_; }
  ServerPool& pool() { return pool_; }
  ServerHolder* holder = nullptr;  // who has it
  // What a cancel request needs to reach it.
  [[nodiscard]] const Address& address() const;
  std::uint32_t process = 0;
  std::vector<std::pair<std::string, std::string>> parameters;  // what it said of itself at its login
  std::string cancel_key;
  unsigned cancelling = 0;  // cancel requests under way: nobody else may get it before they have arrived
  bool parked = false;      // given back meanwhile
  void shut();              // ends it, whatever it does

  std::size_t received(std::string_view bytes) override;
  void drained() override;
  void tls_ready() override;
  void lost(const Error& why) override;

 private:
  void connected(std::unique_ptr<Stream> stream, std::size_t which);
  void perform(const ServerLogin::Action& action);
  void failed(const Error& error, bool password);
  std::size_t idle_bytes(std::string_view bytes);
  void out();

  ServerPool& pool_;
  std::unique_ptr<Connecting> connecting_;
  std::unique_ptr<Stream> stream_;
  std::unique_ptr<ServerLogin> login_;
  std::size_t which_ = 0;
  std::size_t standbys_ = 0;  // that were tried, and are not what is wanted
};

class ServerPool {
 public:
  // `ring`: whose servers they are; Gateway::origin() says where.
  ServerPool(Gateway& gateway, std::string ring, ServerCredentials credentials, const PoolLimits& limits);
  ~ServerPool();

  Result<Server*> take(SessionId session);
  void give_back(Server& server);
  void discard(Server& server);  // it is dirty or broken
  void opened(Server& server);
  void gone(Server& server, const std::optional<Error>& opening_failed);
  void forget(SessionId session) { pool_.forget(session); }
  void tick();
  // The key that the last login of the service revealed. Another one than before: the password has changed.
  void use_key(const std::string& client_key, const std::string& server_key);
  void use_password(const std::string& password);
  void retire();
  void use(const PoolLimits& limits) { pool_.use(limits); }
  Server* find(ServerId id);

  Gateway& gateway() { return gateway_; }
  [[nodiscard]] const ServerCredentials& credentials() const { return credentials_; }
  [[nodiscard]] const Origin& origin() const;
  // Its servers read this ring's world views.
  [[nodiscard]] bool reads_world() const { return credentials_.user.starts_with(policy::world_prefix); }
  [[nodiscard]] Pool::Figures figures() const { return pool_.figures(); }
  // Server::parameters of the one that was opened last: what clients are told after their login. Empty: none yet.
  std::vector<std::pair<std::string, std::string>> parameters;
  std::size_t first_address = 0;  // the one that answered last, of the database's

 private:
  void open_one();
  [[nodiscard]] Error told(const Error& by_pool) const;
  Gateway& gateway_;
  std::string ring_;
  ServerCredentials credentials_;
  Pool pool_;
  std::optional<Error>
      refusal_;  // by the server itself, of the login that failed last; nothing: it was let in, or not reached
  std::unordered_map<ServerId, std::shared_ptr<Server>> servers_;
  static inline ServerId last_ = 0;
};

}  // namespace ringfence::gateway
