// What most commands begin with: the policy's file, the rings' directory, and how findings are told.
#pragma once

#include <CLI/CLI.hpp>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/diagnostic.h"
#include "base/json.h"
#include "lifecycle/rings.h"
#include "policy/parse.h"

namespace ringfence::cli {

struct CommonOptions {
  std::string policy_file;  // as typed; empty: the default
  std::string directory;    // --dir; empty: none
  bool json = false;
};

// Adds --policy, --dir and --json. `options` must outlive the parse.
void add_common_options(CLI::App& command, CommonOptions& options);

// --policy, else DIR/ringfence.toml, else ./ringfence.toml.
std::filesystem::path policy_path(const CommonOptions& options);

// Reads and parses; prints every finding to standard error (or, with --json, leaves that to the caller).
// Nothing where the file cannot be read or has errors.
std::optional<policy::Parsed> load_policy(const CommonOptions& options);

// Findings for people on standard error: in order, with help lines and a closing count; colours only on a terminal.
void print_findings(const Diagnostics& findings);
json::array findings_as_json(const Diagnostics& findings);

// After the rings' databases changed: the gateways of --dir, where there is one, are told.
void tell_gateways(const CommonOptions& options);

// "error: …", DETAIL and HINT on standard error; returns Exit::findings.
int report(const Error& error);

}  // namespace ringfence::cli
