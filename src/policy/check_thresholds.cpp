#include <fmt/format.h>

#include "policy/names.h"
#include "policy/parse_parts.h"
#include "policy/transfer_rules.h"

namespace ringfence::policy {

namespace {

class ThresholdCheck {
 public:
  ThresholdCheck(Work& work, const Threshold& threshold)
      : work_(work),
        threshold_(threshold),
        what_(words_for(threshold)),
        from_(spell_out(work, threshold.from)),
        to_(spell_out(work, threshold.to)) {}

  void run() {
    check_ring_names("from", threshold_.from);
    check_ring_names("to", threshold_.to);
    for (const ColumnRef& column : threshold_.columns) check_column(column);
    if (!from_.empty() && from_.size() == 1 && from_ == to_) {
      error("to", fmt::format("from and to are both ring {}: what stays in a ring is not counted", to_[0]),
            "name the ring the readers are in");
    }
    check_overlaps();
  }

 private:
  void check_ring_names(const std::string& key, const std::vector<std::string>& rings) {
    for (const std::string& ring : rings) {
      if (ring == "*") continue;
      check_ring_name(work_, place_at(threshold_.places, key + '.' + ring, place(key)), what_, key, ring);
    }
  }

  void check_column(const ColumnRef& column) {
    const std::string key = "class." + to_text(column);
    const Table* table = work_.policy.find_table(column.table);
    if (table == nullptr) {
      error(key, fmt::format("class names table {}, which the policy has not", to_text(column.table)),
            did_you_mean(to_text(column.table), work_.table_names(),
                         fmt::format("write [table.{}] first", to_text(column.table))));
      return;
    }
    if (table->shared) {
      warning(key, fmt::format("{} is of a shared table, whose rows are in every ring", to_text(column)),
              "remove it: nothing of it is counted");
    } else if (column.column.empty() && table->public_columns.empty()) {
      warning(key, fmt::format("{} has no public column: nothing is counted by this", to_text(column.table)),
              "name columns, or give the table public = […]");
    } else if (!column.column.empty() && !is_let_out(*table, column)) {
      warning(key,
              fmt::format("no rule lets {} out of {} to {}: nothing is counted by this", to_text(column), listed(from_),
                          listed(to_)),
              "check the name; or it is for a rule to come, and may stay");
    }
  }

  [[nodiscard]] bool is_let_out(const Table& table, const ColumnRef& column) const {
    return std::ranges::any_of(work_.policy.transfers, [&](const Transfer& rule) {
      return admits(rule, table, column.column) && is_on_the_way(rule);
    });
  }

  [[nodiscard]] bool is_on_the_way(const Transfer& rule) const {
    const auto meet = [](const std::vector<std::string>& one, const std::vector<std::string>& other) {
      return std::ranges::any_of(one, [&](const auto& name) { return std::ranges::find(other, name) != other.end(); });
    };
    return meet(spell_out(work_, rule.from), from_) && meet(spell_out(work_, rule.to), to_);
  }

  // Two that count the same, over the same time, of the same rings: one of them never decides.
  void check_overlaps() {
    for (const Threshold& before : work_.policy.thresholds) {
      if (&before == &threshold_) return;
      if (before.columns != threshold_.columns || before.period_days != threshold_.period_days) continue;
      if (spell_out(work_, before.from) != from_ || spell_out(work_, before.to) != to_) continue;
      work_.findings.warning(
          threshold_.place,
          fmt::format("{} counts what {} of line {} counts", what_, words_for(before), before.place.line),
          "one of the two is reached first, and the other never decides: remove it");
      return;
    }
  }

  [[nodiscard]] const Place& place(const std::string& key) const {
    return place_at(threshold_.places, key, threshold_.place);
  }
  void error(const std::string& key, const std::string& message, std::string help) {
    work_.findings.error(place(key), what_ + ": " + message, std::move(help));
  }
  void warning(const std::string& key, const std::string& message, std::string help) {
    work_.findings.warning(place(key), what_ + ": " + message, std::move(help));
  }

  Work& work_;
  const Threshold& threshold_;
  std::string what_;
  std::vector<std::string> from_;
  std::vector<std::string> to_;
};

}  // namespace

void check_thresholds(Work& work) {
  for (const Threshold& threshold : work.policy.thresholds) ThresholdCheck(work, threshold).run();
}

}  // namespace ringfence::policy
