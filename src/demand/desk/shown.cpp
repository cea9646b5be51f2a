#include "demand/desk/shown.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include "demand/case/step.h"

namespace ringfence::demand {

json::array names_json(const std::vector<Named>& names) {
  json::array array;
  for (const Named& each : names) array.push_back(json::object{{"table", each.table}, {"key", each.key}});
  return array;
}

namespace {

bool is_done(State state) {
  return state == State::refused || state == State::referred || state == State::executed || state == State::preserved ||
         state == State::notified || state == State::closed;
}

json::value date_or_null(const std::optional<policy::Date>& date) {
  return date ? json::value(policy::to_text(*date)) : json::value(nullptr);
}

json::object says_json(const Says& says) {
  json::array columns;
  for (const policy::ColumnRef& each : says.columns) columns.emplace_back(policy::to_text(each));
  return {{"kind", to_text(says.kind)},
          {"authority", says.authority},
          {"jurisdiction", says.jurisdiction},
          {"instrument", says.instrument},
          {"official", says.official},
          {"court", says.court},
          {"realtime", says.realtime},
          {"content", says.content},
          {"emergency", says.emergency},
          {"accounts", names_json(says.accounts)},
          {"items", names_json(says.items)},
          {"columns", std::move(columns)},
          {"viewers", json::value_from(says.viewers)},
          {"reason", says.reason},
          {"document", says.document},
          {"document_sha256", says.document_sha256},
          {"received", time_text(says.received)},
          {"deadline", time_text(says.deadline)},
          {"sealed_until", date_or_null(says.sealed_until)},
          {"until", date_or_null(says.until)}};
}

}  // namespace

std::string time_text(std::uint64_t milliseconds) {
  return fmt::format("{:%Y-%m-%d %H:%M} UTC", fmt::gmtime(static_cast<std::time_t>(milliseconds / 1000)));
}

std::string clock_text(const Demand& demand, std::uint64_t now) {
  if (is_done(demand.state)) return "done";
  const bool overdue = now > demand.says.deadline;
  const std::uint64_t apart = overdue ? now - demand.says.deadline : demand.says.deadline - now;
  const std::uint64_t days = apart / day;
  const std::uint64_t hours = apart % day / hour;
  const std::string far =
      days > 0 ? fmt::format("{} d {} h", days, hours) : fmt::format("{} h {} min", hours, apart % hour / 60'000);
  return far + (overdue ? " overdue" : " left");
}

bool is_overdue(const Demand& demand, std::uint64_t now) {
  return !is_done(demand.state) && now > demand.says.deadline;
}

bool was_meant(EventKind kind, State state) {
  if (kind == EventKind::verify) return state == State::verified;
  if (kind == EventKind::approve) return state == State::approved_once || state == State::approved;
  if (kind == EventKind::execute) return state == State::executed || state == State::preserved;
  return true;
}

json::object as_json(const Kept& kept, std::uint64_t now) {
  const Demand& demand = kept.demand;
  json::array events;
  for (const Recorded& each : kept.events) {
    events.push_back(json::object{{"step", to_text(each.event.kind)},
                                  {"officer", each.event.officer},
                                  {"time", time_text(each.event.at)},
                                  {"note", each.event.note},
                                  {"policy", each.facts.policy},
                                  {"standing", each.facts.standing_text}});
  }
  const auto canonical = canonical_text(demand.says);
  json::array approvals;
  for (const Approval& each : demand.approvals) {
    approvals.push_back(json::object{{"officer", each.by.officer},
                                     {"person", each.by.person},
                                     {"key", each.by.key},
                                     {"text", each.text},
                                     {"signature", each.signature}});
  }
  return {{"id", demand.id},
          {"state", to_text(demand.state)},
          {"version", demand.version},
          {"why", demand.why},
          {"clock", clock_text(demand, now)},
          {"overdue", is_overdue(demand, now)},
          {"digest", demand.digest},
          {"says_canonical", canonical ? *canonical : std::string()},
          {"frozen", demand.frozen},
          {"called_back", demand.called_back},
          {"reviewed", demand.reviewed},
          {"appeals", demand.appeals},
          {"says", says_json(demand.says)},
          {"approvals", std::move(approvals)},
          {"events", std::move(events)},
          {"next", next_steps(demand)}};
}

}  // namespace ringfence::demand
