// What the server sends: relayed in the order in which the client asked, less what we asked for ourselves.
#include <fmt/format.h>

#include <algorithm>

#include "gateway/session/session.h"
#include "gateway/wire/copy.h"
#include "gateway/wire/query.h"
#include "gateway/wire/report.h"
#include "gateway/wire/rows.h"

namespace ringfence::gateway {

std::size_t Session::resume(const ServerBytes& event, Actions& actions) {
  if (holds_server()) return 0;
  std::size_t used = 0;
  while (link_ && !closing_) {
    const std::string_view left = event.bytes.substr(used);
    if (server_left_ > 0) {
      const std::size_t taken = std::min(server_left_, left.size());
      if (!server_left_swallowed_) actions.to_client.pass(left.substr(0, taken));
      used += taken;
      server_left_ -= taken;
      if (server_left_ > 0) break;
      if (!transfers_.notices.empty()) actions.to_client.made().append(std::exchange(transfers_.notices, {}));
      continue;
    }
    wire::FrameHeader header;
    const wire::Front front = wire::read_front(left, wire::Sender::server, header);
    if (front == wire::Front::more) break;
    if (front == wire::Front::wrong) {
      resume(ServerLost{wire::no_frame(left, wire::Sender::server)}, actions);
      actions.close_server = true;
      break;
    }
    const std::size_t size = wire::frame_header_bytes + header.payload_bytes;
    const char type = header.type;
    if ((type == wire::DataRow::type || type == wire::CopyData::type) && !is_counting()) {
      if (!replies_.empty() && !count(replies_.front(), size)) {
        // Neither this row nor what is behind it leaves: the server is given up with it.
        const Error why = replies_.front().carried->meter->refusal();
        surroundings_.refused(*this, why);
        resume(ServerLost{why}, actions);
        actions.close_server = true;
        break;
      }
      server_left_ = size;
      server_left_swallowed_ = swallows();
      continue;
    }
    if (left.size() < size) break;
    used += size;
    const std::string_view payload(left.data() + wire::frame_header_bytes, header.payload_bytes);
    if (!server_message(type, payload, {left.data(), size}, actions)) {
      resume(
          ServerLost{{fmt::format("the server sent a message of type {} that nobody awaited", type), {}, {}, "08P01"}},
          actions);
      actions.close_server = true;
      break;
    }
  }
  if (stalled_ && (may_go_on() || copying_in_)) {
    stalled_ = false;
    actions.read_client = true;
  }
  end_if_due(actions);
  return used;
}

bool Session::server_message(char type, std::string_view payload, std::string_view whole, Actions& actions) {
  if (is_counting() && type != wire::NotificationResponse::type) return second_look(type, payload, whole, actions);
  switch (type) {
    case wire::ReadyForQuery::type:
      if (replies_.empty() || (replies_.front().awaits != Awaits::sync && replies_.front().awaits != Awaits::query)) {
        return false;
      }
      ready(payload, whole, actions);
      return true;
    case wire::ErrorResponse::type:
      return server_error(payload, whole, actions);
    case wire::ParameterStatus::type:
      parameter(payload, whole, actions);
      return true;
    case wire::NoticeResponse::type:
      server_notice(payload, whole, actions);
      return true;
    case wire::NotificationResponse::type:
      actions.to_client.pass(whole);
      return true;
    default:
      if (replies_.empty()) return false;
      completed(type, whole, actions);
      return true;
  }
}

// An answer to what stands first in the queue: the last of it, or not yet.
void Session::completed(char type, std::string_view whole, Actions& actions) {
  const Reply& first = replies_.front();
  const bool copies = type == wire::CopyInResponse::type && !first.swallowed;
  if (copies) {
    replies_.copy_began();
    if (first.awaits == Awaits::execute) sent_unsynced_ = true;
    if (std::exchange(stalled_, false)) actions.read_client = true;  // what waits there is out of place
  }
  if (!first.swallowed) actions.to_client.pass(whole);
  if (copies) begin_copy(whole.substr(wire::frame_header_bytes), actions);
  if (type == wire::CommandComplete::type && (own_.is_open() || first.alone)) note_end(whole);
  if (type == wire::BindComplete::type) withheld_told_ = std::exchange(withheld_ahead_, false);
  if (type == wire::CommandComplete::type) {
    withheld_told_ = withheld_ahead_ = false;
    transfers_.said.clear();
  }
  const bool last = [&] {
    switch (first.awaits) {
      case Awaits::parse:
      case Awaits::bind:
      case Awaits::close:
        return true;
      case Awaits::describe_statement:
      case Awaits::describe_portal:
        return type != wire::ParameterDescription::type;
      case Awaits::execute:
        return type == wire::CommandComplete::type || type == wire::EmptyQueryResponse::type ||
               type == wire::PortalSuspended::type;
      default:
        return false;
    }
  }();
  if (!last) return;
  if (type == wire::CommandComplete::type) complete(first);
  if (first.awaits == Awaits::close && !first.text.empty()) portal_closed(first.text, first.statement, actions);
  if (first.carried && type != wire::PortalSuspended::type) {
    end_transfer(first.carried, TransferEnds::Outcome::done, actions);
  }
  replies_.pop();
  say_own(actions);
}

// A COMMIT of a failed transaction says ROLLBACK; so does ROLLBACK TO, after which a COMMIT may still come.
void Session::note_end(std::string_view whole) {
  const auto decoded = wire::decode<wire::CommandComplete>(whole.substr(wire::frame_header_bytes));
  if (!decoded) return;
  if (decoded->tag == "ROLLBACK") rolled_back_ = true;
  if (decoded->tag == "COMMIT") rolled_back_ = false;
  if (replies_.front().alone) forgotten(decoded->tag);
}

// Answers of our own whose turn has come.
void Session::say_own(Actions& actions) {
  while (!replies_.empty() && replies_.front().awaits == Awaits::own) {
    actions.to_client.made().append(replies_.front().text);
    replies_.pop();
  }
}

void Session::ready(std::string_view payload, std::string_view whole, Actions& actions) {
  link_->status = payload.size() == 1 && (payload[0] == 'T' || payload[0] == 'E') ? static_cast<Transaction>(payload[0])
                                                                                  : Transaction::idle;
  transfers_.said.clear();
  const bool swallowed = replies_.front().swallowed;
  if (!replies_.front().failed) complete(replies_.front());
  if (replies_.front().carried) {
    using Outcome = TransferEnds::Outcome;
    end_transfer(replies_.front().carried, replies_.front().failed ? Outcome::failed : Outcome::done, actions);
  }
  replies_.pop();
  if (swallowed) {
    if (link_->status != Transaction::idle) transfers_.resuming = false;
    // What was set is what the server made of it: 'ISO' has become 'ISO, MDY'.
    followed_.share(link_->followed);
    say_own(actions);
    return;
  }
  if (second_looks_ && looks_again(actions)) return;
  actions.to_client.pass(whole);
  after_ready(actions);
}

void Session::after_ready(Actions& actions) {
  end_copy();
  say_own(actions);
  look_at_temporary();
  if (!replies_.empty() || link_->status != Transaction::idle) return;
  viewer_goes_back();
  if (!transfers_.carried.empty()) end_transfers(TransferEnds::Outcome::left_off, actions);
  made_subjects_.clear();
  if (own_.is_open() || resets_ != 0 || schema_touched_ || !portals_.empty()) {
    transaction_over(!rolled_back_, actions);
  }
  rolled_back_ = false;
  maybe_release(actions);
}

void Session::parameter(std::string_view payload, std::string_view whole, Actions& actions) {
  const auto decoded = wire::decode<wire::ParameterStatus>(payload);
  if (!decoded) return;
  const auto place = followed(decoded->parameter);
  bool news = !swallows();
  if (place) {
    news = news || followed_[*place] != decoded->value;
    link_->followed.set(*place, decoded->value);
    followed_.set(*place, decoded->value);
  }
  if (news) actions.to_client.pass(whole);
}

bool Session::server_error(std::string_view payload, std::string_view whole, Actions& actions) {
  const auto decoded = wire::decode<wire::ErrorResponse>(payload);
  if (!decoded) return false;
  const std::string_view severity = decoded->field('V').empty() ? decoded->field('S') : decoded->field('V');
  if (severity == "FATAL" || severity == "PANIC") {
    if (dedicated_) {
      // Its server was its own, and so is the server's end.
      actions.to_client.pass(whole);
      closing_ = actions.close = true;
    } else {
      fatal_ = Error{std::string(decoded->message()), {}, {}, std::string(decoded->sqlstate())};
    }
    return true;
  }
  end_copy();
  temporary_.failed();
  rolled_back_ = true;
  withheld_told_ = withheld_ahead_ = false;
  second_looks_.reset();
  if (replies_.empty()) {
    actions.to_client.pass(whole);
    return true;
  }
  Reply& first = replies_.front();
  first.failed = true;
  if (first.swallowed && first.awaits == Awaits::query) {
    // The client's own settings cannot be had: it could not have connected with them.
    violation({std::string(decoded->message()), {}, {}, std::string(decoded->sqlstate())}, actions);
    return true;
  }
  if (first.awaits == Awaits::refusal) {
    actions.to_client.made().append(first.text);
  } else if (first.copies && !first.copies->refusal.empty()) {
    actions.to_client.made().append(first.copies->refusal);
  } else {
    actions.to_client.pass(whole);
  }
  if (decoded->sqlstate() == "0A000" && first.awaits == Awaits::bind) retire(first.statement);
  if (first.awaits != Awaits::query && !transfers_.carried.empty())
    end_transfers(TransferEnds::Outcome::failed, actions);
  if (first.awaits != Awaits::query && first.awaits != Awaits::sync) forget_failed(actions);
  return true;
}

// The tables have changed under a plan (0A000): whoever prepares the text anew must get a new one.
void Session::retire(std::uint64_t statement) {
  if (const Prepared* prepared = prepared_.find_statement(statement)) {
    surroundings_.statements().retire(prepared->statement->id == statement ? *prepared->statement : *prepared->anew);
  }
}

// The server passes over everything up to the next Sync, and so it never had what was to be prepared there.
void Session::forget_failed(Actions& actions) {
  while (!replies_.empty() && replies_.front().awaits != Awaits::sync && replies_.front().awaits != Awaits::query) {
    const Reply& failed = replies_.front();
    if (failed.carried) end_transfer(failed.carried, TransferEnds::Outcome::failed, actions);
    if (failed.awaits == Awaits::parse) {
      if (failed.statement == 0) {
        link_->unnamed = 0;
        if (!failed.swallowed) prepared_.remove("");
      } else {
        link_->prepared.remove(failed.statement);
        if (!failed.swallowed) prepared_.remove(failed.text);
      }
    }
    replies_.pop();
  }
  // What the client sends up to its next Sync would be passed over as well, unanswered.
  if (replies_.empty()) skipping_ = true;
}

}  // namespace ringfence::gateway
