// The report for people: one page, its pictures drawn in it.
#include <fmt/format.h>

#include <algorithm>

#include "base/html.h"
#include "demand/report/report.h"

namespace ringfence::report {

namespace {

constexpr const char* style =
    "body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #1b1f24 "
    "}\n"
    "h1 { margin-bottom: .2rem } h2 { margin-top: 2.5rem } h3 { margin: 1.6rem 0 .3rem; font-size: 1rem }\n"
    "h3 b { color: #57606a; margin-right: .5rem } .note { color: #57606a; font-size: .9rem; margin: .2rem 0 }\n"
    ".sums { display: grid; grid-template-columns: repeat(auto-fill, minmax(12rem, 1fr)); gap: .8rem; margin: 1.5rem 0 "
    "}\n"
    ".sums div { border: 1px solid #d0d7de; border-radius: 8px; padding: .7rem 1rem }\n"
    ".sums b { display: block; font-size: 1.8rem; line-height: 1.2 } code { font-size: .8rem; word-break: break-all }\n"
    "table { border-collapse: collapse; width: 100% } td { padding: .15rem .4rem; vertical-align: middle }\n"
    "td:nth-child(2) { text-align: right; width: 5rem; font-variant-numeric: tabular-nums } td:nth-child(3) { width: "
    "45% }\n"
    "svg { display: block; width: 100% } rect { fill: #0969da } text { fill: #57606a; font: 11px system-ui, sans-serif "
    "}\n"
    "@media (prefers-color-scheme: dark) { body { background: #0d1117; color: #e6edf3 } rect { fill: #58a6ff }\n"
    "  .note, h3 b, text { color: #9198a1; fill: #9198a1 } .sums div { border-color: #3d444d } }\n";

std::string bar(std::uint64_t value, std::uint64_t most) {
  if (most == 0) return {};
  return fmt::format(
      "<svg viewBox=\"0 0 100 4\" preserveAspectRatio=\"none\" height=\"12\" aria-hidden=\"true\"><rect "
      "width=\"{:.2f}\" height=\"4\" rx=\"0.4\"/></svg>",
      100.0 * static_cast<double>(value) / static_cast<double>(most));
}

std::string table_of(const Indicator& indicator) {
  std::uint64_t most = 0;
  for (const auto& [name, value] : indicator.figures) most = std::max(most, value);
  std::string rows;
  for (const auto& [name, value] : indicator.figures) {
    rows += fmt::format("<tr><td>{}</td><td>{}</td><td>{}</td></tr>\n", html_escaped(name), value, bar(value, most));
  }
  if (rows.empty() && indicator.note.empty()) rows = "<tr><td>none</td><td>0</td><td></td></tr>\n";
  return rows.empty() ? std::string() : "<table>\n" + rows + "</table>\n";
}

std::string section(const Indicator& indicator) {
  std::string out = fmt::format("<h3><b>{}</b>{}</h3>\n{}", html_escaped(indicator.id),
                                html_escaped(indicator.question), table_of(indicator));
  if (!indicator.note.empty()) out += fmt::format("<p class=\"note\">{}</p>\n", html_escaped(indicator.note));
  return out;
}

std::string picture_of_months(const Report& report) {
  constexpr int height = 120, width = 600, foot = 18;
  constexpr double widest = 48;
  std::uint64_t most = 1;
  for (const auto& [month, value] : report.months) most = std::max(most, value);
  const double step = double(width) / double(std::max<std::size_t>(report.months.size(), 1));
  std::string bars;
  for (std::size_t i = 0; i != report.months.size(); ++i) {
    const auto& [month, value] = report.months[i];
    const double tall = double(height) * double(value) / double(most);
    bars += fmt::format(
        "<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\"><title>{}: {}</title></rect>\n",
        step * double(i) + step * .15, double(height) - tall, std::min(step * .7, widest), tall, month, value);
    const std::size_t every = report.months.size() / 12 + 1;
    if (i % every == 0) {
      bars += fmt::format("<text x=\"{:.1f}\" y=\"{}\">{}</text>\n", step * double(i) + step * .15, height + foot - 4,
                          month);
    }
  }
  return fmt::format("<svg viewBox=\"0 0 {} {}\" role=\"img\" aria-label=\"demands received by month\">\n{}</svg>\n",
                     width, height + foot, bars);
}

std::string ledgers_of(const Report& report) {
  std::string rows;
  for (const LedgerRead& each : report.ledgers) {
    rows +=
        fmt::format("<li>{}: {} entries, root <code>{}</code></li>\n", html_escaped(each.origin), each.size, each.root);
  }
  return rows;
}

bool is_of_content(const Indicator& indicator) {
  return indicator.id.starts_with('F');
}

}  // namespace

std::string as_page(const Report& report, const std::string& platform) {
  std::string sums, content, information;
  for (const auto& [name, value] : report.summary) {
    sums += fmt::format("<div><b>{}</b>{}</div>\n", value, html_escaped(name));
  }
  for (const Indicator& each : report.indicators) (is_of_content(each) ? content : information) += section(each);
  return fmt::format(
      "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" "
      "content=\"width=device-width\">\n<title>{0}: transparency report, {1} to {2}</title>\n<style>\n{3}</style>\n"
      "<h1>{0}: what governments demanded</h1>\n<p>Received from {1} to {2}, as it stood at the end of that time.</p>\n"
      "<div class=\"sums\">\n{4}</div>\n<h2>Received by month</h2>\n{5}"
      "<h2>Content</h2>\n{6}<h2>User information</h2>\n{7}"
      "<h2>Where this comes from</h2>\n<p>Every figure is computed from the public ledgers below, and from nothing "
      "else: whoever has their "
      "files gets this page, byte for byte, by <code>ringfence report --from {1} --to {2}</code>. The letters before a "
      "figure are those of Ranking "
      "Digital Rights.</p>\n<ul>\n{8}</ul>\n</html>\n",
      html_escaped(platform), report.period.from_text, report.period.to_text, style, sums, picture_of_months(report),
      content, information, ledgers_of(report));
}

}  // namespace ringfence::report
