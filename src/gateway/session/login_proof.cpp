#include <fmt/format.h>

#include <algorithm>

#include "gateway/session/login.h"
#include "gateway/session/startup_settings.h"
#include "gateway/wire/authentication.h"

namespace ringfence::gateway {

namespace {

constexpr std::string_view peer_prefix = "ring:";

Error not_let_in(std::string message, std::string detail, std::string hint) {
  return {std::move(message), std::move(detail), std::move(hint), "28000"};
}

}  // namespace

Status Login::admit(const wire::StartupMessage& message) {
  coming_.user = message.setting("user");
  if (coming_.user.empty()) return not_let_in("no PostgreSQL user name specified in startup packet", {}, {});
  coming_.database = message.setting("database");
  if (coming_.database.empty()) coming_.database = coming_.user;
  if (rules_.tls_required && !connection_.tls && !connection_.unix_socket) {
    return not_let_in("connection requires TLS", {}, "connect with sslmode=require or stronger");
  }
  RINGFENCE_TRY(check_certificate());
  auto settings = read_settings(message);
  if (!settings) return settings.error();
  coming_.settings = *std::move(settings);
  if (Status fit = fit_for_whom(coming_.settings, is_transfer()); !fit) return fit.error();
  if (coming_.user == peer_user || is_transfer())
    coming_.peer = connection_.certificate_name->substr(peer_prefix.size());
  coming_.world = is_world();
  return {};
}

Status Login::check_certificate() const {
  const auto& name = connection_.certificate_name;
  const bool ring = name && name->starts_with(peer_prefix) && name->size() > peer_prefix.size();
  if (coming_.user == peer_user || is_transfer()) {
    if (ring) return {};
    return not_let_in(fmt::format("certificate authentication failed for user \"{}\"", coming_.user),
                      "who asks so is another ring's gateway, which shows a certificate with the CN ring:NAME", {});
  }
  if (is_world() && is_own_database()) return {};
  if (!name || (*name == coming_.user && !name->starts_with(peer_prefix))) return {};
  return not_let_in(fmt::format("certificate authentication failed for user \"{}\"", coming_.user),
                    fmt::format("the client's certificate is that of \"{}\"", *name),
                    "connect with a certificate whose CN is the user's name, or with none");
}

bool Login::is_own_database() const {
  return connection_.certificate_name && *connection_.certificate_name == "database:" + rules_.ring;
}

std::string LoggedIn::setting(std::string_view name) const {
  const auto found = std::ranges::find(settings, name, &std::pair<std::string, std::string>::first);
  return found == settings.end() ? std::string() : found->second;
}

void Login::on(const Verifier& event, Action& action) {
  if (state_ != State::verifier) {
    refuse(Error("nobody asked for a verifier", {}, {}, "XX000"), action);
    return;
  }
  known_ = event.verifier.has_value();
  scram_.emplace(known_ ? *event.verifier : mock_verifier(coming_.user, rules_.mock_secret, event.iterations), nonce_,
                 connection_.binding);
  wire::Authentication offer{wire::AuthenticationKind::sasl, {}, {}};
  if (connection_.binding) offer.mechanisms.push_back(scram_plus);
  offer.mechanisms.push_back(scram_plain);
  wire::encode(offer, action.reply);
  state_ = State::mechanism;
}

void Login::on(const VerifierFailed& event, Action& action) {
  refuse(event.error, action);
}

bool Login::take_mechanism(std::string_view payload, Action& action) {
  const auto response = wire::decode<wire::SaslInitialResponse>(payload);
  if (!response) return refuse(response.error(), action);
  const auto first = scram_->first(response->mechanism, response->data.value_or(""));
  if (!first) return refuse(first.error(), action);
  wire::encode(wire::Authentication{wire::AuthenticationKind::sasl_continue, {}, *first}, action.reply);
  state_ = State::proof;
  return true;
}

bool Login::take_proof(std::string_view payload, Action& action) {
  const auto last = scram_->last(payload);
  if (!last && last.error().sqlstate != "28P01") return refuse(last.error(), action);
  if (!last || !known_) {
    return refuse(Error(fmt::format("password authentication failed for user \"{}\"", coming_.user), {}, {}, "28P01"),
                  action);
  }
  if (!coming_.world && std::ranges::find(rules_.databases, coming_.database) == rules_.databases.end()) {
    return refuse(Error(fmt::format("database \"{}\" does not exist", coming_.database), {}, {}, "3D000"), action);
  }
  coming_.client_key = scram_->client_key();
  wire::encode(wire::Authentication{wire::AuthenticationKind::sasl_final, {}, *last}, action.reply);
  let_in(action);
  return false;
}

void Login::let_in(Action& action) {
  wire::encode(wire::Authentication{}, action.reply);
  action.then = std::move(coming_);
  state_ = State::done;
}

}  // namespace ringfence::gateway
