#include <fmt/format.h>

#include <algorithm>

#include "base/limits.h"
#include "gateway/session/saslprep.h"
#include "gateway/session/server_login.h"
#include "gateway/wire/authentication.h"
#include "gateway/wire/report.h"
#include "gateway/wire/session.h"

namespace ringfence::gateway {

namespace {

Error out_of_turn(char type) {
  return {
      fmt::format("message type {:#04x} from the server, which does not belong here", static_cast<unsigned char>(type)),
      {},
      {},
      "08P01"};
}

Error only_scram() {
  return {"the server asks for the password in another way than SCRAM-SHA-256", "an answer would give the secret away",
          "set password_encryption to scram-sha-256, give the role its password anew, and ask for scram-sha-256 in "
          "pg_hba.conf",
          "28000"};
}

bool is_sqlstate(std::string_view text) {
  return text.size() == 5 &&
         std::ranges::all_of(text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z'); });
}

}  // namespace

bool ServerLogin::take(char type, std::string_view payload, Action& action) {
  if (type == wire::ErrorResponse::type) return take_error(payload, action);
  if (type == wire::NoticeResponse::type) return true;
  if (state_ == State::ready) return take_after_authentication(type, payload, action);
  if (type == wire::Authentication::type) return take_authentication(payload, action);
  // We asked for 3.0 and for nothing that has to be negotiated; what it says of it changes nothing.
  if (type == wire::NegotiateProtocolVersion::type && state_ == State::authentication) return true;
  return fail(out_of_turn(type), action);
}

bool ServerLogin::take_error(std::string_view payload, Action& action) {
  const auto report = wire::decode<wire::ErrorResponse>(payload);
  if (!report) return fail(report.error(), action);
  Error error(std::string(report->message()), std::string(report->field('D')), std::string(report->field('H')),
              std::string(report->sqlstate()));
  if (error.message.empty()) error.message = "the server refused the connection and gave no reason";
  if (!is_sqlstate(error.sqlstate)) error.sqlstate.clear();
  const bool password = error.sqlstate == "28P01" || error.sqlstate == "28000";
  return fail(std::move(error), action, password);
}

bool ServerLogin::take_authentication(std::string_view payload, Action& action) {
  const auto request = wire::decode<wire::Authentication>(payload);
  if (!request) return fail(request.error(), action);
  using Kind = wire::AuthenticationKind;
  switch (request->kind) {
    case Kind::ok:
      // Trusted at once, or once it has proven itself; a server that asked and then waves through is another.
      if (state_ != State::authentication && state_ != State::proven) break;
      state_ = State::ready;
      return true;
    case Kind::sasl:
      if (state_ != State::authentication) break;
      return begin_scram(request->mechanisms, action);
    case Kind::sasl_continue: {
      if (state_ != State::challenge) break;
      const auto last = scram_->last(request->data);
      if (!last) return fail(last.error(), action);
      wire::encode(wire::SaslResponse{*last}, action.send);
      state_ = State::proof;
      return true;
    }
    case Kind::sasl_final:
      if (state_ != State::proof) break;
      if (Status proven = scram_->verify(request->data); !proven) return fail(proven.error(), action);
      state_ = State::proven;
      return true;
    case Kind::kerberos_v5:
    case Kind::cleartext_password:
    case Kind::md5_password:
    case Kind::gss:
    case Kind::gss_continue:
    case Kind::sspi:
      return fail(only_scram(), action);
  }
  return fail(out_of_turn(wire::Authentication::type), action);
}

bool ServerLogin::begin_scram(const std::vector<std::string_view>& offered, Action& action) {
  const auto mechanism = ScramClient::choose(offered, binding_.has_value());
  if (!mechanism) return fail(only_scram(), action);
  if (!credentials_.client_key.empty()) {
    const auto client = to_key(credentials_.client_key);
    if (!client) return fail(Error("the client key is none", {}, {}, "28000"), action);
    const auto server = to_key(credentials_.server_key);
    if (!server && !credentials_.server_key.empty())
      return fail(Error("the server key is none", {}, {}, "28000"), action);
    scram_.emplace(ScramKeys{*client, server}, nonce_, binding_);
  } else if (!credentials_.password.empty()) {
    scram_.emplace(saslprep(credentials_.password), nonce_, binding_);
  } else {
    return fail(Error(fmt::format("the server asks for a password of \"{}\", and none is known", credentials_.user), {},
                      {}, "28000"),
                action);
  }
  const bool plus = std::ranges::find(offered, scram_plus) != offered.end();
  const std::string first = scram_->first(*mechanism, plus);
  wire::encode(wire::SaslInitialResponse{*mechanism, first}, action.send);
  state_ = State::challenge;
  return true;
}

bool ServerLogin::take_after_authentication(char type, std::string_view payload, Action& action) {
  switch (type) {
    case wire::ParameterStatus::type: {
      const auto status = wire::decode<wire::ParameterStatus>(payload);
      if (!status) return fail(status.error(), action);
      if (coming_.parameters.size() >= limits::server_parameters) {
        return fail(Error("the server reports too many parameters", {}, {}, "08P01"), action);
      }
      coming_.parameters.emplace_back(status->parameter, status->value);
      return true;
    }
    case wire::BackendKeyData::type: {
      const auto key = wire::decode<wire::BackendKeyData>(payload);
      if (!key) return fail(key.error(), action);
      coming_.process = key->process;
      coming_.cancel_key = key->key;
      return true;
    }
    case wire::ReadyForQuery::type: {
      const auto ready = wire::decode<wire::ReadyForQuery>(payload);
      if (!ready) return fail(ready.error(), action);
      if (ready->status != wire::TransactionStatus::idle) {
        return fail(Error("the server is in a transaction that nobody began", {}, {}, "08P01"), action);
      }
      action.then = std::move(coming_);
      state_ = State::done;
      return false;
    }
    default:
      return fail(out_of_turn(type), action);
  }
}

}  // namespace ringfence::gateway
