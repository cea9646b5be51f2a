#include "ledger/reconcile.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace ringfence::ledger {

namespace {

constexpr std::array<std::string_view, 9> same_on_both = {"from", "to",     "location", "service", "purpose",
                                                          "rule", "tables", "columns",  "policy"};

// What two beginnings, and two ends that came to their end, do not have alike; empty: nothing.
std::string difference(const Entry& one, const Entry& other) {
  for (const std::string_view field : same_on_both) {
    if (one.fields().at(field) != other.fields().at(field)) return fmt::format("{} is not the same", field);
  }
  return {};
}

std::string difference_of_ends(const Entry& exporter, const Entry& importer) {
  const bool both_complete = exporter.text("outcome") == "complete" && importer.text("outcome") == "complete";
  for (const std::string_view field : {"rows", "bytes"}) {
    const std::uint64_t sent = exporter.number(field);
    const std::uint64_t received = importer.number(field);
    if (both_complete ? sent != received : received > sent) {
      return fmt::format("{} {} were sent and {} received", field, sent, received);
    }
  }
  if (importer.text("outcome") == "complete" && !both_complete)
    return "the importer calls it complete, the exporter does not";
  return {};
}

}  // namespace

std::string_view to_text(Mismatch mismatch) {
  switch (mismatch) {
    case Mismatch::orphan_at_importer:
      return "orphan at importer";
    case Mismatch::never_arrived:
      return "never arrived";
    case Mismatch::differs:
      return "differs";
    case Mismatch::unfinished:
      return "unfinished";
    case Mismatch::ledger_not_given:
      return "ledger not given";
  }
  return {};
}

void Reconciler::add(const std::string& ledger, const Entry& entry) {
  const bool begins = entry.kind() == "transfer";
  if (!begins && entry.kind() != "transfer-end") return;
  entries_.push_back(std::make_unique<Entry>(entry));
  Pair& pair = pairs_[std::string(entry.text("id"))];
  const std::string_view side = entry.text("side");
  Half& half = side == "exporter" ? pair.exporter : side == "importer" ? pair.importer : pair.asker;
  const Entry*& place = begins ? half.begin : half.end;
  half.is_doubled = half.is_doubled || place != nullptr || (!half.ledger.empty() && half.ledger != ledger);
  place = entries_.back().get();
  half.ledger = ledger;
  if (begins) rings_.emplace(ledger, entry.text(side == "importer" ? "to" : "from"));
}

void Reconciler::judge(const std::string& id, const Pair& pair, const std::vector<std::string>& rings,
                       Reconciled& result) {
  const auto found = [&, before = result.mismatches.size()](Mismatch kind, const Entry* of, std::string detail) {
    if (result.mismatches.size() > before) return;  // the first says it
    result.mismatches.push_back({kind, id, of == nullptr ? "" : std::string(of->text("from")),
                                 of == nullptr ? "" : std::string(of->text("to")), std::move(detail)});
  };
  const auto is_given = [&](std::string_view ring) { return std::ranges::find(rings, ring) != rings.end(); };
  const Entry* sent = pair.exporter.begin;
  const Entry* received = pair.importer.begin;
  for (const Half* half : {&pair.exporter, &pair.importer, &pair.asker}) {
    if (half->is_doubled) found(Mismatch::differs, half->begin, "it is there twice");
    if (half->end != nullptr && half->begin == nullptr)
      found(Mismatch::differs, nullptr, "it ends without having begun");
  }
  // Asked for, and refused by the ring that has the rows: there is nothing that its book could say.
  const bool nothing_came = pair.importer.end != nullptr && pair.importer.end->number("rows") == 0 &&
                            pair.importer.end->text("outcome") != "complete";
  if (sent == nullptr && received != nullptr && !nothing_came) {
    const bool given = is_given(received->text("from"));
    found(given ? Mismatch::orphan_at_importer : Mismatch::ledger_not_given, received,
          fmt::format("{} has it, {} does not", received->text("to"), received->text("from")));
  }
  const bool nothing_left = pair.exporter.end != nullptr && pair.exporter.end->number("rows") == 0;
  if (sent != nullptr && received == nullptr && sent->text("from") != sent->text("to") && !nothing_left) {
    const bool given = is_given(sent->text("to"));
    found(given ? Mismatch::never_arrived : Mismatch::ledger_not_given, sent,
          fmt::format("{} has it, {} does not", sent->text("from"), sent->text("to")));
  }
  if (sent != nullptr && received != nullptr) {
    if (const std::string detail = difference(*sent, *received); !detail.empty())
      found(Mismatch::differs, sent, detail);
  }
  if (sent != nullptr && pair.exporter.end == nullptr) found(Mismatch::unfinished, sent, "at the exporter");
  if (received != nullptr && pair.importer.end == nullptr) found(Mismatch::unfinished, received, "at the importer");
  if (pair.exporter.end != nullptr && pair.importer.end != nullptr) {
    const std::string detail = difference_of_ends(*pair.exporter.end, *pair.importer.end);
    if (!detail.empty()) found(Mismatch::differs, sent, detail);
  }
}

Reconciled Reconciler::result() const {
  Reconciled result;
  std::vector<std::string> rings;
  for (const auto& [ledger, ring] : rings_) rings.push_back(ring);
  for (const auto& [id, pair] : pairs_) {
    const std::size_t before = result.mismatches.size();
    judge(id, pair, rings, result);
    ++result.transfers;
    if (result.mismatches.size() == before) ++result.paired;
  }
  return result;
}

}  // namespace ringfence::ledger
