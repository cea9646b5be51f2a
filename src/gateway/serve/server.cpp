// One connection to the ring's PostgreSQL.
#include <fmt/format.h>

#include "base/crypto.h"
#include "base/limits.h"
#include "gateway/serve/gateway.h"
#include "gateway/serve/log.h"
#include "gateway/wire/frame.h"
#include "ledger/entry.h"

namespace ringfence::gateway {

void Server::open() {
  Gateway& gateway = pool_.gateway();
  connecting_ = Connecting::start(gateway.loop(), gateway.errands(), pool_.origin().addresses, pool_.first_address,
                                  std::chrono::milliseconds(5000),
                                  [this](Result<std::unique_ptr<Stream>> stream, std::size_t which) {
                                    if (!stream) return failed(stream.error(), false);
                                    connected(std::move(*stream), which);
                                  });
}

void Server::connected(std::unique_ptr<Stream> stream, std::size_t which) {
  connecting_.reset();
  which_ = which;
  stream_ = std::move(stream);
  stream_->start(*this);
  const ServerLogin::Tls tls = stream_->is_unix() ? ServerLogin::Tls::off : pool_.origin().asks_tls;
  ServerCredentials credentials = pool_.credentials();
  if (pool_.origin().peer) {
    link_name = ledger::new_transfer_id().substr(0, limits::link_name_digits);
    credentials.to_peer.emplace_back("ringfence.link", link_name);
    credentials.to_peer.emplace_back("ringfence.policy", pool_.gateway().router().knowledge().policy.sha256);
  }
  login_ = std::make_unique<ServerLogin>(std::move(credentials), tls, to_base64(random_bytes(18)));
  perform(login_->resume(ServerLogin::Connected{}));
}

const Address& Server::address() const {
  return pool_.origin().addresses[which_];
}

void Server::perform(const ServerLogin::Action& action) {
  if (!action.send.empty()) stream_->send(action.send);
  if (std::holds_alternative<ServerLogin::StartTls>(action.then)) {
    stream_->start_tls_client(pool_.origin().tls, address().host);
    return;
  }
  if (const auto* refused = std::get_if<ServerLogin::Failed>(&action.then)) {
    failed(refused->error, refused->password);
    return;
  }
  const auto* ready = std::get_if<ServerReady>(&action.then);
  if (!ready) return;
  bool standby = false;
  for (const auto& [name, value] : ready->parameters) {
    if (const auto place = gateway::followed(name)) followed.set(*place, value);
    if (name == "in_hot_standby" && value == "on") standby = true;
  }
  Gateway& gateway = pool_.gateway();
  if (standby && !pool_.origin().peer && gateway.wants_primary()) {
    pool_.first_address = (which_ + 1) % pool_.origin().addresses.size();
    // Nobody need hear of it where another one is the primary.
    if (++standbys_ < pool_.origin().addresses.size()) {
      stream_->close();
      pool_.gateway().loop().destroy_later(std::shared_ptr<Stream>(std::move(stream_)));
      login_.reset();
      open();
      return;
    }
    failed({fmt::format("ring {}: {} is a standby", gateway.settings().ring, address().host), {}, {}, "08006"}, false);
    return;
  }
  process = ready->process;
  cancel_key = ready->cancel_key;
  login_.reset();
  pool_.first_address = which_;
  parameters = ready->parameters;
  pool_.parameters = ready->parameters;
  pool_.opened(*this);
  gateway.settle();
}

void Server::failed(const Error& error, bool password) {
  Gateway& gateway = pool_.gateway();
  ++gateway.figures().servers_failed;
  if (password) gateway.forget_verifier(pool_.credentials().user);
  Error told{fmt::format("ring {}: no connection to its {}: {}", pool_.origin().ring,
                         pool_.origin().peer ? "gateway" : "database", error.message),
             error.detail, error.hint, error.sqlstate};
  log("server could not be opened", {{"service", pool_.credentials().user}, {"error", error.message}});
  shut();
  pool_.gone(*this, told);
  gateway.settle();
}

std::size_t Server::received(std::string_view bytes) {
  if (login_) {
    const ServerLogin::Action action = login_->resume(ServerLogin::Bytes{bytes});
    perform(action);
    return action.consumed;
  }
  if (holder) return holder->server_bytes(bytes);
  return idle_bytes(bytes);
}

// At rest a server may only tell of its settings, send notices, or say goodbye.
std::size_t Server::idle_bytes(std::string_view bytes) {
  std::size_t used = 0;
  for (;;) {
    const auto header = wire::read_frame_header(bytes.substr(used), wire::Sender::server);
    const bool known =
        header && (!*header || (*header)->type == 'S' || (*header)->type == 'N' || (*header)->type == 'E');
    if (!known) {
      spoiled = true;
      out();
      return bytes.size();
    }
    if (!*header) return used;
    const std::size_t size = wire::frame_header_bytes + (*header)->payload_bytes;
    if (bytes.size() - used < size) return used;
    const auto told = (*header)->type == 'S' ? wire::decode<wire::ParameterStatus>(bytes.substr(
                                                   used + wire::frame_header_bytes, (*header)->payload_bytes))
                                             : Result<wire::ParameterStatus>(wire::ParameterStatus{});
    if (told) {
      if (const auto place = gateway::followed(told->parameter)) followed.set(*place, told->value);
    }
    used += size;
  }
}

void Server::drained() {
  if (holder) holder->server_drained();
}

void Server::tls_ready() {
  if (!login_) return;
  const Origin& origin = pool_.origin();
  if (origin.peer && stream_->certificate_name() != "ring:" + origin.ring) {
    failed({fmt::format("what listens at {} is not the gateway of ring {}", address().host, origin.ring),
            fmt::format("its certificate is that of \"{}\"", stream_->certificate_name().value_or("")),
            {},
            "08006"},
           false);
    return;
  }
  perform(login_->resume(ServerLogin::TlsReady{stream_->channel_binding()}));
}

void Server::lost(const Error& why) {
  if (login_) {
    failed(why, false);
    return;
  }
  out();
}

void Server::out() {
  Gateway& gateway = pool_.gateway();
  ++gateway.figures().servers_lost;
  ServerHolder* const had = std::exchange(holder, nullptr);
  shut();
  if (had) {
    had->server_lost({fmt::format("ring {}: the connection to its {} was lost", pool_.origin().ring,
                                  pool_.origin().peer ? "gateway" : "database"),
                      {},
                      "begin the transaction again; if its COMMIT was under way, look first whether it was done",
                      "08006"});
  }
  pool_.gone(*this, std::nullopt);
  gateway.settle();
}

void Server::shut() {
  connecting_.reset();
  if (stream_ && !stream_->closed()) {
    if (!login_) stream_->send(wire::encode(wire::Terminate{}));
    stream_->close();
  }
}

}  // namespace ringfence::gateway
