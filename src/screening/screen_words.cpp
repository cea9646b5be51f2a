#include <fmt/format.h>

#include <cmath>

#include "screening/screen.h"

namespace ringfence::screening {

namespace {

double rounded(double value) {
  return std::round(value * 1000) / 1000;
}

json::array texts(const std::vector<std::string>& all) {
  json::array out;
  for (const std::string& each : all) out.emplace_back(each);
  return out;
}

json::object as_json(const Entry& entry) {
  return {{"id", entry.id},
          {"name", entry.name},
          {"aliases", texts(entry.aliases)},
          {"kind", entry.kind},
          {"list", entry.list},
          {"programme", entry.programme},
          {"start_date", entry.start_date},
          {"end_date", entry.end_date},
          {"notice", entry.notice},
          {"addresses", texts(entry.addresses)},
          {"countries", entry.countries},
          {"identifiers", texts(entry.identifiers)},
          {"remarks", entry.remarks},
          {"line", entry.line}};
}

json::object as_json(const Finding& finding) {
  json::array reasons, chain;
  for (const Reason& each : finding.reasons) {
    reasons.push_back(json::object{{"asked", each.asked},
                                   {"listed", each.listed},
                                   {"how", to_text(each.how)},
                                   {"alike", rounded(each.alike)},
                                   {"weight", rounded(each.weight)}});
  }
  for (const Step& step : finding.chain) {
    chain.push_back(json::object{{"name", step.name}, {"entry", step.entry}, {"programme", step.programme}});
  }
  json::object out{{"key", finding.key},
                   {"verdict", to_text(finding.verdict)},
                   {"state", to_text(finding.state)},
                   {"score", rounded(finding.score)},
                   {"within", finding.is_within},
                   {"listed", finding.listed},
                   {"alias", finding.is_alias},
                   {"entry", as_json(finding.entry)},
                   {"entry_sha256", finding.digest},
                   {"list_sha256", finding.list_sha256},
                   {"reasons", std::move(reasons)},
                   {"note", finding.note},
                   {"controlled_by", std::move(chain)},
                   {"military", texts(finding.military)}};
  if (finding.decision) {
    out["decision"] = json::object{{"decision", finding.decision->decision},
                                   {"who", finding.decision->who},
                                   {"why", finding.decision->why},
                                   {"when", finding.decision->when}};
  }
  return out;
}

std::string reason_text(const Reason& reason) {
  if (reason.asked.empty()) return fmt::format("\"{}\" is only in the listed name", reason.listed);
  if (reason.how == Likeness::missing) return fmt::format("\"{}\" is not in the listed name", reason.asked);
  if (reason.how == Likeness::same) return fmt::format("\"{}\" is there", reason.asked);
  return fmt::format("\"{}\" as \"{}\" ({})", reason.asked, reason.listed, to_text(reason.how));
}

std::string finding_text(const Finding& finding) {
  const Entry& entry = finding.entry;
  std::string out = fmt::format("  {} {:.2f}  {}{}  [{}]\n", to_text(finding.verdict), finding.score, finding.listed,
                                finding.is_alias ? fmt::format(" (an alias of {})", entry.name) : "", entry.id);
  out += fmt::format("    list: {}{}{}\n", entry.list, entry.programme.empty() ? "" : ": ", entry.programme);
  if (!entry.start_date.empty() || !entry.end_date.empty()) {
    out +=
        fmt::format("    dates: from {}{}{}\n", entry.start_date, entry.end_date.empty() ? "" : " to ", entry.end_date);
  }
  std::vector<std::string> reasons;
  for (const Reason& each : finding.reasons) reasons.push_back(reason_text(each));
  if (!finding.note.empty()) reasons.push_back(finding.note);
  if (finding.is_within && finding.score < match_from)
    reasons.emplace_back("the whole listed name is a part of this one");
  out += fmt::format("    why: {}\n", fmt::join(reasons, "; "));
  for (const std::string& address : entry.addresses) out += fmt::format("    address: {}\n", address);
  for (const Step& step : finding.chain) {
    out += fmt::format("    owned or run by: {}{}\n", step.name, step.entry.empty() ? "" : " [" + step.entry + "]");
  }
  if (!finding.military.empty()) out += fmt::format("    military: {}\n", fmt::join(finding.military, ", "));
  out += fmt::format("    state: {}", to_text(finding.state));
  if (finding.decision) {
    out += fmt::format("; {} on {} called it {}: {}", finding.decision->who, finding.decision->when,
                       finding.decision->decision, finding.decision->why);
  }
  return out + fmt::format("; key {}\n", finding.key);
}

}  // namespace

json::array as_json(const std::vector<ListFile>& files) {
  json::array out;
  for (const ListFile& file : files) {
    out.push_back(
        json::object{{"path", file.path}, {"format", file.format}, {"sha256", file.sha256}, {"entries", file.entries}});
  }
  return out;
}

json::object as_json(const Screened& screened) {
  json::array findings;
  for (const Finding& each : screened.findings) findings.push_back(as_json(each));
  return {{"name", screened.name},     {"verdict", to_text(screened.verdict())},
          {"script", screened.script}, {"findings", std::move(findings)},
          {"more", screened.more},     {"military", texts(screened.military)}};
}

std::string as_text(const Screened& screened) {
  std::string out = fmt::format("{}: {}\n", screened.name, to_text(screened.verdict()));
  if (!screened.military.empty()) {
    out += fmt::format("  note: the name itself names a military: {}\n", fmt::join(screened.military, ", "));
  }
  std::size_t settled = 0;
  for (const Finding& each : screened.findings) {
    if (each.state == State::settled) {
      ++settled;
    } else {
      out += finding_text(each);
    }
  }
  if (settled > 0) out += fmt::format("  {} settled before as false positives\n", settled);
  if (screened.more > 0) out += fmt::format("  and {} more\n", screened.more);
  return out;
}

}  // namespace ringfence::screening
