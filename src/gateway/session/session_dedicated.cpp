// A migration's session: its server is its own from beginning to end, and it may do anything there. Everything is
// passed as it is, but for what is addressed to the gateway.
#include "base/ascii.h"
#include "base/limits.h"
#include "gateway/session/session.h"
#include "gateway/wire/query.h"

namespace ringfence::gateway {

namespace {

bool speaks_of_us(std::string_view text) {
  return lower_ascii(text).find("ringfence.") != std::string::npos;
}

std::optional<Awaits> answer_to(char type, std::string_view payload) {
  switch (type) {
    case wire::Query::type:
    case wire::FunctionCall::type:
      return Awaits::query;
    case wire::Parse::type:
      return Awaits::parse;
    case wire::Bind::type:
      return Awaits::bind;
    case wire::Close::type:
      return Awaits::close;
    case wire::Execute::type:
      return Awaits::execute;
    case wire::Describe::type:
      return payload.starts_with('S') ? Awaits::describe_statement : Awaits::describe_portal;
    default:
      return std::nullopt;
  }
}

}  // namespace

// Whether the message is a statement of ringfence.*, or about one that was prepared.
bool Session::is_ours(char type, std::string_view payload) {
  const auto all_own = [&](std::string_view text) {
    if (!speaks_of_us(text)) return false;
    const auto routed = route(text);
    return routed && !routed->plan->statements.empty() && routed->plan->statements[0].course == Course::own;
  };
  const auto prepared = [&](std::string_view name) {
    const Prepared* const known = prepared_.find(name);
    return known && own_of(known->plan.get());
  };
  if (type == wire::Query::type) {
    const auto query = wire::decode<wire::Query>(payload);
    return query && all_own(query->text);
  }
  if (type == wire::Parse::type) {
    const auto parse = wire::decode<wire::Parse>(payload);
    if (!parse) return false;
    const bool own = all_own(parse->text);
    if (!own) prepared_.remove(parse->statement);
    return own;
  }
  if (type == wire::Bind::type) {
    wire::Reader in(payload);
    const std::string_view portal = in.text();
    const bool own = prepared(in.text());
    if (!own) portal_for(portal).plan.reset();
    return own;
  }
  if (type == wire::Execute::type) return own_of(plan_of_portal(wire::Reader(payload).text()));
  if (type == wire::Describe::type || type == wire::Close::type) {
    if (payload.empty()) return false;
    const std::string_view name = wire::Reader(payload.substr(1)).text();
    return payload[0] == 'S' ? prepared(name) : own_of(plan_of_portal(name)) != nullptr;
  }
  return false;
}

// A query behind a pipeline that may yet fail is passed over with it, and must not be awaited.
bool Session::must_wait(Awaits awaits) {
  return replies_.size() >= limits::replies_waiting || (awaits == Awaits::query && sent_unsynced_ && !replies_.empty());
}

// A message that is too long to be one of ours is passed on as it comes. False: this is none.
bool Session::dedicated_incomplete(const wire::FrameHeader& header, Actions& actions) {
  const auto awaits = answer_to(header.type, {});
  if (!awaits || header.payload_bytes <= limits::own_message_bytes || copying_in_ || skipping_ || !link_ || lost_) {
    return false;
  }
  if (must_wait(*awaits)) {
    (void)stall(actions);
    return true;
  }
  replies_.push(*awaits);
  sent_unsynced_ = *awaits != Awaits::query;
  client_left_ = wire::frame_header_bytes + header.payload_bytes;
  client_rest_ = Rest::passed;
  return true;
}

// Nothing: it is for the gateway, or not to be passed on.
std::optional<Session::Done> Session::dedicated(char type, std::string_view payload, std::string_view whole,
                                                Actions& actions) {
  const auto awaits = answer_to(type, payload);
  if (!awaits || !link_ || lost_) return std::nullopt;
  if (skipping_ && type != wire::Query::type && type != wire::FunctionCall::type) return std::nullopt;
  if (is_ours(type, payload)) return std::nullopt;
  if (*awaits == Awaits::query && skipping_) return std::nullopt;
  if (must_wait(*awaits)) return stall(actions);
  actions.to_server.pass(whole);
  replies_.push(*awaits);
  sent_unsynced_ = *awaits != Awaits::query;
  if (*awaits == Awaits::query) link_->unnamed = 0;
  return Done::used;
}

}  // namespace ringfence::gateway
