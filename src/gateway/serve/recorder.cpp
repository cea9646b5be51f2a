#include "gateway/serve/recorder.h"

#include <fmt/format.h>
#include <sys/epoll.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "base/limits.h"
#include "gateway/serve/log.h"

namespace ringfence::gateway {

namespace {

constexpr std::chrono::seconds open_again_after{5};

std::int64_t now_ms() {
  using namespace std::chrono;
  return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
}

std::int64_t today() {
  using namespace std::chrono;
  return floor<days>(system_clock::now()).time_since_epoch().count();
}

Error cannot_be_written(const Error& why) {
  return {"refused: the ledger of this ring cannot be written, and no row leaves it without its entry", to_text(why),
          "home traffic goes on; see the gateway's log", "58030"};
}

std::vector<std::string> rules_of(const TransferBegins& transfer) {
  std::vector<std::string> rules;
  for (const TransferBegins::Part& part : transfer.parts) {
    for (const std::string& rule : part.plan->rules) {
      if (std::ranges::find(rules, rule) == rules.end()) rules.push_back(rule);
    }
  }
  return rules;
}

// Whose rows they are, as the opening has it: "person 42"; of several statements one line each.
std::string subjects_of(const TransferBegins& transfer, const Knowledge& knowledge) {
  std::string text;
  for (const TransferBegins::Part& part : transfer.parts) {
    if (part.subject.values.empty()) continue;
    const policy::Table* table = knowledge.subject_table(part.subject.root);
    if (!text.empty()) text += '\n';
    text += table ? policy::to_text(table->name) : std::string("person");
    if (!part.subject.lookup.empty()) text += "." + part.subject.lookup;
    for (const std::string& value : part.subject.values) text += " " + value;
  }
  return text;
}

ledger::Transfer entry_of(const TransferBegins& transfer, const Knowledge& knowledge) {
  const TransferPlan& first = *transfer.parts.front().plan;
  ledger::Transfer entry;
  entry.id = transfer.id;
  entry.side = transfer.asks ? ledger::Side::importer : ledger::Side::exporter;
  entry.from = first.from;
  // A reader who came here by itself takes the rows away to a place that keeps no book of it: `location` says where.
  entry.to = transfer.peer.empty() ? first.from : first.to;
  const auto& services = knowledge.policy.services;
  const auto service = std::ranges::find(services, transfer.service, &policy::Service::name);
  entry.location = service == services.end() ? std::string("?") : service->location;
  entry.service = transfer.service;
  entry.purpose = first.purpose;
  entry.rule = fmt::format("{}", fmt::join(rules_of(transfer), ", "));
  for (const TransferBegins::Part& part : transfer.parts) {
    for (const TransferPlan::Table& table : part.plan->tables) {
      entry.tables.push_back(table.name);
      for (const std::string& column : table.columns) entry.columns.push_back(table.name + "." + column);
    }
  }
  entry.shape = transfer.shape;
  entry.policy = knowledge.policy.sha256;
  return entry;
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

Recorder::Recorder(Loop& loop, Errands& errands, std::string folder)
    : loop_(loop), errands_(errands), folder_(std::move(folder)) {}

Recorder::~Recorder() {
  if (again_ != 0) loop_.cancel(again_);
  if (ledger_) loop_.forget(ledger_->descriptor(), *this);
}

Result<std::unique_ptr<Recorder>> Recorder::open(Loop& loop, Errands& errands, std::string folder) {
  std::unique_ptr<Recorder> recorder(new Recorder(loop, errands, std::move(folder)));
  auto ledger = ledger::Ledger::open(recorder->folder_);
  if (!ledger) return within("the ledger in " + recorder->folder_, ledger.error());
  recorder->ledger_ = std::move(*ledger);
  RINGFENCE_TRY(recorder->watch());
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

void Recorder::begin(const TransferBegins& transfer, const Knowledge& knowledge, Then then) {
  const std::vector<std::string> rules = rules_of(transfer);
  if (!transfer.asks) {
    if (Status left = volumes_.check(knowledge.policy, rules, today()); !left) {
      return answer(std::move(then), std::move(left));
    }
  }
  if (!open_.try_emplace(transfer.id).second) {
    return answer(std::move(then), Error("a transfer of this id is under way", {}, {}, "08P01"));
  }
  ledger::Transfer entry = entry_of(transfer, knowledge);
  std::vector<ledger::Opening> openings;
  if (const std::string subjects = subjects_of(transfer, knowledge); !subjects.empty()) {
    openings.push_back(commit_to(entry, "subject", subjects));
  }
  const ledger::Side side = entry.side;
  auto made = make_entry(entry, static_cast<std::uint64_t>(now_ms()));
  if (!made) {
    open_.erase(transfer.id);
    return answer(std::move(then), cannot_be_written(made.error()));
  }
  append(*made, std::move(openings), [this, id = transfer.id, side, rules, then = std::move(then)](const Status& done) {
    if (done) {
      open_[id] = {true, side, rules};
    } else {
      open_.erase(id);
    }
    then(done);
  });
}

void Recorder::end(const TransferEnds& transfer) {
  const auto found = open_.find(transfer.id);
  if (found == open_.end() || !found->second.begun) return;
  const Open begun = std::move(found->second);
  open_.erase(found);
  if (begun.side == ledger::Side::exporter) volumes_.add(begun.rules, transfer.rows, today());
  const ledger::TransferEnd entry{transfer.id, begun.side, transfer.rows, transfer.bytes, outcome_of(transfer.outcome)};
  auto made = make_entry(entry, static_cast<std::uint64_t>(now_ms()));
  if (!made) {
    log("not recorded", {{"transfer", transfer.id}, {"error", to_text(made.error())}});
    return;
  }
  append_end(*made);
}

// What cannot be written now is written once the ledger is open again.
void Recorder::append_end(const ledger::Entry& entry) {
  const auto then = [this, entry](const Status& done) {
    if (!done && late_ends_.size() < limits::late_ends) late_ends_.push_back(entry);
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
      for (const ledger::Entry& end : std::exchange(late_ends_, {})) append_end(end);
    };
  });
  if (!opening_) again_ = loop_.after(open_again_after, [this] { open_anew(); });
}

}  // namespace ringfence::gateway
