// What of the rows that left before this process: the budgets and thresholds that it begins with, and the ends that the
// process before it owes the ledger. docs/decisions/0015.
#include <algorithm>
#include <limits>
#include <map>

#include "base/clock.h"
#include "gateway/serve/log.h"
#include "gateway/serve/recorder.h"

namespace ringfence::gateway {

namespace {

constexpr std::chrono::seconds look_at_the_day{5};

ledger::TransferOutcome outcome_of(UnderWay::State state) {
  if (state == UnderWay::State::complete) return ledger::TransferOutcome::complete;
  return state == UnderWay::State::failed ? ledger::TransferOutcome::failed : ledger::TransferOutcome::cut;
}

std::string id_of(const UnderWay::Slot& slot) {
  return {slot.id, sizeof(slot.id)};
}

}  // namespace

Status Recorder::begin_counting() {
  const std::uint64_t now = now_in_milliseconds();
  auto under_way = UnderWay::open(folder_ + "/under-way", now);
  if (!under_way) return under_way.error();
  under_way_ = std::move(*under_way);
  totals_.use(volumes::limits_of(knowledge_->policy, knowledge_->here->name));
  std::uint64_t begun = std::numeric_limits<std::uint64_t>::max();
  for (const UnderWay::Slot* slot : under_way_->left()) begun = std::min(begun, slot->begun);
  const volumes::Day since = totals_.needed_since();
  auto remembered =
      remember(*ledger::folder_source(folder_ + "/log"), knowledge_->policy, since, totals_.today() + 1, begun);
  if (!remembered) return remembered.error();
  end_what_was_left(*remembered);
  totals_.remember(remembered->history, since);
  watch_the_day();
  return {};
}

// A transfer that the process before had under way has let pass what its place in the file says; one that has no place
// there any more, or not yet, nothing. One that began before the machine did: nobody knows.
void Recorder::end_what_was_left(Remembered& remembered) {
  std::map<std::string, UnderWay::Slot*> left;
  for (UnderWay::Slot* slot : under_way_->left()) left.emplace(id_of(*slot), slot);
  for (const ledger::Crossing& crossing : remembered.unfinished) {
    const auto found = left.find(crossing.id);
    if (found == left.end() && crossing.begun < under_way_->since()) {
      log("a transfer without an end", {{"transfer", crossing.id}, {"rules", ledger::joined_rules(crossing.rules)}});
      if (crossing.side != ledger::Side::exporter) continue;
      remembered.history.add_unknown(volumes::day_of(crossing.begun), volumes::way_of(crossing, knowledge_->policy));
      continue;
    }
    ledger::TransferEnd end{crossing.id, crossing.side, 0, 0, ledger::TransferOutcome::cut};
    if (found != left.end()) {
      end.rows = found->second->rows.load();
      end.bytes = found->second->bytes.load();
      end.outcome = outcome_of(found->second->state.load());
    }
    if (crossing.side == ledger::Side::exporter) {
      remembered.history.add(totals_.today(), volumes::way_of(crossing, knowledge_->policy), end.rows);
    }
    append_end(end, found == left.end() ? nullptr : found->second);
    if (found != left.end()) left.erase(found);
  }
  for (const auto& [id, slot] : left) under_way_->give_back(slot);  // its end was written, or its beginning was not
}

void Recorder::use(std::shared_ptr<const Knowledge> knowledge) {
  knowledge_ = std::move(knowledge);
  totals_.use(volumes::limits_of(knowledge_->policy, knowledge_->here->name));
  read_further();
}

// A threshold that looks back further than any before: until the ledger was read so far, what it is about is refused.
void Recorder::read_further() {
  const volumes::Day since = totals_.needed_since();
  const volumes::Day until = totals_.since();
  if (reading_ || since >= until) return;
  reading_ = errands_.run([this, since, until, knowledge = knowledge_] {
    auto read =
        std::make_shared<Result<Remembered>>(remember(*ledger::folder_source(folder_ + "/log"), knowledge->policy,
                                                      since, until, std::numeric_limits<std::uint64_t>::max()));
    return [this, read, since, until, knowledge] {
      reading_ = false;
      if (!*read) {
        log("the ledger cannot be read", {{"folder", folder_}, {"error", to_text(read->error())}});
        return;
      }
      for (const ledger::Crossing& crossing : (*read)->unfinished) {
        const volumes::Day day = volumes::day_of(crossing.begun);
        if (crossing.side != ledger::Side::exporter || day >= until || crossing.begun >= under_way_->since()) continue;
        (*read)->history.add_unknown(day, volumes::way_of(crossing, knowledge->policy));
      }
      totals_.remember((*read)->history, since);
      read_further();
    };
  });
}

// Also tries anew what could not be read.
void Recorder::watch_the_day() {
  day_ = loop_.after(look_at_the_day, [this] {
    totals_.turn(volumes::day_of(now_in_milliseconds()));
    read_further();
    watch_the_day();
  });
}

}  // namespace ringfence::gateway
