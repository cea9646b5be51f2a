#include "demand/report/report.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <functional>

namespace ringfence::report {

namespace {

using Demands = std::vector<const DemandCase*>;
using Figures = std::vector<std::pair<std::string, std::uint64_t>>;

constexpr const char* sealed_note = "Sealed orders are in the total and by country, and in no other figure.";

Demands filtered(const Demands& demands, const std::function<bool(const DemandCase&)>& keep) {
  Demands kept;
  std::ranges::copy_if(demands, std::back_inserter(kept), [&](const DemandCase* each) { return keep(*each); });
  return kept;
}

Figures in_order(const std::map<std::string, std::uint64_t>& counted) {
  Figures figures(counted.begin(), counted.end());
  std::ranges::stable_sort(figures, [](const auto& a, const auto& b) { return a.second > b.second; });
  return figures;
}

Figures by(const Demands& demands, const std::function<std::string(const DemandCase&)>& key) {
  std::map<std::string, std::uint64_t> counted;
  for (const DemandCase* each : demands) ++counted[key(*each)];
  return in_order(counted);
}

std::uint64_t sum(const Demands& demands, std::uint64_t DemandCase::*what) {
  std::uint64_t total = 0;
  for (const DemandCase* each : demands) total += each->*what;
  return total;
}

std::uint64_t count(const Demands& demands, const std::function<bool(const DemandCase&)>& that) {
  return static_cast<std::uint64_t>(
      std::ranges::count_if(demands, [&](const DemandCase* each) { return that(*each); }));
}

bool complied(const DemandCase& demand) {
  return demand.was("executed") || demand.steps.contains("execute");
}

// One that is held waits for the authority's standing, not for us.
bool is_late(const DemandCase& demand, Instant now) {
  Instant decided = now;
  for (const char* step : {"execute", "refuse", "refer"}) {
    if (const auto found = demand.steps.find(step); found != demand.steps.end())
      decided = std::min(decided, found->second);
  }
  const auto verified = demand.steps.find("verify");
  const bool by_law = demand.was("refused") || demand.was("conflict") || demand.was("held");
  if (by_law && verified != demand.steps.end()) decided = std::min(decided, verified->second);
  return decided > demand.deadline;
}

std::string outcome(const DemandCase& demand) {
  if (complied(demand)) return "complied with";
  if (demand.was("preserved")) return "preserved";
  if (demand.state == "held") return "held while the authority is paused, or by an officer";
  if (demand.was("refused")) return "refused";
  if (demand.was("conflict")) return "not executed: beyond the authority's law";
  if (demand.was("referred")) return "referred";
  return "not decided yet";
}

Indicator split_by_flag(const char* id, const char* question, const Demands& demands, const char* flag,
                        const char* with, const char* without) {
  const std::uint64_t have = count(demands, [&](const DemandCase& each) { return each.has(flag); });
  return {id, question, {{with, have}, {without, demands.size() - have}}, sealed_note};
}

// How demands were decided: F5a of those to restrict, P10a of those for user information.
Indicator process(const char* id, const char* question, const Demands& demands) {
  return {id, question, by(demands, outcome),
          "Nothing is executed but within the authority's reach and standing, and approved by two people, neither of "
          "whom filed it."};
}

Indicator notified(const char* id, const char* question, const Demands& open) {
  const Demands done = filtered(open, complied);
  const std::uint64_t told = count(done, [](const DemandCase& each) { return each.steps.contains("notify"); });
  return {id,
          question,
          {{"told", told}, {"not told yet", done.size() - told}},
          "Of demands that were complied with. Whoever is not told because of a gag is told on the day that it ends."};
}

std::string or_none(const std::string& text, const char* none) {
  return text.empty() ? none : text;
}

const auto jurisdiction_of = [](const DemandCase& each) { return each.jurisdiction; };
const auto authority_of = [](const DemandCase& each) { return or_none(each.authority, "not named"); };
const auto instrument_of = [](const DemandCase& each) {
  return or_none(each.instrument, "of no sort that the policy names");
};

void add_restrictions(std::vector<Indicator>& all, const Demands& demands, const Cases& cases, const Period& period) {
  const Demands open = filtered(demands, [](const DemandCase& each) { return !each.has("sealed"); });
  std::map<std::string, std::uint64_t> tables, reasons, viewers;
  std::uint64_t withheld = 0, back = 0;
  for (const auto& [id, one] : cases.withholdings()) {
    if (one.began < period.from || one.began >= period.to) continue;
    ++withheld;
    ++tables[one.table];
    ++reasons[one.reason];
    for (const std::string& code : one.jurisdictions) ++viewers[code];
    if (one.ended != 0) ++back;
  }
  all.push_back(process("F5a", "How demands to restrict content were decided", demands));
  all.push_back({"F6.1", "Demands to restrict content, by country", by(demands, jurisdiction_of), ""});
  all.push_back({"F6.2", "Accounts that they named", {{"accounts", sum(open, &DemandCase::accounts)}}, sealed_note});
  all.push_back(
      {"F6.3",
       "Content that they named, and what was withheld",
       {{"named", sum(open, &DemandCase::items)}, {"withheld", withheld}, {"no longer withheld", back}},
       "Content is withheld from viewers in the jurisdictions asked for, and nowhere else; it is not deleted."});
  Figures what = in_order(reasons);
  for (const auto& [code, number] : in_order(viewers)) what.emplace_back("from viewers in " + code, number);
  for (const auto& [table, number] : in_order(tables)) what.emplace_back("of " + table, number);
  all.push_back({"F6.4", "What was withheld: on which ground, from whom, of what kind", what, ""});
  all.push_back({"F6.5", "By authority", by(open, authority_of), sealed_note});
  all.push_back(
      split_by_flag("F6.6", "Through official and unofficial channels", open, "official", "official", "unofficial"));
  all.push_back({"F6.7", "Complied with, by country", by(filtered(demands, complied), jurisdiction_of), ""});
  all.push_back({"F6.8",
                 "Original demands",
                 {},
                 "Each is kept, and its digest is committed to in the ledger; a report cannot give the documents."});
  all.push_back(
      {"F6.9", "How often this is reported", {}, "At any time: the report is computed from the public ledgers."});
  all.push_back({"F6.10", "As structured data", {}, "The same figures are given as CSV and JSON."});
  all.push_back(notified("F8", "Authors who were told that their content is withheld", open));
}

void add_information(std::vector<Indicator>& all, const Demands& demands) {
  const Demands open = filtered(demands, [](const DemandCase& each) { return !each.has("sealed"); });
  all.push_back(process("P10a", "How demands for user information were decided", demands));
  all.push_back({"P11a.1", "Demands for user information, by country", by(demands, jurisdiction_of), ""});
  all.push_back(split_by_flag("P11a.2", "For communications as they happen, and for what is stored", open, "realtime",
                              "as they happen", "stored"));
  all.push_back({"P11a.3",
                 "Accounts that they named, and rows disclosed",
                 {{"accounts", sum(open, &DemandCase::accounts)}, {"rows disclosed", sum(open, &DemandCase::rows)}},
                 sealed_note});
  all.push_back(split_by_flag("P11a.4", "For what people wrote, and for what is known of them", open, "content",
                              "content", "other than content"));
  all.push_back({"P11a.5", "By the sort of legal process", by(open, instrument_of), sealed_note});
  all.push_back(split_by_flag("P11a.6", "Issued by a court", open, "court", "by a court", "otherwise"));
  all.push_back({"P11a.7", "What became of them", by(demands, outcome), ""});
  const std::uint64_t sealed = demands.size() - open.size();
  all.push_back(
      {"P11a.8",
       "What may not be disclosed",
       {{"sealed orders", sealed}},
       "Of a sealed order neither the authority nor the instrument, accounts or rows are given until its seal "
       "ends; the ledger commits to them."});
  all.push_back(
      {"P11a.9", "How often this is reported", {}, "At any time: the report is computed from the public ledgers."});
  all.push_back({"P11a.10", "As structured data", {}, "The same figures are given as CSV and JSON."});
  all.push_back(split_by_flag("emergencies", "Emergencies", open, "emergency", "emergencies", "otherwise"));
  all.push_back(notified("P12", "Subjects who were told of a demand for their information", open));
}

std::string month_of(std::chrono::year_month_day day) {
  return fmt::format("{:04}-{:02}", int(day.year()), unsigned(day.month()));
}

std::chrono::year_month_day day_of(Instant at) {
  using namespace std::chrono;
  return {floor<days>(sys_time<milliseconds>(milliseconds(at)))};
}

Figures months_of(const Demands& demands, const Period& period) {
  std::map<std::string, std::uint64_t> counted;
  auto month = day_of(period.from).year() / day_of(period.from).month();
  const auto last = day_of(period.to - 1);
  for (; month <= last.year() / last.month(); month += std::chrono::months(1)) counted[month_of(month / 1)] = 0;
  for (const DemandCase* each : demands) ++counted[month_of(day_of(each->received))];
  return {counted.begin(), counted.end()};
}

}  // namespace

Report make_report(const Cases& cases, Period period, std::vector<LedgerRead> ledgers) {
  Demands demands;
  for (const auto& [id, one] : cases.demands()) {
    if (one.received >= period.from && one.received < period.to) demands.push_back(&one);
  }
  const Demands restrictions = filtered(demands, [](const DemandCase& each) { return each.asks == "withhold"; });
  const Demands information = filtered(demands, [](const DemandCase& each) { return each.asks != "withhold"; });
  Report report;
  report.ledgers = std::move(ledgers);
  std::ranges::sort(report.ledgers, {}, &LedgerRead::origin);
  report.summary = {{"demands", demands.size()},
                    {"to restrict content", restrictions.size()},
                    {"for user information", information.size()},
                    {"complied with", count(demands, complied)},
                    {"held, refused or beyond the law", count(demands,
                                                              [](const DemandCase& each) {
                                                                return !complied(each) &&
                                                                       (each.was("held") || each.was("refused") ||
                                                                        each.was("conflict"));
                                                              })},
                    {"sealed", count(demands, [](const DemandCase& each) { return each.has("sealed"); })},
                    {"appealed", count(demands, [](const DemandCase& each) { return each.appeals != 0; })},
                    {"decided after their deadline, or not yet and it has passed",
                     count(demands, [&](const DemandCase& each) { return is_late(each, period.to); })}};
  add_restrictions(report.indicators, restrictions, cases, period);
  add_information(report.indicators, information);
  report.months = months_of(demands, period);
  report.period = std::move(period);
  return report;
}

}  // namespace ringfence::report
