#include "gateway/serve/recorder.h"

#include <fmt/format.h>
#include <sys/epoll.h>

#include <chrono>
#include <utility>

#include "base/clock.h"
#include "base/limits.h"
#include "gateway/serve/log.h"
#include "gateway/serve/transfer_entry.h"

namespace ringfence::gateway {

namespace {

constexpr std::chrono::seconds open_again_after{5};

Error cannot_be_written(const Error& why) {
  return {"refused: the ledger of this ring cannot be written, and no row leaves it without its entry", to_text(why),
          "home traffic goes on; see the gateway's log", "58030"};
}

Error has_no_room(const Error& why) {
  return {"refused: an entry of the ledger has no room for all that the statement reads", to_text(why),
          "name the columns that are needed, and no others", "54000"};
}

Error too_many_under_way() {
  return {"refused: too many transfers are under way at this gateway",
          fmt::format("{}, each a statement or a portal", limits::transfers_under_way),
          "try again when some have ended", "53400"};
}

ledger::TransferOutcome outcome_of(TransferEnds::Outcome outcome) {
  switch (outcome) {
    case TransferEnds::Outcome::done:
      return ledger::TransferOutcome::complete;
    case TransferEnds::Outcome::failed:
      return ledger::TransferOutcome::failed;
    case TransferEnds::Outcome::lost:
    case TransferEnds::Outcome::left_off:
      break;
  }
  return ledger::TransferOutcome::cut;
}

}  // namespace

Recorder::Recorder(Loop& loop, Errands& errands, std::string folder, std::shared_ptr<const Knowledge> knowledge)
    : loop_(loop),
      errands_(errands),
      folder_(std::move(folder)),
      knowledge_(std::move(knowledge)),
      totals_(volumes::day_of(now_in_milliseconds()), [this](const volumes::Total& total) {
        ++warned_;
        log("threshold", {{"name", total.limit.name},
                          {"to", total.limit.to},
                          {"rows", std::to_string(total.used)},
                          {"warns_at", std::to_string(*total.limit.warn_rows)},
                          {"days", std::to_string(total.limit.period_days)}});
      }) {}

Recorder::~Recorder() {
  if (again_ != 0) loop_.cancel(again_);
  if (day_ != 0) loop_.cancel(day_);
  if (ledger_) loop_.forget(ledger_->descriptor(), *this);
}

Result<std::unique_ptr<Recorder>> Recorder::open(Loop& loop, Errands& errands, std::string folder,
                                                 std::shared_ptr<const Knowledge> knowledge) {
  std::unique_ptr<Recorder> recorder(new Recorder(loop, errands, std::move(folder), std::move(knowledge)));
  auto ledger = ledger::Ledger::open(recorder->folder_);
  if (!ledger) return within("the ledger in " + recorder->folder_, ledger.error());
  recorder->ledger_ = std::move(*ledger);
  RINGFENCE_TRY(recorder->watch());
  if (const Status counts = recorder->begin_counting(); !counts) {
    return within("what has left by the ledger in " + recorder->folder_, counts.error());
  }
  return recorder;
}

Status Recorder::watch() {
  return loop_.watch(ledger_->descriptor(), EPOLLIN, *this);
}

void Recorder::answer(Then then, Status status) {
  if (!status) ++refused_;
  loop_.post([then = std::move(then), status = std::move(status)] { then(status); });
}

void Recorder::append(const ledger::Entry& entry, std::vector<ledger::Opening> openings, Then then,
                      ledger::Urgency urgency) {
  if (!ledger_) return answer(std::move(then), cannot_be_written({"it is being opened anew", {}, {}, {}}));
  const auto ticket = ledger_->append(entry, std::move(openings), urgency);
  if (ticket) {
    waiting_.emplace(*ticket, std::move(then));
    return;
  }
  answer(std::move(then), cannot_be_written(ticket.error()));
  if (const auto why = ledger_->stopped()) stopped(*why);
}

Result<Recorder::Reserved> Recorder::reserve(const TransferBegins& transfer, const Knowledge& knowledge) {
  const auto refuse = [&](Error why) {
    ++refused_;
    return why;
  };
  if (!ledger_) return refuse(cannot_be_written({"it is being opened anew", {}, {}, {}}));
  totals_.turn(volumes::day_of(now_in_milliseconds()));
  ledger::Transfer entry = entry_of(transfer, knowledge);
  const volumes::Way way = way_of(entry, *transfer.parts.front().plan, rules_of(transfer));
  if (!transfer.asks) {
    if (Status left = totals_.check(way); !left) return refuse(left.error());
  }
  const std::uint64_t now = now_in_milliseconds();
  if (may_be_too_long(entry)) {
    ledger::Transfer whole = entry;
    (void)commit_to(whole, "subject", {});  // as long as any
    if (const auto made = make_entry(whole, now); !made) return refuse(has_no_room(made.error()));
  }
  if (!open_.try_emplace(transfer.id).second) {
    return refuse(Error("a transfer of this id is under way", {}, {}, "08P01"));
  }
  UnderWay::Slot* const slot = under_way_->take(transfer.id, entry.side, now);
  if (!slot) {
    open_.erase(transfer.id);
    return refuse(too_many_under_way());
  }
  auto account = std::make_shared<Account>(totals_, transfer.asks ? nullptr : totals_.open(way), slot);
  return Reserved{std::move(entry), subjects_of(transfer, knowledge), now, std::move(account)};
}

void Recorder::write(Reserved reserved, Begun then) {
  ledger::Transfer& transfer = reserved.transfer;
  std::vector<ledger::Opening> openings;
  if (!reserved.subjects.empty()) openings.push_back(commit_to(transfer, "subject", reserved.subjects));
  const auto done = [this, id = transfer.id, side = transfer.side, account = reserved.account,
                     then = std::move(then)](const Status& written) {
    if (written) {
      open_[id] = {true, side, account};
    } else {
      open_.erase(id);
      under_way_->give_back(account->close());
    }
    then(written, account);
  };
  const auto entry = make_entry(transfer, reserved.time);
  if (!entry) return answer(done, cannot_be_written(entry.error()));
  append(*entry, std::move(openings), done);
}

Status Recorder::begin(const TransferBegins& transfer, const Knowledge& knowledge, Begun then) {
  auto reserved = reserve(transfer, knowledge);
  if (!reserved) return reserved.error();
  write(std::move(*reserved), std::move(then));
  return {};
}

void Recorder::end(const TransferEnds& transfer) {
  const auto found = open_.find(transfer.id);
  if (found == open_.end() || !found->second.begun) return;
  const Open begun = std::move(found->second);
  open_.erase(found);
  begun.account->ended(transfer.outcome);
  append_end(ledger::TransferEnd{transfer.id, begun.side, transfer.rows, transfer.bytes, outcome_of(transfer.outcome)},
             begun.account->close());
}

void Recorder::append_end(const ledger::TransferEnd& end, UnderWay::Slot* slot) {
  auto made = make_entry(end, now_in_milliseconds());
  if (made) return append_end(*made, slot);
  if (slot != nullptr) under_way_->give_back(slot);
  log("not recorded", {{"transfer", end.id}, {"error", to_text(made.error())}});
}

// What cannot be written now is written once the ledger is open again, or by the process that comes after.
void Recorder::append_end(const ledger::Entry& entry, UnderWay::Slot* slot) {
  const auto then = [this, entry, slot](const Status& done) {
    if (done && slot != nullptr) under_way_->give_back(slot);
    if (!done && late_ends_.size() < limits::late_ends) late_ends_.push_back({entry, slot});
  };
  append(entry, {}, then, ledger::Urgency::late);
}

void Recorder::ready(std::uint32_t) {
  if (!ledger_) return;
  const std::shared_ptr<ledger::Ledger> ledger = ledger_;  // a callback's append may find that it has stopped
  for (const ledger::Outcome& outcome : ledger->take_outcomes()) {
    const auto found = waiting_.find(outcome.ticket);
    if (found == waiting_.end()) continue;
    const Then then = std::move(found->second);
    waiting_.erase(found);
    if (outcome.index) {
      ++recorded_;
      then({});
    } else {
      ++refused_;
      then(cannot_be_written(outcome.index.error()));
    }
  }
  if (ledger_ && ledger_->stopped()) stopped(*ledger_->stopped());
}

// Nothing more can be written by it. What it wrote last may be there or not: whoever waited was refused.
void Recorder::stopped(const Error& why) {
  log("the ledger has stopped", {{"folder", folder_}, {"error", to_text(why)}});
  loop_.forget(ledger_->descriptor(), *this);
  auto waiting = std::exchange(waiting_, {});
  for (auto& [ticket, then] : waiting) answer(std::move(then), cannot_be_written(why));
  const std::shared_ptr<ledger::Ledger> gone = std::move(ledger_);
  loop_.destroy_later(gone);
  again_ = loop_.after(open_again_after, [this] { open_anew(); });
}

void Recorder::open_anew() {
  again_ = 0;
  if (opening_) return;
  opening_ = errands_.run([this] {
    auto opened = std::make_shared<Result<std::unique_ptr<ledger::Ledger>>>(ledger::Ledger::open(folder_));
    return [this, opened] {
      opening_ = false;
      if (!*opened) {
        log("the ledger cannot be opened", {{"folder", folder_}, {"error", to_text(opened->error())}});
        again_ = loop_.after(open_again_after, [this] { open_anew(); });
        return;
      }
      ledger_ = std::move(**opened);
      log("the ledger is open again", {{"folder", folder_}});
      if (const Status watched = watch(); !watched) return stopped(watched.error());
      for (const LateEnd& end : std::exchange(late_ends_, {})) append_end(end.entry, end.slot);
    };
  });
  if (!opening_) again_ = loop_.after(open_again_after, [this] { open_anew(); });
}

}  // namespace ringfence::gateway
