#include "demand/intake/proposal_text.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace ringfence::intake {

namespace {

// What a notice says is shown on a terminal: nothing in it may steer one.
std::string shown(std::string text) {
  std::ranges::replace_if(
      text, [](unsigned char c) { return c < 0x20 || c == 0x7F; }, '?');
  return text;
}

void add_places(std::string_view heading, const std::vector<Place>& places, std::string& out) {
  if (places.empty()) return;
  out += fmt::format("  {}:\n", heading);
  for (const Place& each : places) {
    out += fmt::format("    {}: {}{}\n", lines_of(each.lines), shown(each.address),
                       each.why.empty() ? "" : ": " + each.why);
  }
}

}  // namespace

std::string lines_of(const std::vector<std::size_t>& lines) {
  return fmt::format("{} {}", lines.size() == 1 ? "line" : "lines", fmt::join(lines, ", "));
}

std::string to_text(const Proposal& proposal) {
  std::string out = shown(proposal.path) + "\n";
  out += fmt::format("  jurisdiction: {}\n", proposal.jurisdiction
                                                 ? *proposal.jurisdiction + ", by the " + proposal.jurisdiction_from
                                                 : std::string("?"));
  out += fmt::format("  authority: {}\n", shown(proposal.authority.value_or("?")));
  for (const std::string& each : proposal.instruments) out += fmt::format("  instrument: {}\n", shown(each));
  add_places("asked about", proposal.content, out);
  add_places("kept out", proposal.excluded, out);
  if (!proposal.cut.empty()) out += fmt::format("  cut by the publisher: {}\n", lines_of(proposal.cut));
  if (proposal.scope) {
    out += fmt::format("  narrower scope, {}: {}\n", lines_of(proposal.scope->lines), shown(proposal.scope->address));
  }
  for (const std::string& each : proposal.findings) out += fmt::format("  look at: {}\n", shown(each));
  return out;
}

}  // namespace ringfence::intake
