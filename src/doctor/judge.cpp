#include "doctor/judge.h"

#include <fmt/format.h>

namespace ringfence::doctor {

namespace {

std::string listed(const Diagnostics& findings, Severity severity) {
  std::string text;
  for (const Diagnostic& finding : findings.sorted()) {
    if (finding.severity == severity) text += (text.empty() ? "" : "\n") + to_text(finding);
  }
  return text;
}

// As many findings as there are, one Check each would drown the others.
Check judge_findings(std::string kind, const Diagnostics& findings, std::string good, std::string why) {
  const std::string errors = listed(findings, Severity::error);
  if (!errors.empty()) {
    return wrong(std::move(kind), {}, fmt::format("{} error{}", findings.errors(), findings.errors() == 1 ? "" : "s"),
                 std::move(why), errors);
  }
  const std::string warnings = listed(findings, Severity::warning);
  if (!warnings.empty()) {
    return warning(std::move(kind), {}, good + ", with warnings", "what is meant may not be what is written", warnings);
  }
  return ok(std::move(kind), {}, std::move(good));
}

void judge_policy(const Facts& facts, Checks& checks) {
  const std::string file = facts.settings.policy_file.string();
  if (facts.policy_unreadable) {
    checks.push_back(wrong("policy", {}, facts.policy_unreadable->message,
                           "the gateway does not begin without a policy, and one that runs goes on with an old one",
                           fmt::format("put the policy there, or name it: policy = \"…\" in {}", facts.settings_file)));
    return;
  }
  if (!facts.policy) {
    checks.push_back(not_looked("policy", {}, facts.policy.because));
    return;
  }
  const PolicyFacts& policy = *facts.policy;
  checks.push_back(judge_findings("policy", policy.findings,
                                  fmt::format("{}, sha256 {}", file, policy.sha256.substr(0, 16)),
                                  "a gateway does not take a policy with errors"));
  if (policy.findings.has_errors() || policy.has_ring) return;
  checks.push_back(wrong("policy-ring", {}, fmt::format("the policy has no ring {}", facts.settings.ring),
                         "a gateway serves one ring of the policy: it does not begin",
                         fmt::format("correct ring = \"{}\" in {}, or add [ring.{}] to {}", facts.settings.ring,
                                     facts.settings_file, facts.settings.ring, file)));
}

}  // namespace

void judge_settings(const Facts& facts, Checks& checks) {
  checks.push_back(judge_findings("settings", facts.settings_findings, "every key is understood",
                                  "`ringfence serve` does not begin with settings that have errors"));
  if (facts.settings_findings.has_errors()) {
    checks.push_back(not_looked("everything-else", {}, "the settings have errors"));
    return;
  }
  judge_policy(facts, checks);
}

Report judge(const Facts& facts, const std::vector<const Facts*>& others) {
  Report report{facts.settings.ring, facts.settings_file, {}};
  Checks& checks = report.checks;
  judge_settings(facts, checks);
  if (facts.settings_findings.has_errors()) return report;
  judge_server(facts, checks);
  judge_log(facts, checks);
  judge_gateway_role(facts, checks);
  judge_services(facts, checks);
  judge_walls(facts, checks);
  judge_directory(facts, checks);
  judge_pair_keys(facts, others, checks);
  judge_tls(facts, checks);
  judge_listening(facts, checks);
  judge_peers(facts, checks);
  judge_limits(facts, checks);
  judge_ledger(facts, checks);
  return report;
}

std::string apply_command(const Facts& facts) {
  if (!facts.directory.empty()) return "ringfence apply --dir " + shell_quoted(facts.directory);
  return "ringfence apply --policy " + shell_quoted(facts.settings.policy_file.string());
}

std::string password_command(const Facts& facts, const std::string& service) {
  const std::string where = facts.directory.empty() ? "--policy " + shell_quoted(facts.settings.policy_file.string())
                                                    : "--random --dir " + shell_quoted(facts.directory);
  return fmt::format("ringfence password {} {}", shell_quoted(service), where);
}

std::string start_command(const Facts& facts) {
  if (!facts.directory.empty()) return "ringfence up --dir " + shell_quoted(facts.directory);
  return "ringfence serve --settings " + shell_quoted(facts.settings_file);
}

std::string reload_command(const Facts& facts) {
  if (facts.gateway) return fmt::format("kill -HUP {}", *facts.gateway);
  return "then send the gateway the signal HUP, where it runs";
}

std::string restart_command(const Facts& facts) {
  if (!facts.gateway) return start_command(facts);
  return fmt::format("kill {}; {}", *facts.gateway, start_command(facts));
}

std::string as_days(std::chrono::seconds length) {
  const auto seconds = length.count() < 0 ? -length : length;
  const auto days = std::chrono::floor<std::chrono::days>(seconds).count();
  if (days > 0) return fmt::format("{} day{}", days, days == 1 ? "" : "s");
  const auto hours = std::chrono::floor<std::chrono::hours>(seconds).count();
  return fmt::format("{} hour{}", hours, hours == 1 ? "" : "s");
}

}  // namespace ringfence::doctor
