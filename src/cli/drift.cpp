#include <fmt/format.h>

#include <memory>

#include "cli/command.h"
#include "cli/for_rings.h"

namespace ringfence::cli {

namespace {

constexpr const char* about = R"(Say what of each ring's database differs from the policy. Reads only.

Looks at every wall by name and by what the server says it is: constraints missing, changed or not validated, triggers
missing or disabled, functions with another body, foreign keys that cross, another policy.

Exit codes: 0 no difference; 1 differences, or a ring could not be read; 2 wrong use.

Example:
  ringfence drift --dir rings)";

std::vector<std::string> differences(const compile::RingPlan& plan) {
  std::vector<std::string> lines;
  for (const compile::Change& change : plan.changes) lines.push_back(change.what);
  for (const compile::Change& change : plan.validations) {
    if (!change.what.starts_with("new ")) lines.push_back(change.what);
  }
  lines.insert(lines.end(), plan.beyond_repair.begin(), plan.beyond_repair.end());
  return lines;
}

int tell(const RingWork& each, json::array* rings) {
  const std::vector<std::string> lines = differences(each.plan);
  if (rings != nullptr) {
    json::array list;
    for (const std::string& line : lines) list.emplace_back(line);
    rings->push_back(
        json::object{{"ring", each.ring.name}, {"objects", each.plan.wanted.size()}, {"differences", std::move(list)}});
  } else if (lines.empty()) {
    fmt::print("ring {}: {} objects, all as the policy wants them\n", each.ring.name, each.plan.wanted.size());
  } else {
    fmt::print("ring {}: {} of {} objects differ\n", each.ring.name, lines.size(), each.plan.wanted.size());
    for (const std::string& line : lines) fmt::print("  {}\n", line);
  }
  return lines.empty() ? Exit::clean : Exit::findings;
}

int run_drift(const CommonOptions& options) {
  json::array rings;
  const int result =
      for_rings(options, [&](const RingWork& each) { return tell(each, options.json ? &rings : nullptr); });
  if (options.json) fmt::print("{}", pretty(json::object{{"rings", std::move(rings)}}));
  return result;
}

}  // namespace

void register_drift(CLI::App& app, Action& action) {
  CLI::App* command = app.add_subcommand("drift", "Say what of each ring's database differs from the policy");
  command->description(about);
  auto options = std::make_shared<CommonOptions>();
  add_common_options(*command, *options);
  command->callback([&action, options] { action = [options] { return run_drift(*options); }; });
}

}  // namespace ringfence::cli
