// Any bytes as a notice: what is proposed keeps to the limits, is sorted, names lines that exist, and can be printed,
// as UTF-8.
#include <algorithm>
#include <cstdlib>

#include "base/limits.h"
#include "demand/intake/proposal.h"
#include "demand/intake/proposal_text.h"
#include "ledger/utf8.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ringfence;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto proposal = intake::read_notice("Country/2020-01-01-authority.md", text);
  if (!proposal) return 0;
  const auto lines =
      static_cast<std::size_t>(std::ranges::count_if(text, [](char c) { return c == '\n' || c == '\r'; })) + 1;
  for (const auto* places : {&proposal->content, &proposal->excluded}) {
    if (places->size() > limits::notice_addresses) std::abort();
    if (!std::ranges::is_sorted(*places, {}, &intake::Place::address)) std::abort();
    for (const intake::Place& each : *places) {
      if (each.lines.empty() || each.lines.front() < 1 || each.lines.back() > lines) std::abort();
    }
  }
  if (!ledger::is_utf8(pretty(intake::to_json(*proposal)))) std::abort();
  if (intake::to_text(*proposal).empty()) std::abort();
  return 0;
}
