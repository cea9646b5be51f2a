#include <fmt/format.h>

#include "base/limits.h"
#include "policy/names.h"
#include "policy/parse_parts.h"

namespace ringfence::policy {

namespace {

void read_rule_name(Work& work, Section& section, Transfer& rule) {
  rule.name = section.text("name", "\"public-feed\"");
  section.require("name", "records, errors and the public register name the rule: name = \"public-feed\"");
  if (rule.name.empty()) return;
  const Place& place = section.places().at("name");
  if (!is_plain_name(rule.name) || rule.name.size() > limits::name_bytes) {
    work.findings.error(place, fmt::format("\"{}\" cannot be the name of a rule", rule.name),
                        "letters, digits and . _ @ -, at most 63 bytes: name = \"public-feed\"");
  }
  const auto before = std::ranges::find(work.policy.transfers, rule.name, &Transfer::name);
  if (before != work.policy.transfers.end()) {
    work.findings.error(place, fmt::format("transfer {} is here twice", rule.name),
                        fmt::format("the other rule is in line {}: name one of them otherwise", before->place.line));
  }
}

void read_rings(Section& section, std::string_view key, std::vector<std::string>& rings) {
  rings = section.names(key, "\"eu\"", true);
  section.require(key, fmt::format("a ring, a list of rings, or \"*\": {} = \"eu\"", key));
  if (rings.size() > 1 && std::ranges::find(rings, "*") != rings.end()) {
    section.error(section.places().at(std::string(key)), fmt::format("{} has \"*\" and more", key),
                  "\"*\" is every ring already: remove the others, or it");
  }
}

void read_expiry(Section& section, Transfer& rule) {
  const Value* value = section.find("expires");
  if (value == nullptr) return;
  if (value->kind == Kind::date) {
    rule.expires = value->date;
    return;
  }
  section.error(value->place, fmt::format("expires must be a date, not {}", to_text(value->kind)),
                value->kind == Kind::string && read_date(value->text)
                    ? fmt::format("without quotes: expires = {}", value->text)
                    : "the last day on which it holds (UTC): expires = 2027-06-30");
}

void read_budget(Work& work, Section& section, Transfer& rule) {
  const Value* value = section.find("budget", Kind::table, "{ rows_per_day = 500 }");
  if (value == nullptr) return;
  Section budget(work.findings, *value, section.what() + ": budget");
  const Value* rows = budget.find("rows_per_day", Kind::integer, "500");
  budget.require("rows_per_day", "budget = { rows_per_day = 500 }");
  if (rows != nullptr && rows->integer <= 0) {
    budget.error(rows->place, fmt::format("rows_per_day is {}, which permits nothing", rows->integer),
                 "one or more; to permit nothing, remove the rule");
  } else if (rows != nullptr) {
    rule.rows_per_day = static_cast<std::uint64_t>(rows->integer);
  }
  budget.finish();
}

void read_mode(Section& section, Transfer& rule) {
  rule.write = section.flag("write");
  rule.mode = section.text("mode", "\"copy\"");
  if (!rule.mode.empty() && rule.mode != "copy") {
    section.error(section.places().at("mode"), fmt::format("mode \"{}\" is not known", rule.mode),
                  "\"copy\", or without mode: rows are read where they are");
  } else if (rule.write && rule.mode == "copy") {
    section.error(section.places().at("write"), "write and mode = \"copy\" contradict each other",
                  "copies are written by the ring that owns the rows: remove one of the two");
  }
}

}  // namespace

void parse_transfers(Work& work, const Member& member) {
  for (const Value* entry : listed_entries_of(work.findings, member)) {
    Transfer rule;
    rule.place = entry->place;
    rule.name = name_of_entry(*entry);
    Section section(work.findings, *entry, words_for(rule));
    read_rule_name(work, section, rule);
    read_rings(section, "from", rule.from);
    read_rings(section, "to", rule.to);
    rule.purposes = section.names("purpose", "[\"support\"]", true);
    section.require("purpose", "why data is read: purpose = [\"support\"]");
    check_purposes(section, rule.purposes, "purpose");
    parse_columns(section, rule);
    rule.basis = section.text("basis", "\"SCC 2021/914 module 2\"");
    section.require("basis", "the legal basis stands in the public register: basis = \"SCC 2021/914 module 2\"");
    read_expiry(section, rule);
    read_budget(work, section, rule);
    read_mode(section, rule);
    rule.partner = section.text("partner", "\"University of Example\"");
    section.finish();
    rule.places.insert(section.places().begin(), section.places().end());
    work.policy.transfers.push_back(std::move(rule));
  }
}

}  // namespace ringfence::policy
