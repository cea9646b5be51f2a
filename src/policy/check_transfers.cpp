#include <fmt/format.h>

#include "policy/names.h"
#include "policy/parse_parts.h"

namespace ringfence::policy {

namespace {

class RuleCheck {
 public:
  RuleCheck(Work& work, const Transfer& rule)
      : work_(work),
        rule_(rule),
        what_(words_for(rule)),
        from_(spell_out(work, rule.from)),
        to_(spell_out(work, rule.to)) {}

  void run() {
    check_ring_names("from", rule_.from);
    check_ring_names("to", rule_.to);
    if (knows_its_rings()) {
      check_pairs();
      for (const std::string& purpose : rule_.purposes) check_purpose(purpose);
    }
    for (const ColumnRef& column : rule_.columns) check_column(column);
    for (const auto& [table, condition] : rule_.rows) check_rows(table);
    for (const auto& [column, mask] : rule_.masks) check_mask(column);
    if (is_expired(work_, rule_)) {
      warning("expires", fmt::format("expired on {}: it permits nothing any more", to_text(*rule_.expires)),
              "remove it, or have its basis renewed and give it a later date");
    }
  }

 private:
  void check_ring_names(const std::string& key, const std::vector<std::string>& rings) {
    for (const std::string& ring : rings) {
      if (ring != "*") check_ring_name(work_, place_at(rule_.places, key + '.' + ring, place(key)), what_, key, ring);
    }
  }

  // Of rings that are misspelt nothing follows.
  [[nodiscard]] bool knows_its_rings() const {
    const auto known = [&](const std::string& ring) { return ring == "*" || work_.policy.find_ring(ring) != nullptr; };
    return work_.rings_are_sound && std::ranges::all_of(rule_.from, known) && std::ranges::all_of(rule_.to, known) &&
           !rule_.from.empty() && !rule_.to.empty();
  }

  void check_pairs() {
    if (from_.size() != 1 || from_ != to_) return;
    if (rule_.from == rule_.to && rule_.from[0] != "*") {
      error("to", fmt::format("from and to are both ring {}: what stays in a ring is no transfer", to_[0]),
            "name the ring the reader is in, or remove the rule");
    } else {
      warning("to", "the policy has one ring: the rule can never match", "nothing leaves the only ring there is");
    }
  }

  void check_purpose(const std::string& purpose) {
    const Place& where = place_at(rule_.places, "purpose." + purpose, place("purpose"));
    bool has_service = false;
    for (const Service& service : work_.policy.services) {
      if (std::ranges::find(service.purposes, purpose) == service.purposes.end()) continue;
      has_service = true;
      const Ring* ring = work_.policy.home_of(service.location);
      if (ring == nullptr || std::ranges::find(to_, ring->name) != to_.end()) return;
    }
    if (has_service) {
      work_.findings.warning(where,
                             fmt::format("{}: no service with purpose {} is located in {}: the rule can never match",
                                         what_, purpose, listed(to_)),
                             "`to` is where the reader is: give a service a location there, or change `to`");
      return;
    }
    std::vector<std::string> purposes;
    for (const Service& service : work_.policy.services)
      purposes.insert(purposes.end(), service.purposes.begin(), service.purposes.end());
    work_.findings.warning(where,
                           fmt::format("{}: no service has purpose {}: the rule can never match", what_, purpose),
                           did_you_mean(purpose, purposes, "give it to a service, or remove it here"));
  }

  void check_column(const ColumnRef& column) {
    const std::string key = "columns." + to_text(column);
    const Table* table = find_table(key, "columns", column.table);
    if (table == nullptr) return;
    if (std::ranges::find(table->sensitive, column.column) != table->sensitive.end()) {
      error(key, fmt::format("{} is sensitive: no rule may name it", to_text(column)),
            "special categories never leave their ring: remove it here");
    }
    if (table->shared) {
      warning(key, fmt::format("{} is of a shared table, which every ring has", to_text(column)),
              "remove it: it needs no rule");
    }
    if (column.column.empty() && table->public_columns.empty() && !table->shared) {
      warning(key, fmt::format("{} has no public column: nothing is permitted by this", to_text(column.table)),
              "name columns, or give the table public = […]");
    }
    const bool never = !from_.empty() && std::ranges::all_of(from_, [&](const std::string& ring) {
      return std::ranges::find(table->never_in, ring) != table->never_in.end() || (table->ring && *table->ring != ring);
    });
    if (never) {
      warning(key,
              fmt::format("{} has no rows in {}: the rule can never match them", to_text(table->name), listed(from_)),
              "remove it here, or change `from`");
    }
  }

  void check_rows(const TableName& name) {
    const std::string key = "rows." + to_text(name);
    if (find_table(key, "rows", name) == nullptr) return;
    if (std::ranges::find(rule_.columns, name, &ColumnRef::table) != rule_.columns.end()) return;
    error(key, fmt::format("rows names {}, of which the rule has no column", to_text(name)),
          "add its columns, or remove the condition");
  }

  void check_mask(const ColumnRef& column) {
    const std::string key = "mask." + to_text(column);
    const Table* table = find_table(key, "mask", column.table);
    if (table == nullptr) return;
    const bool is_sensitive = std::ranges::find(table->sensitive, column.column) != table->sensitive.end();
    if (is_sensitive) {
      error(key, fmt::format("{} is sensitive: no rule may name it, masked or not", to_text(column)),
            "special categories never leave their ring: remove it here");
    } else if (!permits(rule_, *table, column)) {
      error(key, fmt::format("mask names {}, which the rule does not have", to_text(column)),
            "add it to columns, or remove the mask");
    }
  }

  const Table* find_table(const std::string& key, std::string_view part, const TableName& name) {
    const Table* table = work_.policy.find_table(name);
    if (table != nullptr) return table;
    const std::vector<std::string> tables = work_.table_names();
    error(key, fmt::format("{} names table {}, which the policy has not", part, to_text(name)),
          did_you_mean(to_text(name), tables, fmt::format("write [table.{}] first", to_text(name))));
    return nullptr;
  }

  [[nodiscard]] const Place& place(const std::string& key) const { return place_at(rule_.places, key, rule_.place); }
  void error(const std::string& key, const std::string& message, std::string help) {
    work_.findings.error(place(key), what_ + ": " + message, std::move(help));
  }
  void warning(const std::string& key, const std::string& message, std::string help) {
    work_.findings.warning(place(key), what_ + ": " + message, std::move(help));
  }

  Work& work_;
  const Transfer& rule_;
  std::string what_;
  std::vector<std::string> from_;
  std::vector<std::string> to_;
};

}  // namespace

std::string words_for(const Transfer& rule) {
  return rule.name.empty() ? fmt::format("the transfer rule of line {}", rule.place.line) : "transfer " + rule.name;
}

bool permits(const Transfer& rule, const Table& table, const ColumnRef& column) {
  const auto has = [&](const ColumnRef& wanted) {
    return std::ranges::find(rule.columns, wanted) != rule.columns.end();
  };
  const bool is_public = std::ranges::find(table.public_columns, column.column) != table.public_columns.end();
  return has(column) || (is_public && has({column.table, ""}));
}

bool is_expired(const Work& work, const Transfer& rule) {
  return rule.expires && *rule.expires < work.today;
}

void check_transfers(Work& work) {
  for (const Transfer& rule : work.policy.transfers) RuleCheck(work, rule).run();
}

}  // namespace ringfence::policy
