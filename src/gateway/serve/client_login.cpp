// A client up to the beginning of its session.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/ascii.h"
#include "base/limits.h"
#include "gateway/serve/client.h"
#include "gateway/serve/gateway.h"
#include "gateway/session/startup_settings.h"
#include "gateway/wire/session.h"
#include "policy/transfer_rules.h"

namespace ringfence::gateway {

namespace {

bool is_link_name(std::string_view name) {
  return name.size() == limits::link_name_digits &&
         std::ranges::all_of(name, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

Error other_policy(const std::string& ours, const std::string& our_hash, const std::string& theirs,
                   const std::string& their_hash) {
  return {fmt::format("refused: the gateways of ring {} and ring {} go by different policies", ours, theirs),
          fmt::format("{} goes by {}, {} by {}", ours, our_hash, theirs, their_hash),
          "apply the same policy in both rings", "55000"};
}

}  // namespace

std::size_t Client::login_bytes(std::string_view bytes) {
  constexpr char client_hello = 0x16;  // no startup packet begins with it: it would be 369 MB long
  if (!stream_->has_tls() && !bytes.empty() && bytes.front() == client_hello && gateway_.client_tls()) {
    stream_->start_tls_server(gateway_.client_tls(), true);
    return 0;
  }
  const Login::Action action = login_->resume(Login::Bytes{bytes});
  perform_login(action);
  return action.consumed;
}

void Client::tls_ready() {
  perform_login(login_->resume(Login::TlsReady{about()}));
}

void Client::perform_login(const Login::Action& action) {
  if (!action.reply.empty()) stream_->send(action.reply);
  if (std::holds_alternative<Login::StartTls>(action.then)) {
    stream_->start_tls_server(gateway_.client_tls(), false);
  } else if (const auto* find = std::get_if<Login::FindVerifier>(&action.then)) {
    stream_->pause();
    gateway_.find_verifier(find->user, [&gateway = gateway_, id = id_](const Login::Event& event) {
      Client* const client = gateway.find(id);
      if (!client || !client->login_) return;
      client->stream_->resume();
      client->perform_login(client->login_->resume(event));
    });
  } else if (const auto* cancel = std::get_if<Login::Cancel>(&action.then)) {
    // A client takes the end of this connection for the end of its cancelling: whatever it sends then must not be hit.
    login_.reset();
    stream_->pause();
    if (!gateway_.cancel(cancel->process, cancel->key, id_)) finish();
  } else if (const auto* in = std::get_if<LoggedIn>(&action.then)) {
    logged_in(*in);
  } else if (std::holds_alternative<Login::Close>(action.then)) {
    ++gateway_.figures().logins_failed;
    finish();
  }
}

void Client::logged_in(const LoggedIn& in) {
  login_.reset();
  gateway_.loop().cancel(patience_);
  patience_ = 0;
  ++gateway_.figures().logins;
  if (in.peer && in.user == peer_user) {
    peer_ = *in.peer;
    greet();
    return;
  }
  if (in.peer) return begin_transfers(in);
  if (in.world) return begin_world(in);
  in_ = std::make_unique<LoggedIn>(in);
  dedicated_ = is_migration(in);
  if (!dedicated_) {
    if (const Status fit = fit_for_judging(in_->settings); !fit) {
      fail(fit.error());
      return;
    }
  }
  std::vector<std::pair<std::string, std::string>> startup;
  for (const auto& setting : in_->settings) {
    if (!setting.first.starts_with("ringfence.") && (dedicated_ || !followed(setting.first)))
      startup.push_back(setting);
  }
  pool_ = &gateway_.pool(in.user, startup, dedicated_);
  pool_->use_key(in.client_key, gateway_.server_key(in.user));
  welcome();
}

// A peer asks for one of its services. What it says of it is believed, for it has let it in; which service may be one
// of its own, and what may be had for it, is decided here, by this ring's own copy of the policy.
void Client::begin_transfers(const LoggedIn& in) {
  const policy::Policy& policy = gateway_.router().knowledge().policy;
  const auto service = std::ranges::find(policy.services, in.user, &policy::Service::name);
  const policy::Ring* const home = service == policy.services.end() ? nullptr : policy.home_of(service->location);
  if (!home || home->name != *in.peer) {
    return fail({fmt::format("refused: service {} is not one of ring {}", in.user, *in.peer),
                 "a ring's gateway asks for the services that are located in its ring, and for no other",
                 {},
                 "42501"});
  }
  if (!gateway_.recorder()) {
    return fail({fmt::format("refused: the gateway of ring {} keeps no ledger", gateway_.settings().ring),
                 "no row leaves a ring without its entry", "give it a `ledger`", "42501"});
  }
  if (in.setting("ringfence.policy") != policy.sha256) {
    return fail(other_policy(gateway_.settings().ring, policy.sha256, *in.peer, in.setting("ringfence.policy")));
  }
  if (!is_link_name(in.setting("ringfence.link"))) {
    return fail(
        {fmt::format("ringfence.link is not {} hexadecimal digits", limits::link_name_digits), {}, {}, "08P01"});
  }
  in_ = std::make_unique<LoggedIn>(in);
  if (const Status fit = fit_for_judging(in_->settings); !fit) return fail(fit.error());
  const std::string role = policy::transfer_name(*in.peer, in.setting("ringfence.purpose"));
  const auto pool = gateway_.pool(in.user, Destination{policy.number_of(gateway_.settings().ring), role, {}, {}});
  if (!pool) return fail(pool.error());
  pool_ = *pool;
  welcome();
}

// A service that migrates this ring, and is here for nothing else.
bool Client::is_migration(const LoggedIn& in) const {
  const Knowledge& knowledge = gateway_.router().knowledge();
  const auto service = std::ranges::find(knowledge.policy.services, in.user, &policy::Service::name);
  if (service == knowledge.policy.services.end()) return false;
  if (knowledge.policy.home_of(service->location) != knowledge.here) return false;
  const auto said = std::ranges::find(in.settings, "ringfence.purpose", &std::pair<std::string, std::string>::first);
  const bool may = std::ranges::find(service->purposes, "migrate") != service->purposes.end();
  return may && (service->purposes.size() == 1 || (said != in.settings.end() && said->second == "migrate"));
}

// What a server says of itself is what the client is told: the first client of a pool waits for its first server.
void Client::welcome() {
  if (!pool_->parameters.empty() && !dedicated_) {
    begin_session(pool_->parameters, nullptr);
    return;
  }
  stream_->pause();
  auto taken = pool_->take(id_);
  if (!taken) {
    fail(taken.error());
  } else if (*taken) {
    granted(**taken);
  }
}

void Client::begin_session(const std::vector<std::pair<std::string, std::string>>& parameters, Server* dedicated) {
  Session::Start start;
  start.id = id_;
  start.service = in_->user;
  std::map<std::string, std::string> told(parameters.begin(), parameters.end());
  for (const auto& [name, value] : parameters) {
    if (const auto place = followed(name)) start.followed.set(*place, value);
  }
  for (const auto& [name, value] : in_->settings) {
    const auto place = followed(name);
    if (place && !dedicated && !equal_but_case(name, "client_encoding")) {
      start.followed.set(*place, value);
      told[std::string(followed_names[*place])] = value;
    }
    set_at_start(start.own, name, value);
  }
  std::string bytes;
  told["session_authorization"] = in_->user;
  for (const auto& [name, value] : told) wire::encode(wire::ParameterStatus{name, value}, bytes);
  process_ = dedicated ? dedicated->process : 0;
  const std::string key = gateway_.new_key(id_, process_);
  wire::encode(wire::BackendKeyData{process_, key}, bytes);
  wire::encode(wire::ReadyForQuery{}, bytes);
  start.dedicated = dedicated;
  if (dedicated && start.own.purpose.empty()) start.own.purpose = "migrate";
  if (in_->peer) {
    start.peer = *in_->peer;
    start.link_name = in_->setting("ringfence.link");
    start.policy = in_->setting("ringfence.policy");
    start.role = pool_->credentials().user;
  }
  session_ = std::make_unique<Session>(*this, std::move(start));
  in_.reset();
  stream_->send(bytes);
  stream_->resume();
}

}  // namespace ringfence::gateway
