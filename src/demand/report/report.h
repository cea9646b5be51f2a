// The transparency report: what governments demanded and what became of it, by the indicators of Ranking Digital Rights
// (2020: F5a, F6, F8, P10a, P11a, P12), computed from the ledgers alone. Pure: the same entries give the same report,
// byte for byte; no clock, no locale.
//
// Of sealed orders a report may say how many there are and under whose law, and nothing else: they are counted in
// totals and by jurisdiction, and left out of every other breakdown, which says so.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "demand/report/cases.h"

namespace ringfence::report {

// Of what the report was computed.
struct LedgerRead {
  std::string origin;
  std::uint64_t size = 0;
  std::string root;  // hex
};

struct Period {
  Instant from = 0;
  Instant to = 0;                  // the first instant after it
  std::string from_text, to_text;  // days, both in the period: "2026-01-01", "2026-06-30"
};

// One figure or breakdown. Figures are in a fixed order: of a breakdown the largest first, then by name.
struct Indicator {
  std::string id;        // "F6.1"
  std::string question;  // what it asks
  std::vector<std::pair<std::string, std::uint64_t>> figures;
  std::string note;  // what the figures do not say, or what is said instead of figures
};

struct Report {
  Period period;
  std::vector<LedgerRead> ledgers;
  std::vector<Indicator> indicators;
  std::vector<std::pair<std::string, std::uint64_t>> summary;
  std::vector<std::pair<std::string, std::uint64_t>> months;  // received, every month of the period
};

// Demands received in the period, and withholdings that began in it, as they stood at its end.
Report make_report(const Cases& cases, Period period, std::vector<LedgerRead> ledgers);

std::string as_json(const Report& report);
// indicator,question,figure,value,note: RFC 4180.
std::string as_csv(const Report& report);
// Self-contained: no script, nothing loaded from elsewhere.
std::string as_page(const Report& report, const std::string& platform);

}  // namespace ringfence::report
