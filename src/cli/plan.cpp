#include <fmt/format.h>

#include <memory>

#include "cli/command.h"
#include "cli/for_rings.h"

namespace ringfence::cli {

namespace {

constexpr const char* about = R"(Show the SQL that would bring each ring's database to the policy. Changes nothing.

For each ring: the changes that `ringfence apply` makes in one transaction, then the validations that follow one by one,
each with what is different now and the line of policy it comes from.

Exit codes: 0 nothing to do; 1 there is something to do, or a ring could not be read; 2 wrong use.

Example:
  ringfence plan --dir rings)";

void print_changes(const std::vector<compile::Change>& changes, const char* heading) {
  if (changes.empty()) return;
  fmt::print("  -- {}\n", heading);
  for (const compile::Change& change : changes)
    fmt::print("  -- {} ({})\n  {};\n", change.what, change.why, change.sql);
}

int show(const RingWork& each, json::array* rings) {
  const compile::RingPlan& plan = each.plan;
  for (const std::string& note : plan.notes) fmt::print(stderr, "ring {}: note: {}\n", each.ring.name, note);
  if (rings != nullptr) {
    json::array beyond;
    for (const std::string& line : plan.beyond_repair) beyond.emplace_back(line);
    rings->push_back(json::object{{"ring", each.ring.name},
                                  {"changes", changes_json(plan.changes)},
                                  {"validations", changes_json(plan.validations)},
                                  {"beyond_repair", std::move(beyond)}});
  } else if (plan.is_clean()) {
    fmt::print("ring {}: nothing to do\n", each.ring.name);
  } else {
    fmt::print("ring {}: {} changes, {} validations\n", each.ring.name, plan.changes.size(), plan.validations.size());
    print_changes(plan.changes, "in one transaction");
    print_changes(plan.validations, "then, one by one");
    for (const std::string& line : plan.beyond_repair) fmt::print("  -- for a person: {}\n", line);
  }
  return plan.is_clean() ? Exit::clean : Exit::findings;
}

int run_plan(const CommonOptions& options) {
  json::array rings;
  const int result =
      for_rings(options, [&](const RingWork& each) { return show(each, options.json ? &rings : nullptr); });
  if (options.json) fmt::print("{}", pretty(json::object{{"rings", std::move(rings)}}));
  return result;
}

}  // namespace

void register_plan(CLI::App& app, Action& action) {
  CLI::App* command = app.add_subcommand("plan", "Show the SQL that would bring each ring to the policy");
  command->description(about);
  auto options = std::make_shared<CommonOptions>();
  add_common_options(*command, *options);
  command->callback([&action, options] { action = [options] { return run_plan(*options); }; });
}

}  // namespace ringfence::cli
