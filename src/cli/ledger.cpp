#include "cli/ledger.h"

#include <fmt/format.h>

#include <cstdio>
#include <filesystem>

#include "base/file.h"
#include "base/limits.h"
#include "cli/common.h"
#include "http/fetch.h"

namespace ringfence::cli {

namespace {

// Lines of a file, or the text itself.
Result<std::string> text_of_key(const std::string& given) {
  if (given.find('+') != std::string::npos && !std::filesystem::exists(given)) return given;
  return read_file(given, limits::note_bytes);
}

}  // namespace

void add_ledger_options(CLI::App& command, LedgerOptions& options) {
  command
      .add_option("--key", options.keys,
                  "A verifier key (name+hash+key), or a file of them, one a line; may be given several times")
      ->allow_extra_args(false);
  command.add_flag("--json", options.json, "Print the result for programs");
}

LedgerPlace ledger_at(const std::string& where) {
  if (http::is_address(where)) return {where, http::source_at(where), nullptr};
  const std::filesystem::path folder = where;
  if (!std::filesystem::exists(folder / "log")) return {where, ledger::folder_source(folder), nullptr};
  return {where, ledger::folder_source(folder / "log"), ledger::folder_source(folder / "openings")};
}

Result<std::vector<ledger::VerifierKey>> read_keys(const std::vector<std::string>& given) {
  std::vector<ledger::VerifierKey> keys;
  for (const std::string& each : given) {
    const auto text = text_of_key(each);
    if (!text) return text.error();
    std::string_view rest = *text;
    while (!rest.empty()) {
      const std::string_view line = rest.substr(0, rest.find('\n'));
      rest.remove_prefix(std::min(line.size() + 1, rest.size()));
      if (line.empty()) continue;
      auto key = ledger::parse_verifier_key(line);
      if (!key) return within(each, key.error());
      keys.push_back(std::move(*key));
    }
  }
  return keys;
}

ledger::Verified verify_place(LedgerPlace& place, const std::vector<ledger::VerifierKey>& keys,
                              std::function<void(std::uint64_t, const ledger::Entry&)> on_entry) {
  Progress progress("verifying", is_terminal(2));
  ledger::VerifyOptions options;
  options.keys = keys;
  options.openings = place.openings.get();
  options.on_entry = std::move(on_entry);
  options.on_progress = [&](std::uint64_t done, std::uint64_t total) {
    progress.update(done, total, fmt::format("{} entries", with_separators(done)));
  };
  auto verified = ledger::verify(*place.log, options);
  progress.finish();
  return verified;
}

void print_problems(const std::string& name, const ledger::Verified& verified) {
  for (const ledger::Finding& finding : verified.findings) {
    fmt::print(stderr, "{}: error: {}: {}\n", name, finding.where, finding.what);
  }
  for (const std::string& each : verified.not_checked) fmt::print(stderr, "{}: not checked: {}\n", name, each);
  if (!verified.not_checked.empty()) {
    fmt::print(stderr,
               "HINT: get the key from the ring's operator, not from beside the ledger, and give it with --key\n");
  }
}

json::object as_json(const std::string& name, const ledger::Verified& verified) {
  json::array findings;
  for (const auto& each : verified.findings)
    findings.push_back(json::object{{"where", each.where}, {"what", each.what}});
  json::array signers;
  for (const std::string& each : verified.signed_by) signers.emplace_back(each);
  json::array not_checked;
  for (const std::string& each : verified.not_checked) not_checked.emplace_back(each);
  json::object kinds;
  for (const auto& [kind, count] : verified.kinds) kinds[kind] = count;
  json::array cosignatures;
  for (const ledger::CosignatureFound& each : verified.cosignatures) {
    json::object found{{"name", each.name}, {"size", each.size}, {"verified", each.is_verified}};
    if (each.time) found["time"] = *each.time;
    cosignatures.push_back(std::move(found));
  }
  json::object out{{"ledger", name},
                   {"verified", verified.is_right()},
                   {"origin", verified.checkpoint.origin},
                   {"size", verified.checkpoint.size},
                   {"root", to_hex(verified.checkpoint.root)},
                   {"signed_by", std::move(signers)},
                   {"cosignatures", std::move(cosignatures)},
                   {"kinds", std::move(kinds)},
                   {"files", verified.tiles},
                   {"openings", verified.openings},
                   {"findings", std::move(findings)},
                   {"not_checked", std::move(not_checked)}};
  if (verified.cosigned_size) out["cosigned_size"] = *verified.cosigned_size;
  return out;
}

void register_ledger(CLI::App& app, Action& action) {
  CLI::App* command = app.add_subcommand("ledger", "A ring's public record of transfers: make, verify, prove, compare");
  command->description(
      "A ledger is a transparency log in the C2SP formats (docs/ledger-format.md): anybody who has its files and its "
      "key can\n"
      "verify it. DIR is what `ringfence ledger init` made, or any folder with the files; URL is where they are "
      "served.");
  command->require_subcommand(1);
  for (const Register register_command :
       {register_ledger_init, register_ledger_verify, register_ledger_prove, register_ledger_consistency,
        register_ledger_reconcile, register_ledger_export, register_ledger_policy, register_ledger_cosign,
        register_ledger_erase, register_ledger_append}) {
    register_command(*command, action);
  }
}

}  // namespace ringfence::cli
