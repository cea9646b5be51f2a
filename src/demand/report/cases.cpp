#include "demand/report/cases.h"

namespace ringfence::report {

namespace {

std::set<std::string> names_of(const ledger::Entry& entry, std::string_view field) {
  std::set<std::string> names;
  for (const auto& each : entry.fields().at(field).as_array()) names.emplace(each.as_string());
  return names;
}

std::string copied(const ledger::Entry& entry, std::string_view field) {
  return std::string(entry.text(field));
}

}  // namespace

void Cases::add(const std::string& ring, const ledger::Entry& entry) {
  const bool is_demand = entry.kind() == "demand";
  if ((!is_demand && entry.kind() != "withholding") || entry.time() >= until_) return;
  if (!events_.insert(copied(entry, "event")).second) return;
  is_demand ? add_demand(ring, entry) : add_withholding(ring, entry);
}

void Cases::add_demand(const std::string& ring, const ledger::Entry& entry) {
  DemandCase& one = demands_[copied(entry, "id")];
  one.ring = ring;
  one.asks = copied(entry, "asks");
  one.authority = copied(entry, "authority");
  one.jurisdiction = copied(entry, "jurisdiction");
  one.instrument = copied(entry, "instrument");
  one.flags = names_of(entry, "flags");
  one.viewers = names_of(entry, "viewers");
  one.accounts = entry.number("accounts");
  one.items = entry.number("items");
  one.rows = std::max(one.rows, entry.number("rows"));
  one.received = entry.number("received");
  one.deadline = entry.number("deadline");
  one.state = copied(entry, "state");
  one.states.insert(one.state);
  one.steps.emplace(copied(entry, "step"), entry.time());
  one.appeals = entry.number("appeals");
}

void Cases::add_withholding(const std::string& ring, const ledger::Entry& entry) {
  WithholdingCase& one = withholdings_[copied(entry, "id")];
  one.ring = ring;
  one.table = copied(entry, "table");
  one.jurisdictions = names_of(entry, "jurisdictions");
  one.reason = copied(entry, "reason");
  one.asked_by = copied(entry, "asked_by");
  one.sealed = entry.text("sealed") == "yes";
  if (entry.text("step") == "begin") {
    one.began = entry.time();
  } else {
    one.ended = entry.time();
  }
}

}  // namespace ringfence::report
