// The report for programs: JSON and CSV.
#include "base/csv.h"
#include "base/json.h"
#include "demand/report/report.h"

namespace ringfence::report {

namespace {

json::object as_object(const std::vector<std::pair<std::string, std::uint64_t>>& figures) {
  json::object object;
  for (const auto& [name, value] : figures) object[name] = value;
  return object;
}

}  // namespace

std::string as_json(const Report& report) {
  json::array ledgers;
  for (const LedgerRead& each : report.ledgers) {
    ledgers.push_back(json::object{{"origin", each.origin}, {"size", each.size}, {"root", each.root}});
  }
  json::array indicators;
  for (const Indicator& each : report.indicators) {
    indicators.push_back(json::object{{"indicator", each.id},
                                      {"question", each.question},
                                      {"figures", as_object(each.figures)},
                                      {"note", each.note}});
  }
  return pretty(json::object{{"from", report.period.from_text},
                             {"to", report.period.to_text},
                             {"ledgers", std::move(ledgers)},
                             {"summary", as_object(report.summary)},
                             {"received_by_month", as_object(report.months)},
                             {"indicators", std::move(indicators)}}) +
         "\n";
}

std::string as_csv(const Report& report) {
  std::string text = "indicator,question,figure,value,note\r\n";
  const auto line = [&](const std::string& id, const std::string& question, const std::string& figure,
                        const std::string& value, const std::string& note) {
    text += csv_field(id) + "," + csv_field(question) + "," + csv_field(figure) + "," + value + "," + csv_field(note) +
            "\r\n";
  };
  for (const auto& [name, value] : report.summary) line("summary", "", name, std::to_string(value), "");
  for (const auto& [name, value] : report.months) line("received", "", name, std::to_string(value), "");
  for (const Indicator& each : report.indicators) {
    if (each.figures.empty()) line(each.id, each.question, "", "", each.note);
    for (const auto& [name, value] : each.figures) line(each.id, each.question, name, std::to_string(value), each.note);
  }
  for (const LedgerRead& each : report.ledgers) {
    line("ledger", each.origin, "size", std::to_string(each.size), each.root);
  }
  return text;
}

}  // namespace ringfence::report
