#include <fmt/format.h>

#include <algorithm>

#include "base/terminal.h"
#include "cli/exceptions.h"

namespace ringfence::cli {

namespace {

using volumes::Limit;
using volumes::Usage;

std::string joined(const std::vector<std::string>& texts) {
  return fmt::format("{}", fmt::join(texts, " "));
}

std::string mask_text(const policy::Mask& mask) {
  const std::string kind(policy::to_text(mask.kind));
  return mask.kind == policy::MaskKind::truncate ? fmt::format("{}({})", kind, mask.length) : kind;
}

std::string columns_of(const policy::Transfer& rule) {
  std::vector<std::string> columns;
  for (const policy::ColumnRef& column : rule.columns) {
    const auto mask = rule.masks.find(column);
    columns.push_back(policy::to_text(column) + (mask == rule.masks.end() ? "" : "=" + mask_text(mask->second)));
  }
  for (const auto& [column, mask] : rule.masks) {
    if (std::ranges::find(rule.columns, column) != rule.columns.end()) continue;
    columns.push_back(policy::to_text(column) + "=" + mask_text(mask));
  }
  return joined(columns);
}

std::string expiry_of(const policy::Transfer& rule, volumes::Day today) {
  if (!rule.expires) return "never";
  const volumes::Day left = volumes::days_left(rule, today);
  if (left <= 0) return "expired " + policy::to_text(*rule.expires);
  return fmt::format("until {}, {} day{} left", policy::to_text(*rule.expires), left, left == 1 ? "" : "s");
}

// Each ring that rows leave has a budget of its own: the one that has used most of it says how much.
std::string budget_of(const policy::Transfer& rule, const std::vector<Usage>& usages, bool has_ledgers) {
  if (!rule.rows_per_day) return "none";
  if (!has_ledgers) return fmt::format("{} a day", with_separators(*rule.rows_per_day));
  const Usage* most = nullptr;
  for (const Usage& usage : usages) {
    if (usage.limit.kind != Limit::Kind::budget || usage.limit.name != rule.name) continue;
    if (most == nullptr || usage.used > most->used) most = &usage;
  }
  return fmt::format("{} of {} today", with_separators(most == nullptr ? 0 : most->used),
                     with_separators(*rule.rows_per_day));
}

std::string date_of(std::uint64_t milliseconds) {
  return milliseconds == 0 ? "-" : volumes::to_text(volumes::day_of(milliseconds));
}

std::string permitted(const Exceptions& all, const std::vector<Usage>& usages) {
  TextTable table({"rule", "from", "to", "purpose", "expires", "budget", "writes"});
  for (const policy::Transfer& rule : all.policy.transfers) {
    table.add({rule.name, joined(rule.from), joined(rule.to), joined(rule.purposes), expiry_of(rule, all.today),
               budget_of(rule, usages, all.has_ledgers), rule.write ? "yes" : "no"});
  }
  std::string text = all.policy.transfers.empty() ? "no rule: nothing leaves any ring\n" : table.text();
  for (const policy::Transfer& rule : all.policy.transfers) {
    text += fmt::format("\n{}\n  columns  {}\n", rule.name, columns_of(rule));
    for (const auto& [name, filter] : rule.rows)
      text += fmt::format("  rows     {}: {}\n", policy::to_text(name), filter);
    text += fmt::format("  basis    {}\n", rule.basis);
    if (!rule.partner.empty()) text += fmt::format("  partner  {}\n", rule.partner);
    if (!rule.mode.empty()) text += fmt::format("  mode     {}\n", rule.mode);
  }
  return text;
}

std::string crossed(const Exceptions& all) {
  if (!all.has_ledgers) return "\nwhat crossed is not known: no ledger was given (--ledger, or --dir)\n";
  TextTable table({"crossed under", "transfers", "rows", "bytes", "first", "last", "unfinished"});
  const auto add = [&](const std::string& name, const std::string& shown) {
    const auto found = all.crossed.volumes().find(name);
    const volumes::Volume volume = found == all.crossed.volumes().end() ? volumes::Volume() : found->second;
    table.add({shown, with_separators(volume.transfers), with_separators(volume.rows), with_separators(volume.bytes),
               date_of(volume.first), date_of(volume.last), with_separators(volume.unfinished)});
  };
  for (const policy::Transfer& rule : all.policy.transfers) add(rule.name, rule.name);
  for (const std::string& name : all.crossed.unknown_rules()) add(name, name + " (not in the policy)");
  return "\n" + table.text();
}

std::string thresholds(const std::vector<Usage>& usages) {
  TextTable table({"threshold", "from", "to", "rows", "days", "warns at", "refuses at", "state"});
  bool any = false;
  const auto number = [](const std::optional<std::uint64_t>& rows) { return rows ? with_separators(*rows) : "never"; };
  for (const Usage& usage : usages) {
    if (usage.limit.kind != Limit::Kind::threshold) continue;
    any = true;
    table.add({usage.limit.name, usage.from, usage.limit.to, with_separators(usage.used),
               std::to_string(usage.limit.period_days), number(usage.limit.warn_rows), number(usage.limit.refuse_rows),
               usage.is_full() ? "refuses"
               : usage.warns() ? "warns"
                               : "below"});
  }
  return any ? "\n" + table.text() : std::string();
}

}  // namespace

std::vector<std::string> findings_in(const Exceptions& all) {
  std::vector<std::string> findings;
  for (const policy::Transfer& rule : all.policy.transfers) {
    if (rule.expires && volumes::days_left(rule, all.today) <= 0) {
      findings.push_back(fmt::format("rule {} expired on {}", rule.name, policy::to_text(*rule.expires)));
    }
  }
  for (const Usage& usage : all.crossed.usages()) {
    if (!usage.is_full()) continue;
    const Error why = volumes::used_up(usage.limit, usage.used, usage.unknown);
    findings.push_back(
        fmt::format("ring {}: {} ({})", usage.from, why.message.substr(sizeof("refused: ") - 1), why.detail));
  }
  for (const std::string& rule : all.crossed.unknown_rules()) {
    findings.push_back(fmt::format("{} transfers crossed under rule {}, which the policy does not have",
                                   all.crossed.volumes().at(rule).transfers, rule.empty() ? "\"\"" : rule));
  }
  return findings;
}

std::string as_text(const Exceptions& all) {
  const std::vector<Usage> usages = all.crossed.usages();
  std::string text = permitted(all, usages) + crossed(all) + thresholds(usages);
  const std::vector<std::string> findings = findings_in(all);
  if (!findings.empty()) text += "\n";
  for (const std::string& finding : findings) text += fmt::format("finding: {}\n", finding);
  return text;
}

}  // namespace ringfence::cli
