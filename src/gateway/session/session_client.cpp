// What the client sends, message by message.
#include <fmt/format.h>

#include <algorithm>

#include "base/limits.h"
#include "gateway/session/session.h"
#include "gateway/wire/authentication.h"
#include "gateway/wire/copy.h"
#include "gateway/wire/query.h"
#include "gateway/wire/report.h"
#include "gateway/wire/session.h"

namespace ringfence::gateway {

Session::Session(Surroundings& surroundings, Start start)
    : surroundings_(surroundings),
      id_(start.id),
      service_name_(std::move(start.service)),
      own_(std::move(start.own)),
      start_followed_(start.followed),
      followed_(std::move(start.followed)),
      link_(start.dedicated),
      dedicated_(start.dedicated != nullptr) {
  transfers_.peer = std::move(start.peer);
  transfers_.link_name = std::move(start.link_name);
  transfers_.policy = std::move(start.policy);
  transfers_.role = std::move(start.role);
  if (dedicated_) pinned_ = "a migration";
}

bool Session::is_idle() const {
  return !link_ && !lost_ && !skipping_ && replies_.empty() && !waits_;
}

bool Session::is_idle_in_transaction() const {
  return link_ && link_->status != Transaction::idle && !under_way() && !waits_ && !closing_;
}

std::size_t Session::resume(const ClientBytes& event, Actions& actions) {
  std::size_t used = 0;
  stalled_ = false;
  while (!closing_ && !waits_ && !actions.release) {
    const std::string_view left = event.bytes.substr(used);
    if (client_left_ > 0) {
      const std::size_t taken = std::min(client_left_, left.size());
      used += taken;
      client_left_ -= taken;
      go_on(left.substr(0, taken), actions);
      if (client_left_ > 0) break;
      continue;
    }
    wire::FrameHeader header;
    const wire::Front front = wire::read_front(left, wire::Sender::client, header);
    if (front == wire::Front::more) break;
    if (front == wire::Front::wrong) {
      violation(wire::no_frame(left, wire::Sender::client), actions);
      break;
    }
    const std::size_t size = wire::frame_header_bytes + header.payload_bytes;
    if (left.size() < size) {
      if (incomplete(header, actions)) continue;
      break;
    }
    const std::string_view whole(left.data(), size);
    const std::string_view payload(left.data() + wire::frame_header_bytes, header.payload_bytes);
    if (message(header.type, payload, whole, actions) == Done::later) break;
    asked_.clear();
    no_server_.reset();
    if (transfers_.of_message()) forget_record(actions);
    // Refused, and idle: nobody keeps a server that is of no use.
    if (header.type == wire::Query::type) maybe_release(actions);
    if (header.type == wire::Query::type || header.type == wire::Bind::type) ++transfers_.received;
    used += size;
  }
  // The server is given back before the session takes another.
  if (actions.release && used < event.bytes.size()) actions.again = true;
  end_if_due(actions);
  return used;
}

// A message that is not all there. Data of a COPY is relayed as it comes; what has to be read before it is known where
// it goes must not be too long. True: some of it was used.
bool Session::incomplete(const wire::FrameHeader& header, Actions& actions) {
  if (dedicated_ && dedicated_incomplete(header, actions)) return client_left_ > 0;
  const bool data = header.type == wire::CopyData::type;
  if (data && copy_) {
    client_left_ = wire::frame_header_bytes + header.payload_bytes;
    client_rest_ = Rest::rows;
    client_head_ = wire::frame_header_bytes;
    return true;
  }
  if (data && !copying_in_ && !replies_.empty()) {
    (void)stall(actions);
    return false;
  }
  const std::size_t most = header.type == wire::Bind::type ? limits::bind_bytes : limits::statement_bytes + 1024;
  if (!data && header.payload_bytes <= most) return false;
  if (!data && copying_in_) {
    violation({"message is too long for a COPY from stdin", {}, {}, "08P01"}, actions);
    return false;
  }
  if (!data && !skipping_) {
    if (!replies_.empty()) {
      (void)stall(actions);
      return false;
    }
    const Error error{"message is too long to be decided",
                      fmt::format("{} bytes, at most {}", header.payload_bytes, most),
                      "send large values by COPY, or in several statements", "54000"};
    if (header.type == wire::Query::type) {
      refuse_query(error, actions);
    } else {
      refuse_extended(error, actions);
    }
  }
  if (header.type == wire::Query::type || header.type == wire::Bind::type) ++transfers_.received;
  client_left_ = wire::frame_header_bytes + header.payload_bytes;
  client_rest_ = data && copying_in_ ? Rest::passed : Rest::dropped;
  return true;
}

// A part of a message that is longer than what comes at once.
void Session::go_on(std::string_view part, Actions& actions) {
  if (client_rest_ == Rest::passed) actions.to_server.pass(part);
  if (client_rest_ != Rest::rows) return;
  const std::size_t head = std::min(client_head_, part.size());
  client_head_ -= head;
  if (copy_ && part.size() > head) copy_data(part.substr(head), actions);
}

Session::Done Session::message(char type, std::string_view payload, std::string_view whole, Actions& actions) {
  if (type == wire::Terminate::type) {
    closing_ = actions.close = actions.left = true;
    return Done::used;
  }
  if (type == wire::CopyData::type || type == wire::CopyDone::type || type == wire::CopyFail::type) {
    return copy_message(type, payload, whole, actions);
  }
  if ((type == wire::Sync::type || type == wire::Flush::type) && !payload.empty()) {
    const Error error{"invalid message format", {}, {}, "08P01"};
    if (type == wire::Flush::type) return refused(error, actions);
    return refused_query(error, actions);
  }
  if (copying_in_) {
    // PostgreSQL passes over these two in a COPY. Anything else it would answer with an error, but by then it might no
    // longer be in the COPY, and would run it.
    if (type == wire::Sync::type || type == wire::Flush::type) return Done::used;
    violation({fmt::format("unexpected message type 0x{:02X} during COPY from stdin", static_cast<unsigned char>(type)),
               {},
               {},
               "08P01"},
              actions);
    return Done::used;
  }
  if (dedicated_) {
    if (const auto done = dedicated(type, payload, whole, actions)) return *done;
  }
  // Whose end may have to be undone once more, behind nothing.
  if (is_counting()) return stall(actions);
  switch (type) {
    case wire::Query::type:
      return query(payload, whole, actions);
    case wire::FunctionCall::type:
      return function_call(actions);
    case wire::PasswordMessage::type:
      violation({"unexpected message type 0x70", {}, {}, "08P01"}, actions);
      return Done::used;
    default:
      return extended(type, payload, whole, actions);
  }
}

// Calls a function by its number, whatever it is. Dedicated sessions have passed it on already.
Session::Done Session::function_call(Actions& actions) {
  if (skipping_) return Done::used;
  if (!replies_.empty()) return stall(actions);
  refuse_query({"a call of a function by its number says nothing of whose rows it touches",
                {},
                "call the function in a SELECT, or use a service with the purpose migrate",
                "0A000"},
               actions);
  return Done::used;
}

// The protocol was broken, so nothing that follows can be trusted.
void Session::violation(Error error, Actions& actions) {
  actions.to_client.say(wire::to_response(error, "FATAL"));
  end_transfers(TransferEnds::Outcome::lost, actions);
  closing_ = actions.close = true;
}

// The gateway ends, and there is nothing under way that would have to be waited for.
void Session::end_if_due(Actions& actions) {
  if (!ending_ || closing_ || waits_ || under_way() || copying_in_ || status() != Transaction::idle) return;
  violation(*ending_, actions);
}

void Session::resume(const Granted& event, Actions& actions) {
  link_ = event.server;
  waits_ = false;
  arrive(actions);
  actions.read_client = true;
}

void Session::resume(const Refused& event, Actions& actions) {
  no_server_ = event.error;
  waits_ = false;
  actions.read_client = true;
}

void Session::resume(const HomeFound& event, Actions& actions) {
  if (copy_) return copy_answered(event.answer, actions);
  if (event.answer.ring) surroundings_.homes().put(event.question, *event.answer.ring);
  asked_.push_back({event.question, event.answer});
  waits_ = false;
  actions.read_client = true;
}

void Session::resume(const HomeUnknown& event, Actions& actions) {
  if (copy_) return copy_answered(event.error, actions);
  asked_.push_back({event.question, event.error});
  waits_ = false;
  actions.read_client = true;
}

// As PostgreSQL does it: the connection ends, and with it the transaction.
void Session::resume(const IdleTooLong&, Actions& actions) {
  if (!is_idle_in_transaction()) return;
  violation({"terminating connection due to idle-in-transaction timeout", {}, {}, "25P03"}, actions);
}

void Session::resume(const Ending& event, Actions& actions) {
  ending_ = event.error;
  maybe_release(actions);
  end_if_due(actions);
}

}  // namespace ringfence::gateway
