#include "ledger/crossings.h"

#include <fmt/format.h>

namespace ringfence::ledger {

namespace {

constexpr std::string_view between_rules = ", ";

Crossing beginning(const Entry& entry) {
  Crossing crossing;
  crossing.id = entry.text("id");
  const std::string_view side = entry.text("side");
  crossing.side = side == "exporter" ? Side::exporter : side == "importer" ? Side::importer : Side::asker;
  crossing.from = entry.text("from");
  crossing.to = entry.text("to");
  crossing.location = entry.text("location");
  crossing.rules = rules_in(entry.text("rule"));
  for (const json::value& column : entry.fields().at("columns").get_array()) {
    crossing.columns.emplace_back(std::string_view(column.get_string()));
  }
  crossing.begun = entry.time();
  return crossing;
}

}  // namespace

std::vector<std::string> rules_in(std::string_view rule) {
  std::vector<std::string> rules;
  while (!rule.empty()) {
    const std::size_t end = rule.find(between_rules);
    rules.emplace_back(rule.substr(0, end));
    rule.remove_prefix(end == std::string_view::npos ? rule.size() : end + between_rules.size());
  }
  return rules;
}

std::string joined_rules(const std::vector<std::string>& rules) {
  return fmt::format("{}", fmt::join(rules, between_rules));
}

void Crossings::add(const Entry& entry) {
  if (entry.kind() == "transfer") {
    Crossing crossing = beginning(entry);
    const auto end = ends_.find(crossing.id);
    if (end == ends_.end()) {
      begun_[crossing.id] = std::move(crossing);
      return;
    }
    pair(std::move(crossing), end->second);
    ends_.erase(end);
  } else if (entry.kind() == "transfer-end") {
    const End end{entry.time(), entry.number("rows"), entry.number("bytes")};
    const auto begun = begun_.find(entry.text("id"));
    if (begun == begun_.end()) {
      ends_[std::string(entry.text("id"))] = end;
      return;
    }
    pair(std::move(begun->second), end);
    begun_.erase(begun);
  }
}

void Crossings::pair(Crossing crossing, const End& end) {
  crossing.ended = end.time;
  crossing.rows = end.rows;
  crossing.bytes = end.bytes;
  crossing.finished = true;
  found_(crossing);
}

void Crossings::finish() {
  for (const auto& [id, crossing] : begun_) found_(crossing);
  begun_.clear();
  ends_.clear();
}

}  // namespace ringfence::ledger
