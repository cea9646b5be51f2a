#include "volumes/totals.h"

#include <fmt/format.h>

#include <algorithm>

namespace ringfence::volumes {

namespace {

Error not_counted_yet(const Limit& limit) {
  return {fmt::format("refused: it is not known yet how much of {} is used", limit.name),
          fmt::format("the ledger is being read for the last {} days", limit.period_days), "try again in a moment",
          "55000"};
}

}  // namespace

void Totals::use(std::vector<Limit> limits) {
  std::vector<std::shared_ptr<Total>> totals;
  for (Limit& limit : limits) {
    const auto before = std::ranges::find_if(totals_, [&](const auto& total) { return total->limit == limit; });
    auto total = std::make_shared<Total>();
    if (before != totals_.end()) total->warned = (*before)->warned;
    total->limit = std::move(limit);
    totals.push_back(std::move(total));
  }
  totals_ = std::move(totals);
  settle();
  for (const auto& open : open_) {
    open->against.clear();
    for (const auto& total : totals_) {
      if (counts(total->limit, open->way)) open->against.push_back(total);
    }
  }
  count_anew();
}

void Totals::turn(Day today) {
  if (today <= today_) return;
  settle();
  today_ = today;
  const Day needed = needed_since();
  history_.forget_before(needed);
  since_ = std::max(since_, needed);
  for (const auto& total : totals_) total->warned = false;
  count_anew();
}

void Totals::remember(const History& history, Day since) {
  history_.add(history);
  since_ = std::min(since_, since);
  settle();
  count_anew();
}

Day Totals::needed_since() const {
  Day first = today_;
  for (const auto& total : totals_) first = std::min(first, today_ - total->limit.period_days + 1);
  return first;
}

Status Totals::check(const Way& way) const {
  for (const auto& total : totals_) {
    if (!counts(total->limit, way)) continue;
    if (!total->counted) return not_counted_yet(total->limit);
    if (total->is_full()) return used_up(total->limit, total->used, total->unknown);
  }
  return {};
}

std::shared_ptr<Totals::Open> Totals::open(Way way) {
  auto open = std::make_shared<Open>();
  open->way = std::move(way);
  for (const auto& total : totals_) {
    if (counts(total->limit, open->way)) open->against.push_back(total);
  }
  open_.insert(open);
  return open;
}

bool Totals::pass(Open& open) {
  for (const auto& total : open.against) {
    if (total->is_full()) return false;
  }
  ++open.rows;
  for (const auto& total : open.against) {
    ++total->used;
    if (!total->warned) warn_if_due(*total);
  }
  return true;
}

Error Totals::full(const Open& open) {
  for (const auto& total : open.against) {
    if (total->is_full()) return used_up(total->limit, total->used, total->unknown);
  }
  return {"refused: what may leave is used up", {}, {}, "53400"};
}

void Totals::close(const std::shared_ptr<Open>& open) {
  if (open_.erase(open) == 0) return;
  history_.add(today_, open->way, open->rows - open->settled);
  open->settled = open->rows;
}

// What has passed so far belongs to the day that it passed on.
void Totals::settle() {
  for (const auto& open : open_) {
    history_.add(today_, open->way, open->rows - open->settled);
    open->settled = open->rows;
  }
}

void Totals::count_anew() {
  for (const auto& total : totals_) {
    const Sum sum = history_.of(total->limit, today_);
    total->used = volumes::used(total->limit, sum);
    total->unknown = sum.unknown;
    total->counted = today_ - total->limit.period_days + 1 >= since_;
    warn_if_due(*total);
  }
}

void Totals::warn_if_due(Total& total) {
  if (total.warned || !total.limit.warn_rows || total.used < *total.limit.warn_rows) return;
  total.warned = true;
  warn_(total);
}

}  // namespace ringfence::volumes
