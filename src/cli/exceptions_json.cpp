#include <fmt/format.h>

#include "cli/exceptions.h"

namespace ringfence::cli {

namespace {

using volumes::Limit;
using volumes::Usage;

json::value date_of(std::uint64_t milliseconds) {
  return milliseconds == 0 ? json::value() : json::value(volumes::to_text(volumes::day_of(milliseconds)));
}

json::value number(const std::optional<std::uint64_t>& rows) {
  return rows ? json::value(*rows) : json::value();
}

json::value text_or_null(const std::string& text) {
  return text.empty() ? json::value() : json::value(text);
}

json::object volume_of(const Exceptions& all, const std::string& rule) {
  const auto found = all.crossed.volumes().find(rule);
  const volumes::Volume volume = found == all.crossed.volumes().end() ? volumes::Volume() : found->second;
  return {{"transfers", volume.transfers},  {"rows", volume.rows},          {"bytes", volume.bytes},
          {"first", date_of(volume.first)}, {"last", date_of(volume.last)}, {"unfinished", volume.unfinished}};
}

json::object usage_of(const Usage& usage) {
  return {{"from", usage.from}, {"rows", usage.used}, {"without_end", usage.unknown}, {"used_up", usage.is_full()}};
}

json::object columns_of(const policy::Transfer& rule) {
  json::object columns;
  for (const policy::ColumnRef& column : rule.columns) columns[policy::to_text(column)] = nullptr;
  for (const auto& [column, mask] : rule.masks) {
    const std::string kind(policy::to_text(mask.kind));
    columns[policy::to_text(column)] =
        mask.kind == policy::MaskKind::truncate ? fmt::format("{}({})", kind, mask.length) : kind;
  }
  return columns;
}

json::object rule_of(const Exceptions& all, const policy::Transfer& rule, const std::vector<Usage>& usages) {
  json::object rows;
  for (const auto& [table, filter] : rule.rows) rows[policy::to_text(table)] = filter;
  json::object out{{"name", rule.name},
                   {"from", json::value_from(rule.from)},
                   {"to", json::value_from(rule.to)},
                   {"purpose", json::value_from(rule.purposes)},
                   {"columns", columns_of(rule)},
                   {"row_filters", std::move(rows)},
                   {"basis", rule.basis},
                   {"partner", text_or_null(rule.partner)},
                   {"mode", text_or_null(rule.mode)},
                   {"write", rule.write},
                   {"expires", rule.expires ? json::value(policy::to_text(*rule.expires)) : json::value()},
                   {"rows_per_day", number(rule.rows_per_day)}};
  if (rule.expires) {
    const volumes::Day left = volumes::days_left(rule, all.today);
    out["days_left"] = std::max<volumes::Day>(left, 0);
    out["expired"] = left <= 0;
  }
  if (!all.has_ledgers) return out;
  out["crossed"] = volume_of(all, rule.name);
  json::array today;
  for (const Usage& usage : usages) {
    if (usage.limit.kind == Limit::Kind::budget && usage.limit.name == rule.name) today.push_back(usage_of(usage));
  }
  out["today"] = std::move(today);
  return out;
}

json::array totals_of(const std::vector<Usage>& usages) {
  json::array totals;
  for (const Usage& usage : usages) {
    if (usage.limit.kind != Limit::Kind::threshold) continue;
    json::object total = usage_of(usage);
    total["name"] = usage.limit.name;
    total["to"] = usage.limit.to;
    total["class"] = json::value_from(usage.limit.columns);
    total["period_days"] = usage.limit.period_days;
    total["warn_rows"] = number(usage.limit.warn_rows);
    total["refuse_rows"] = number(usage.limit.refuse_rows);
    total["warns"] = usage.warns();
    totals.push_back(std::move(total));
  }
  return totals;
}

}  // namespace

json::object as_json(const Exceptions& all) {
  const std::vector<Usage> usages = all.crossed.usages();
  json::array rules;
  for (const policy::Transfer& rule : all.policy.transfers) rules.push_back(rule_of(all, rule, usages));
  json::array gone;
  for (const std::string& name : all.crossed.unknown_rules()) {
    gone.push_back(json::object{{"name", name}, {"crossed", volume_of(all, name)}});
  }
  json::array findings;
  for (const std::string& finding : findings_in(all)) findings.emplace_back(finding);
  return {{"policy_sha256", all.policy.sha256}, {"today", volumes::to_text(all.today)},
          {"rules", std::move(rules)},          {"not_in_policy", std::move(gone)},
          {"thresholds", totals_of(usages)},    {"findings", std::move(findings)}};
}

}  // namespace ringfence::cli
