#include <fmt/format.h>

#include "base/limits.h"
#include "policy/names.h"
#include "policy/parse_parts.h"

namespace ringfence::policy {

namespace {

void read_name(Work& work, Section& section, Threshold& threshold) {
  threshold.name = section.text("name", "\"health\"");
  section.require("name", "records, errors and the public register name it: name = \"health\"");
  if (threshold.name.empty()) return;
  const Place& place = section.places().at("name");
  if (!is_plain_name(threshold.name) || threshold.name.size() > limits::name_bytes) {
    work.findings.error(place, fmt::format("\"{}\" cannot be the name of a threshold", threshold.name),
                        "letters, digits and . _ @ -, at most 63 bytes: name = \"health\"");
  }
  const auto before = std::ranges::find(work.policy.thresholds, threshold.name, &Threshold::name);
  if (before != work.policy.thresholds.end()) {
    work.findings.error(place, fmt::format("threshold {} is here twice", threshold.name),
                        fmt::format("the other one is in line {}: name one of them otherwise", before->place.line));
  }
}

void read_class(Section& section, Threshold& threshold) {
  for (const Item& item : section.texts("class", "[\"person.email\", \"person:public\"]")) {
    const auto column = read_column(item.text);
    if (!column) {
      section.error(item.place, fmt::format("\"{}\" names no column", item.text),
                    "\"person.email\", \"app.person.email\", or every public column of a table: \"person:public\"");
    } else if (std::ranges::find(threshold.columns, *column) != threshold.columns.end()) {
      section.error(item.place, fmt::format("class has {} twice", to_text(*column)), "remove one of the two");
    } else {
      threshold.columns.push_back(*column);
      threshold.places["class." + to_text(*column)] = item.place;
    }
  }
  section.require("class", "a row counts that shows one of these columns: class = [\"person.email\"]");
}

std::vector<std::string> read_rings(Section& section, std::string_view key) {
  std::vector<std::string> rings = section.names(key, "\"eu\"", true);
  if (rings.size() > 1 && std::ranges::find(rings, "*") != rings.end()) {
    section.error(section.places().at(std::string(key)), fmt::format("{} has \"*\" and more", key),
                  "\"*\" is every ring already: remove the others, or it");
  }
  return rings;
}

void read_period(Section& section, Threshold& threshold) {
  const Value* value = section.find("period_days", Kind::integer, "365");
  section.require("period_days", "today and the days before: period_days = 365");
  if (value == nullptr) return;
  if (value->integer < 1 || value->integer > limits::threshold_days) {
    section.error(value->place, fmt::format("period_days is {}", value->integer),
                  fmt::format("1 to {}: period_days = 365", limits::threshold_days));
    return;
  }
  threshold.period_days = static_cast<unsigned>(value->integer);
}

std::optional<std::uint64_t> read_rows(Section& section, std::string_view key, std::string_view example) {
  const Value* value = section.find(key, Kind::integer, example);
  if (value == nullptr) return std::nullopt;
  if (value->integer <= 0) {
    section.error(value->place, fmt::format("{} is {}", key, value->integer), "one or more; or leave it out");
    return std::nullopt;
  }
  return static_cast<std::uint64_t>(value->integer);
}

void read_numbers(Section& section, Threshold& threshold) {
  read_period(section, threshold);
  threshold.warn_rows = read_rows(section, "warn_rows", "80000");
  threshold.refuse_rows = read_rows(section, "refuse_rows", "100000");
  if (!section.has("warn_rows") && !section.has("refuse_rows")) {
    section.error(threshold.place, "neither warn_rows nor refuse_rows is there: nothing would come of it",
                  "refuse_rows = 100000, warn_rows = 80000, or one of them");
  }
  if (threshold.warn_rows && threshold.refuse_rows && *threshold.warn_rows >= *threshold.refuse_rows) {
    section.error(section.place_of("warn_rows"),
                  fmt::format("warn_rows is {}, and refuse_rows {}: it would warn too late", *threshold.warn_rows,
                              *threshold.refuse_rows),
                  "make warn_rows smaller, or leave it out");
  }
}

}  // namespace

std::string words_for(const Threshold& threshold) {
  return threshold.name.empty() ? fmt::format("the threshold of line {}", threshold.place.line)
                                : "threshold " + threshold.name;
}

void parse_thresholds(Work& work, const Member& member) {
  for (const Value* entry : listed_entries_of(work.findings, member)) {
    Threshold threshold;
    threshold.place = entry->place;
    threshold.name = name_of_entry(*entry);
    Section section(work.findings, *entry, words_for(threshold));
    read_name(work, section, threshold);
    read_class(section, threshold);
    threshold.from = read_rings(section, "from");
    if (!section.has("from")) threshold.from = {"*"};
    threshold.to = read_rings(section, "to");
    section.require("to", "where the readers are, each ring counted by itself: to = \"*\"");
    read_numbers(section, threshold);
    section.finish();
    threshold.places.insert(section.places().begin(), section.places().end());
    work.policy.thresholds.push_back(std::move(threshold));
  }
}

}  // namespace ringfence::policy
