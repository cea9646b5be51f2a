#include "gateway/serve/server_pool.h"

#include "base/limits.h"
#include "gateway/serve/gateway.h"

namespace ringfence::gateway {

ServerPool::ServerPool(Gateway& gateway, std::string ring, ServerCredentials credentials, const PoolLimits& limits)
    : gateway_(gateway), ring_(std::move(ring)), credentials_(std::move(credentials)), pool_(limits) {}

const Origin& ServerPool::origin() const {
  return gateway_.origin(ring_);
}

ServerPool::~ServerPool() {
  for (auto& [id, server] : servers_) server->shut();
}

Server* ServerPool::find(ServerId id) {
  const auto found = servers_.find(id);
  return found == servers_.end() ? nullptr : found->second.get();
}

Result<Server*> ServerPool::take(SessionId session) {
  auto taken = pool_.take(session, gateway_.loop().now());
  if (!taken) return told(taken.error());
  if (taken->open) open_one();
  return taken->server ? find(*taken->server) : nullptr;
}

void ServerPool::open_one() {
  const auto server = std::make_shared<Server>(*this, ++last_);
  servers_.emplace(server->id, server);
  pool_.opening(server->id);
  ++gateway_.figures().servers_opened;
  server->open();
}

void ServerPool::give_back(Server& server) {
  server.holder = nullptr;
  if (server.cancelling > 0) {
    server.parked = true;
    return;
  }
  server.parked = false;
  // Both sides of a peer link count what is asked over it; the number has 32 bits.
  if (server.asked > limits::asked_per_link) server.spoiled = true;
  if (server.spoiled || pool_.retired(server.id)) {
    discard(server);
    return;
  }
  if (const auto grant = pool_.give_back(server.id, gateway_.loop().now())) gateway_.grant(*grant);
}

void ServerPool::discard(Server& server) {
  server.holder = nullptr;
  server.shut();
  gone(server, std::nullopt);
}

// What the server says of a login (a setting that it does not have, a database that is gone) is the client's own to
// hear.
Error ServerPool::told(const Error& by_pool) const {
  return refusal_ && by_pool.sqlstate == "08006" ? *refusal_ : by_pool;
}

void ServerPool::opened(Server& server) {
  refusal_.reset();
  if (const auto grant = pool_.opened(server.id, gateway_.loop().now())) gateway_.grant(*grant);
}

void ServerPool::gone(Server& server, const std::optional<Error>& opening_failed) {
  const auto found = servers_.find(server.id);
  if (found == servers_.end()) return;
  gateway_.loop().destroy_later(found->second);
  servers_.erase(found);
  if (opening_failed) {
    refusal_ = opening_failed->sqlstate.starts_with("08") ? std::nullopt : opening_failed;
  }
  std::vector<Pool::Refusal> refused = pool_.gone(server.id, gateway_.loop().now(), opening_failed);
  for (Pool::Refusal& one : refused) one.error = told(one.error);
  gateway_.refuse(std::move(refused));
  tick();
}

void ServerPool::tick() {
  Pool::Tick due = pool_.tick(gateway_.loop().now());
  for (const ServerId id : due.close) {
    const auto found = servers_.find(id);
    if (found == servers_.end()) continue;
    found->second->shut();
    gateway_.loop().destroy_later(found->second);
    servers_.erase(found);
  }
  gateway_.refuse(std::move(due.refused));
  for (std::size_t i = 0; i < due.open; ++i) open_one();
}

void ServerPool::use_key(const std::string& client_key, const std::string& server_key) {
  if (credentials_.client_key == client_key) return;
  const bool had_one = !credentials_.client_key.empty();
  credentials_.client_key = client_key;
  credentials_.server_key = server_key;
  if (had_one) retire();
}

void ServerPool::use_password(const std::string& password) {
  credentials_.password = password;
  retire();
}

void ServerPool::retire() {
  for (const ServerId id : pool_.retire_all()) {
    const auto found = servers_.find(id);
    if (found == servers_.end()) continue;
    found->second->shut();
    gateway_.loop().destroy_later(found->second);
    servers_.erase(found);
  }
}

}  // namespace ringfence::gateway
