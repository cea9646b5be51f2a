// What a transfer's entry is waited for: before the message is sent, or, of a read, before anything that the server
// says to it is looked at. docs/decisions/0014.
#include <algorithm>

#include "gateway/session/session.h"

namespace ringfence::gateway {

// Before a message that makes a transfer is sent on. Go: its entry is durable, or the message may go ahead of it.
Session::Verdict Session::put_on_record(const Plan& plan, std::string_view text, Error& why, Actions& actions) {
  const bool by_link = !transfers_.peer.empty() || transfers_.asks_peer();
  if (by_link && link_->spoiled) {
    why = {"refused: this link to the other ring cannot be used any more", {}, "begin the transaction anew", "08006"};
    return Verdict::refuse;
  }
  // The link may have been lost meanwhile, and be another one.
  if (transfers_.recorded && *transfers_.recorded && by_link && transfer_id() != transfers_.recording) {
    forget_entry(actions);
  }
  if (transfers_.recorded) {
    if (*transfers_.recorded) return Verdict::go;
    return why = transfers_.recorded->error(), Verdict::refuse;
  }
  TransferBegins begins;
  begins.id = transfer_id();
  begins.asks = transfers_.asks_peer();
  begins.peer =
      begins.asks ? surroundings_.router().knowledge().policy.rings[transfers_.away->ring].name : transfers_.peer;
  begins.service = service_name_;
  begins.viewer = own_.now().viewer;
  begins.parts = transfers_.parts;
  begins.shape = plan.shape;
  if (const Status begun = surroundings_.record(begins); !begun) return why = begun.error(), Verdict::refuse;
  transfers_.recording = std::move(begins.id);
  if (may_go_ahead(plan, text)) {
    transfers_.recorded = Status();
    transfers_.ahead = true;
    return Verdict::go;
  }
  waits_ = true;
  return Verdict::wait;
}

// A read, whose rows can be held back. What asks another ring says nothing there but whose rows it is about, and that
// person is at home there: nothing of this ring leaves it.
bool Session::may_go_ahead(const Plan& plan, std::string_view text) const {
  if (plan.statements.size() != 1) return false;
  const StatementPlan& one = plan.statements[0];
  if (one.verb != policy::StatementVerb::read || one.command != "SELECT") return false;
  const bool comments = text.find("/*") != std::string_view::npos || text.find("--") != std::string_view::npos;
  return !transfers_.asks_peer() || (one.says_only_whose && !comments);
}

// The message that was put on record goes on.
std::shared_ptr<Carried> Session::carry() {
  if (transfers_.parts.empty()) return nullptr;
  auto carried = std::make_shared<Carried>();
  carried->id = std::exchange(transfers_.recording, {});
  carried->meter = std::move(transfers_.meter);
  if (std::exchange(transfers_.ahead, false)) transfers_.held.push_back(carried);
  transfers_.carried.push_back(carried);
  return carried;
}

// What was put on record for the message at hand, and was not sent, has ended.
void Session::forget_entry(Actions& actions) {
  if (transfers_.ahead) {
    auto ended = std::make_shared<Carried>();
    ended->id = transfers_.recording;
    ended->ended = true;
    ended->outcome = TransferEnds::Outcome::left_off;
    transfers_.held.push_back(std::move(ended));
  } else {
    actions.ended.push_back({transfers_.recording, 0, 0, TransferEnds::Outcome::left_off});
  }
  transfers_.ahead = false;
  transfers_.recording.clear();
  transfers_.recorded.reset();
  transfers_.meter.reset();
}

// The message is used. An id that was put on record and not sent is not to be used again.
void Session::forget_record(Actions& actions) {
  if (transfers_.recorded && *transfers_.recorded && !transfers_.recording.empty()) {
    forget_entry(actions);
    if (link_ && transfers_.away) link_->spoiled = true;
  }
  transfers_.recording.clear();
  transfers_.recorded.reset();
  transfers_.meter.reset();
  transfers_.wanted = {};
  if (!transfers_.parts.empty()) transfers_.parts.clear();
}

void Session::resume(const Recorded& event, Actions& actions) {
  const auto held = std::ranges::find(transfers_.held, event.id, [](const auto& one) { return one->id; });
  if (held != transfers_.held.end()) {
    const std::shared_ptr<Carried> carried = *held;
    transfers_.held.erase(held);
    return recorded_late(event, carried, actions);
  }
  transfers_.ahead = false;
  transfers_.recorded = event.status;
  transfers_.meter = event.meter;
  waits_ = false;
  actions.read_client = true;
}

// It was asked already, and nothing of the answer was looked at.
void Session::recorded_late(const Recorded& event, const std::shared_ptr<Carried>& carried, Actions& actions) {
  if (!event.status && !std::exchange(carried->ended, true)) {
    std::erase(transfers_.carried, carried);
    surroundings_.refused(*this, event.status.error());
    resume(ServerLost{event.status.error()}, actions);
    actions.close_server = true;
  }
  carried->meter = event.meter;
  if (event.status && carried->ended) {
    if (carried->meter) carried->meter->ended(carried->outcome);
    actions.ended.push_back({carried->id, carried->rows, carried->bytes, carried->outcome});
  }
  if (transfers_.held.empty()) actions.read_server = true;
}

// False: this row may not leave.
bool Session::count(const Reply& reply, std::size_t bytes) {
  if (!reply.carried) return true;
  if (reply.carried->meter && !reply.carried->meter->pass(bytes)) return false;
  ++reply.carried->rows;
  reply.carried->bytes += bytes;
  return true;
}

// Whether nobody speaks of it any more but a portal, and the lists that it is in.
bool Session::is_forgotten(const std::shared_ptr<Carried>& carried) const {
  const bool held = std::ranges::find(transfers_.held, carried) != transfers_.held.end();
  return carried.use_count() <= (held ? 3 : 2);
}

// The ledger hears of the end once it knows of the beginning.
void Session::end_transfer(const std::shared_ptr<Carried>& carried, TransferEnds::Outcome outcome, Actions& actions) {
  if (!carried || std::exchange(carried->ended, true)) return;
  carried->outcome = outcome;
  if (carried->meter) carried->meter->ended(outcome);
  if (std::ranges::find(transfers_.held, carried) == transfers_.held.end()) {
    actions.ended.push_back({carried->id, carried->rows, carried->bytes, outcome});
  }
  std::erase(transfers_.carried, carried);
}

void Session::end_transfers(TransferEnds::Outcome outcome, Actions& actions) {
  while (!transfers_.carried.empty()) {
    const std::shared_ptr<Carried> last = transfers_.carried.back();
    end_transfer(last, outcome, actions);
  }
}

}  // namespace ringfence::gateway
