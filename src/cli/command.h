// One command, one file. Exit codes are the same for all: 0 clean, 1 findings or failure, 2 wrong use.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <string>

namespace ringfence::cli {

enum Exit : int { clean = 0, findings = 1, wrong_use = 2 };

// Registers its options on `app` and sets `action`, which main() runs when the command is the one that was typed.
using Action = std::function<int()>;
using Register = void (*)(CLI::App& app, Action& action);

std::string version();  // "ringfence 0.1.0"

// void register_NAME(CLI::App&, Action&) of each command:
void register_apply(CLI::App& app, Action& action);
void register_check(CLI::App& app, Action& action);
void register_demand(CLI::App& app, Action& action);
void register_doctor(CLI::App& app, Action& action);
void register_down(CLI::App& app, Action& action);
void register_drift(CLI::App& app, Action& action);
void register_exceptions(CLI::App& app, Action& action);
void register_report(CLI::App& app, Action& action);
void register_explain(CLI::App& app, Action& action);
void register_init(CLI::App& app, Action& action);
void register_ledger(CLI::App& app, Action& action);
void register_password(CLI::App& app, Action& action);
void register_plan(CLI::App& app, Action& action);
void register_screen(CLI::App& app, Action& action);
void register_serve(CLI::App& app, Action& action);
void register_split(CLI::App& app, Action& action);
void register_status(CLI::App& app, Action& action);
void register_up(CLI::App& app, Action& action);
void register_version(CLI::App& app, Action& action);
void register_withhold(CLI::App& app, Action& action);

}  // namespace ringfence::cli
