#include <fmt/format.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/terminal.h"
#include "cli/demand.h"
#include "demand/case/step.h"

namespace ringfence::cli {

namespace {

constexpr const char* about_list =
    R"(List the demands of a ring, with their clocks: how long until the deadline, or how long past it.

Exit codes: 0 none is overdue; 1 some are, or they could not be read; 2 wrong use.

Examples:
  ringfence demand list --dir demo --ring row
  ringfence demand list --dir demo --ring row --open --json)";

constexpr const char* about_show =
    R"(Show a demand: all that it says, what happened to it, and exactly what an approval of it would cover.

Who approves second sees what the first approved: the same text with the same digest, and the first approval itself, which the
second one signs too. A change after the first approval voids it, so there is nothing to compare by eye.

--document FILE writes the original document there, as it came.

Exit codes: 0 shown; 1 there is no such demand, or what is kept of it was changed by other hands; 2 wrong use.

Examples:
  ringfence demand show 1a2b3c4d --dir demo --ring row
  ringfence demand show 1a2b3c4d --dir demo --ring row --document letter.pdf)";

struct ListOptions {
  DemandOptions demand;
  bool open = false;
  std::string document;
};

bool is_open(const demand::Demand& demand) {
  return demand.state != demand::State::closed;
}

int run_list(const ListOptions& options) {
  auto ring = open_demand_ring(options.demand);
  if (!ring) return Exit::findings;
  auto all = demand::read_demands(ring->connection);
  if (!all) return report(all.error());
  if (options.open) std::erase_if(*all, [](const demand::Kept& each) { return !is_open(each.demand); });
  const std::uint64_t now = now_in_milliseconds();
  json::array array;
  TextTable table({"demand", "state", "asks", "authority", "law of", "received", "clock", "version"});
  bool overdue = false;
  for (const demand::Kept& each : *all) {
    const demand::Demand& one = each.demand;
    json::object shown = demand_json(each, now);
    overdue = overdue || shown.at("overdue").get_bool();
    array.emplace_back(std::move(shown));
    table.add({one.id.substr(0, shown_digits), std::string(to_text(one.state)), std::string(to_text(one.says.kind)),
               one.says.authority, one.says.jurisdiction, time_text(one.says.received), clock_text(one, now),
               std::to_string(one.version)});
  }
  if (options.demand.common.json) {
    fmt::print("{}\n", pretty(array));
  } else {
    if (!all->empty()) fmt::print("{}", table.text());
    fmt::print("{} demand{}\n", all->size(), all->size() == 1 ? "" : "s");
  }
  return overdue ? Exit::findings : Exit::clean;
}

void print_value(const json::key_value_pair& member) {
  const json::value& value = member.value();
  if (value.is_null() || (value.is_string() && value.get_string().empty())) return;
  if (value.is_array()) {
    for (const json::value& each : value.get_array()) {
      const auto* named = each.if_object();
      fmt::print("  {}: {}\n", std::string_view(member.key()),
                 named != nullptr ? fmt::format("{}={}", std::string_view(named->at("table").get_string()),
                                                std::string_view(named->at("key").get_string()))
                                  : std::string(each.get_string()));
    }
    return;
  }
  fmt::print("  {}: {}\n", std::string_view(member.key()),
             value.is_bool() ? (value.get_bool() ? "yes" : "no") : std::string(value.get_string()));
}

void print_demand(const demand::Kept& kept, std::uint64_t now) {
  const demand::Demand& one = kept.demand;
  const json::object shown = demand_json(kept, now);
  fmt::print("demand {}\n{}, version {}, {}\n", one.id, to_text(one.state), one.version, clock_text(one, now));
  if (!one.why.empty()) fmt::print("because: {}\n", one.why);
  if (one.frozen) fmt::print("its accounts' rows are preserved\n");
  fmt::print("\nit says (digest {}):\n", one.digest);
  for (const auto& member : shown.at("says").get_object()) print_value(member);
  fmt::print("\nwhat happened:\n");
  for (const demand::Recorded& each : kept.events) {
    fmt::print("  {}  {} by {}{}{}\n", time_text(each.event.at), to_text(each.event.kind), each.event.officer,
               each.event.note.empty() ? "" : ": ", each.event.note);
  }
  for (const demand::Approval& each : one.approvals) {
    fmt::print("\napproved by {} ({}), who signed:\n{}signature {}\n", each.by.officer, each.by.person, each.text,
               each.signature);
  }
  fmt::print("\n{}\n", demand::next_steps(one));
}

int run_show(const ListOptions& options) {
  auto ring = open_demand_ring(options.demand);
  if (!ring) return Exit::findings;
  const auto kept = demand::read_demand(ring->connection, options.demand.id);
  if (!kept) return report(kept.error());
  if (!options.document.empty()) {
    const auto bytes = demand::read_document(ring->connection, *kept);
    if (!bytes) return report(bytes.error());
    if (kept->demand.says.document_sha256.empty()) return report(fail("the demand came without a document"));
    constexpr unsigned owner_only = 0600;
    if (const auto written = write_file(options.document, *bytes, owner_only); !written) return report(written.error());
  }
  if (options.demand.common.json) {
    fmt::print("{}\n", pretty(demand_json(*kept, now_in_milliseconds())));
  } else {
    print_demand(*kept, now_in_milliseconds());
  }
  return Exit::clean;
}

}  // namespace

void register_demand_list(CLI::App& app, Action& action) {
  CLI::App* command = app.add_subcommand("list", "The demands of a ring, and their clocks");
  command->description(about_list);
  auto options = std::make_shared<ListOptions>();
  add_demand_options(*command, options->demand);
  command->add_flag("--open", options->open, "Leave out those that are closed");
  command->callback([&action, options] { action = [options] { return run_list(*options); }; });
}

void register_demand_show(CLI::App& app, Action& action) {
  CLI::App* command = app.add_subcommand("show", "All of one demand: what an approval covers");
  command->description(about_show);
  auto options = std::make_shared<ListOptions>();
  command->add_option("ID", options->demand.id, "The demand: its first 8 digits or more")->required();
  add_demand_options(*command, options->demand);
  command->add_option("--document", options->document, "Write the original document there")->type_name("FILE");
  command->callback([&action, options] { action = [options] { return run_show(*options); }; });
}

}  // namespace ringfence::cli
