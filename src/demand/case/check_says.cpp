#include <fmt/format.h>

#include "base/limits.h"
#include "demand/case/says.h"
#include "policy/jurisdictions.h"

namespace ringfence::demand {

namespace {

Error wrong(std::string message, std::string hint) {
  return {std::move(message), {}, std::move(hint), "22023"};
}

Status check_texts(const Says& says) {
  for (const std::string* each :
       {&says.authority, &says.instrument, &says.document, &says.reason, &says.ring, &says.jurisdiction}) {
    if (each->size() > limits::demand_text_bytes) {
      return wrong(fmt::format("a text of the demand is longer than {} bytes", limits::demand_text_bytes),
                   "the document itself may be longer: --document FILE");
    }
  }
  for (const std::vector<Named>* names : {&says.accounts, &says.items}) {
    if (names->size() > limits::demand_names) {
      return wrong(fmt::format("the demand names more than {}", limits::demand_names), "file it in parts");
    }
    for (const Named& each : *names) {
      if (each.table.empty() || each.key.empty() || each.key.size() > limits::demand_text_bytes) {
        return wrong("an account or item is named without its table or key", "as TABLE=KEY: person=42");
      }
    }
  }
  return {};
}

Status check_origin(const Says& says, const policy::Policy& policy) {
  const policy::Authority* authority = policy.find_authority(says.authority);
  if (authority == nullptr) {
    return wrong(fmt::format("the policy has no authority \"{}\"", says.authority),
                 "register it first: [[authority]] with name, reach, standing, contact");
  }
  if (policy.find_ring(says.ring) == nullptr) {
    return wrong(fmt::format("the policy has no ring \"{}\"", says.ring), "name the ring whose rows it is about");
  }
  if (!policy::is_code(says.jurisdiction)) {
    return wrong(fmt::format("\"{}\" is no jurisdiction", says.jurisdiction), "a code of ISO 3166: --jurisdiction HK");
  }
  if (says.instrument.empty() && !says.emergency) {
    return wrong("the demand names no legal instrument", "--instrument \"search warrant 2026/17\", or --emergency");
  }
  const auto& known = authority->instruments;
  const auto fits = [&](const std::string& each) { return says.instrument.starts_with(each); };
  if (!says.instrument.empty() && !known.empty() && std::ranges::none_of(known, fits)) {
    return wrong(fmt::format("\"{}\" does not come with such an instrument: {}", says.authority, says.instrument),
                 "its `instruments` in the policy say what it may come with; add it there, or refuse the demand");
  }
  if (says.document_sha256.empty() && !says.emergency) {
    return wrong("the original document is missing", "--document FILE; only an emergency may come without");
  }
  return {};
}

Status check_scope(const Says& says, const policy::Policy& policy) {
  if (says.kind == Kind::withhold) {
    if (says.items.empty()) return wrong("the demand names no item to withhold", "--item TABLE=KEY");
    if (says.viewers.empty()) return wrong("the demand does not say from whom to withhold", "--viewers HK");
    if (!says.columns.empty()) return wrong("columns are for disclosures", "leave out --column");
    for (const policy::Code& code : says.viewers) {
      if (!policy::is_code(code)) return wrong(fmt::format("\"{}\" is no jurisdiction", code), "--viewers HK");
    }
    return {};
  }
  if (says.accounts.empty()) return wrong("the demand names no account", "--account TABLE=KEY: person=42");
  for (const Named& each : says.accounts) {
    const auto table = std::ranges::find(policy.tables, each.table, [](const auto& t) { return to_text(t.name); });
    if (table == policy.tables.end() || !table->home) {
      return wrong(fmt::format("\"{}\" is no table of subjects", each.table), "accounts are named by one: person=42");
    }
  }
  if (says.kind == Kind::disclose && says.columns.empty()) {
    return wrong("the demand does not say what is asked for", "each column by name: --column person.email");
  }
  if (says.columns.size() > limits::demand_columns) {
    return wrong(fmt::format("more than {} columns are asked for", limits::demand_columns), "file it in parts");
  }
  if (says.kind == Kind::preserve && !says.until) {
    return wrong("the demand does not say until when to preserve", "--until 2027-01-31");
  }
  return {};
}

// What may be asked for before anybody has seen a paper.
Status check_emergency(const Says& says) {
  if (!says.emergency) return {};
  if (says.kind != Kind::disclose) return wrong("only a disclosure can be an emergency", "leave out --emergency");
  if (says.content) return wrong("an emergency discloses no content", "minimal data: leave out --content");
  if (says.accounts.size() > limits::emergency_accounts || says.columns.size() > limits::emergency_columns) {
    return wrong(fmt::format("an emergency discloses at most {} columns of {} accounts", limits::emergency_columns,
                             limits::emergency_accounts),
                 "minimal data: name what saves the life, and file the rest as a demand of its own");
  }
  return {};
}

}  // namespace

Status check(const Says& says, const policy::Policy& policy) {
  RINGFENCE_TRY(check_texts(says));
  RINGFENCE_TRY(check_origin(says, policy));
  RINGFENCE_TRY(check_scope(says, policy));
  RINGFENCE_TRY(check_emergency(says));
  for (const policy::ColumnRef& each : says.columns) {
    const policy::Table* table = policy.find_table(each.table);
    if (table == nullptr || each.column.empty()) {
      return wrong(fmt::format("\"{}\" is no column of a table of the policy", policy::to_text(each)),
                   "each column by name: --column person.email");
    }
    if (table->content && !says.content) {
      return wrong(fmt::format("{} holds content, and the demand asks for none", policy::to_text(table->name)),
                   "say --content where its instrument covers what people wrote");
    }
    if (std::ranges::find(table->sensitive, each.column) != table->sensitive.end()) {
      return wrong(fmt::format("{} is of a special category: nothing discloses it", policy::to_text(each)),
                   "the policy's `sensitive` says so");
    }
  }
  if (says.deadline < says.received) return wrong("the deadline is before the day it came", "--deadline 10d");
  return {};
}

}  // namespace ringfence::demand
