// What a transfer's entry is waited for: before the message is sent, or, of a read, before anything that the server
// says to it is looked at. docs/decisions/0014.
#include <algorithm>

#include "gateway/session/session.h"

namespace ringfence::gateway {

namespace {

bool is_of_key(const Plan& plan, ValueFrom::Kind kind, std::size_t index) {
  const auto& whose = plan.statements[0].whose;
  return whose && std::ranges::any_of(whose->values,
                                      [&](const ValueFrom& from) { return from.kind == kind && from.index == index; });
}

bool is_number(std::string_view text) {
  constexpr std::size_t digits = 19;  // of a bigint
  return text.size() <= digits && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

// Before a message that makes a transfer is sent on. Go: its entry is durable, or the message may go ahead of it.
Session::Verdict Session::put_on_record(const Plan& plan, bool says_only_whose, Error& why, Actions& actions) {
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
  if (may_go_ahead(plan, says_only_whose)) {
    transfers_.recorded = Status();
    transfers_.ahead = true;
    return Verdict::go;
  }
  waits_ = true;
  return Verdict::wait;
}

// A read, whose rows can be held back, and nothing beside it that could not: what is thrown away with it, should its
// entry never be there, has done nothing.
bool Session::may_go_ahead(const Plan& plan, bool says_only_whose) const {
  if (!only_reads(plan) || acted_unsynced_ || (transfers_.asks_peer() && !says_only_whose)) return false;
  return std::ranges::none_of(replies_, [](const Reply& each) {
    return !each.swallowed && (each.awaits == Awaits::sync || each.awaits == Awaits::query);
  });
}

bool Session::only_reads(const Plan& plan) {
  if (plan.statements.size() != 1) return false;
  const StatementPlan& one = plan.statements[0];
  return one.verb == policy::StatementVerb::read && one.command == "SELECT" && !one.home_only;
}

// What goes to another ring ahead of its entry: the key of the person it is about, who is at home there, and numbers.
bool Session::says_only_whose(const Plan& plan, std::string_view text, std::span<const Span> literals) {
  if (plan.statements.size() != 1 || !plan.statements[0].says_only_whose) return false;
  if (text.find("/*") != std::string_view::npos || text.find("--") != std::string_view::npos) return false;
  for (std::size_t i = 0; i < literals.size(); ++i) {
    const std::string_view literal = text.substr(literals[i].begin, literals[i].end - literals[i].begin);
    if (!is_of_key(plan, ValueFrom::Kind::literal, i) && !is_number(literal)) return false;
  }
  return true;
}

bool Session::says_only_whose(const Plan& plan, const wire::Bind& bind) {
  const auto& formats = bind.formats;
  for (std::size_t i = 0; i < bind.parameters.size(); ++i) {
    if (is_of_key(plan, ValueFrom::Kind::parameter, i + 1) || !bind.parameters[i]) continue;
    const bool binary = !formats.empty() && (formats.size() == 1 ? formats[0] : formats[i]) == 1;
    const bool number = binary ? bind.parameters[i]->size() <= sizeof(std::int64_t) : is_number(*bind.parameters[i]);
    if (!number) return false;
  }
  return bind.portal.empty();
}

// The message that was put on record goes on.
std::shared_ptr<Carried> Session::carry(const Plan& plan) {
  if (transfers_.parts.empty()) return nullptr;
  auto carried = std::make_shared<Carried>();
  carried->id = std::exchange(transfers_.recording, {});
  carried->meter = std::move(transfers_.meter);
  carried->reads = only_reads(plan);
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
  const bool waited = !std::exchange(transfers_.ahead, false);
  transfers_.recorded = event.status;
  transfers_.meter = event.meter;
  if (!waited) return;
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
  if (!transfers_.held.empty()) return;
  actions.read_server = true;
  if (std::exchange(stalled_, false)) actions.read_client = true;
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

// What another ring was reading nobody waits for, and it has changed nothing: it need not be read to its end. A
// client's own statements are, as PostgreSQL's are.
void Session::abandon(Actions& actions) {
  actions.cancel_server = !transfers_.peer.empty() && under_way() && !transfers_.carried.empty() &&
                          std::ranges::all_of(transfers_.carried, &Carried::reads);
  end_transfers(TransferEnds::Outcome::left_off, actions);
}

}  // namespace ringfence::gateway
