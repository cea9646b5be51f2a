// The commands of `ringfence demand`.
#pragma once

#include "cli/command.h"

namespace ringfence::cli {

void register_demand_import(CLI::App& app, Action& action);

}  // namespace ringfence::cli
