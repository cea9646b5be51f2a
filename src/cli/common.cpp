#include "cli/common.h"

#include <fmt/color.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>

#include "base/file.h"
#include "base/limits.h"
#include "base/terminal.h"
#include "cli/command.h"
#include "lifecycle/rings_up.h"

namespace ringfence::cli {

namespace fs = std::filesystem;

namespace {

std::string in_color(Severity severity) {
  const std::string word(to_text(severity));
  if (!is_terminal(STDERR_FILENO)) return word;
  const auto color = severity == Severity::error     ? fmt::terminal_color::red
                     : severity == Severity::warning ? fmt::terminal_color::yellow
                                                     : fmt::terminal_color::cyan;
  return fmt::format(fmt::emphasis::bold | fmt::fg(color), "{}", word);
}

void print_finding(const Diagnostic& finding) {
  const std::string place = to_text(finding.place);
  fmt::print(stderr, "{}{}{}: {}\n", place, place.empty() ? "" : ": ", in_color(finding.severity), finding.message);
  if (!finding.help.empty()) fmt::print(stderr, "  help: {}\n", finding.help);
}

// Rings of `up` have gateways at addresses that no policy knows.
void add_gateways(const CommonOptions& options, policy::Policy& policy) {
  if (options.directory.empty()) return;
  const auto directory = lifecycle::RingDirectory::at(options.directory);
  if (!directory) return;
  const auto record = lifecycle::read_ring_record(*directory);
  if (!record || !*record) return;
  for (policy::Ring& ring : policy.rings) {
    const auto port = (*record)->gateways.find(ring.name);
    if (!ring.gateway.empty() || port == (*record)->gateways.end()) continue;
    ring.gateway = fmt::format("{}:{}", lifecycle::listen_address, port->second);
  }
}

}  // namespace

void add_common_options(CLI::App& command, CommonOptions& options) {
  command
      .add_option("--policy", options.policy_file, "The policy (default: DIR/ringfence.toml, else ./ringfence.toml)")
      ->type_name("FILE");
  command.add_option("--dir", options.directory, "The directory of the rings that `ringfence up` started")
      ->type_name("DIR");
  command.add_flag("--json", options.json, "Print JSON, for programs");
}

fs::path policy_path(const CommonOptions& options) {
  if (!options.policy_file.empty()) return options.policy_file;
  return options.directory.empty() ? fs::path("ringfence.toml") : fs::path(options.directory) / "ringfence.toml";
}

std::optional<policy::Parsed> load_policy(const CommonOptions& options) {
  const fs::path path = policy_path(options);
  const auto text = read_file(path, limits::policy_file_bytes);
  if (!text) {
    Error error = text.error();
    if (error.hint.empty()) error.hint = "name the policy with --policy FILE";
    report(error);
    return std::nullopt;
  }
  auto parsed = policy::parse(*text, path.string(), [&](const std::string& name) {
    return read_file(path.parent_path() / name, limits::codes_file_bytes);
  });
  if (!options.json || parsed.findings.has_errors()) print_findings(parsed.findings);
  if (parsed.findings.has_errors()) return std::nullopt;
  add_gateways(options, parsed.policy);
  return parsed;
}

void print_findings(const Diagnostics& findings) {
  const std::vector<Diagnostic> all = findings.sorted();
  std::size_t warnings = 0;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (i < limits::diagnostics_shown) print_finding(all[i]);
    if (all[i].severity == Severity::warning) ++warnings;
  }
  if (all.size() > limits::diagnostics_shown) {
    fmt::print(stderr, "… and {} more\n", all.size() - limits::diagnostics_shown);
  }
  if (findings.errors() + warnings == 0) return;
  const auto count = [](std::size_t number, const char* word) {
    return fmt::format("{} {}{}", number, word, number == 1 ? "" : "s");
  };
  fmt::print(stderr, "{}, {}\n", count(findings.errors(), "error"), count(warnings, "warning"));
}

json::array findings_as_json(const Diagnostics& findings) {
  json::array list;
  for (const Diagnostic& finding : findings.sorted()) {
    list.push_back(json::object{{"severity", to_text(finding.severity)},
                                {"file", finding.place.file},
                                {"line", finding.place.line},
                                {"column", finding.place.column},
                                {"message", finding.message},
                                {"help", finding.help}});
  }
  return list;
}

void tell_gateways(const CommonOptions& options) {
  if (options.directory.empty()) return;
  const auto directory = lifecycle::RingDirectory::at(options.directory);
  if (!directory) return;
  for (const std::string& failure : lifecycle::databases_changed(*directory)) {
    fmt::print(stderr, "warning: {}\n", failure);
  }
}

int report(const Error& error) {
  fmt::print(stderr, "error: {}\n", to_text(error));
  return Exit::findings;
}

}  // namespace ringfence::cli
