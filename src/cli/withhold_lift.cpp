#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

#include "cli/withhold.h"
#include "pg/quote.h"

namespace ringfence::cli {

namespace {

constexpr const char* about = R"(End withholdings before their date, or before they begin.

Rows that nothing else withholds are seen again at once. One that is over already, or an id that no ring knows, is an error, and
nothing is changed anywhere. With --demand everything that executes it and is not over is lifted.

Exit codes: 0 lifted and on record; 1 not, or not on record yet, and why; 2 wrong use.

Examples:
  ringfence withhold lift --dir rings 5d41402abc4b2a76b9719d911017c592
  ringfence withhold lift --dir rings --demand 7d793037a0760186574b0282f2f435e7)";

struct LiftOptions {
  WithholdOptions all;
  std::vector<std::string> ids;
  std::string demand;
};

struct Lifted {
  WithholdRing* ring = nullptr;
  std::vector<std::string> ids;
  std::uint64_t sequence = 0;
};

std::vector<std::string> first_column(const pg::Rows& rows) {
  std::vector<std::string> values;
  for (std::size_t i = 0; i < rows.size(); ++i) values.push_back(rows.string(i, 0));
  return values;
}

Result<Lifted> lift_in(WithholdRing& ring, const LiftOptions& options) {
  RINGFENCE_TRY(ring.connection.execute("BEGIN"));
  auto rows = ring.connection.query(
      "SELECT ringfence.lift_all(ARRAY(SELECT id FROM ringfence.withholding WHERE ended IS NULL AND (id = ANY ($1) OR"
      " demand = $2)))",
      {pg::array_literal(options.ids), options.demand.empty() ? pg::Parameter() : pg::Parameter(options.demand)});
  if (!rows) return within("ring " + ring.ring->name, rows.error());
  Lifted lifted{&ring, first_column(*rows), 0};
  const auto sequence = last_left(ring.connection, lifted.ids);
  if (!sequence) return sequence.error();
  lifted.sequence = *sequence;
  return lifted;
}

Status all_found(const LiftOptions& options, const std::vector<Lifted>& lifted) {
  std::set<std::string> found;
  for (const Lifted& each : lifted) found.insert(each.ids.begin(), each.ids.end());
  std::vector<std::string> missing;
  std::ranges::copy_if(options.ids, std::back_inserter(missing),
                       [&](const std::string& id) { return !found.contains(id); });
  const char* const nothing = "nothing was changed; ringfence withhold list --all shows what there is";
  if (!missing.empty()) return fail(fmt::format("no withholding {} is open", fmt::join(missing, ", ")), {}, nothing);
  if (found.empty()) return fail(fmt::format("no withholding of demand {} is open", options.demand), {}, nothing);
  return {};
}

int run_lift(const LiftOptions& options) {
  if (options.ids.empty() == options.demand.empty()) {
    return report_wrong_use(fail("give ids, or --demand", {}, "ringfence withhold lift ID…, or --demand ID"));
  }
  WithholdRings opened = open_withhold_rings(options.all);
  if (opened.failed != Exit::clean) return opened.failed;
  std::vector<Lifted> lifted;
  for (WithholdRing& ring : opened.rings) {
    auto one = lift_in(ring, options);
    if (!one) return report(one.error());
    lifted.push_back(std::move(*one));
  }
  if (Status found = all_found(options, lifted); !found) return report(found.error());
  for (Lifted& each : lifted) {
    if (Status done = each.ring->connection.execute("COMMIT"); !done) {
      return report(within("ring " + each.ring->ring->name, done.error()));
    }
  }
  int result = Exit::clean;
  json::array rings;
  for (Lifted& each : lifted) {
    if (each.ids.empty()) continue;
    const auto entry = await_last(*each.ring, each.sequence);
    if (!entry) result = report(entry.error());
    const bool is_recorded = entry && *entry;
    if (!options.all.common.json) {
      fmt::print("ring {}: {} withholding{} lifted{}\n", each.ring->ring->name, each.ids.size(),
                 each.ids.size() == 1 ? "" : "s",
                 is_recorded ? fmt::format(", on record up to entry {} of its ledger", **entry) : "");
    }
    json::array ids;
    for (const std::string& id : each.ids) ids.emplace_back(id);
    rings.push_back(json::object{{"ring", each.ring->ring->name},
                                 {"lifted", std::move(ids)},
                                 {"entry", is_recorded ? json::value(**entry) : json::value(nullptr)}});
  }
  if (options.all.common.json) fmt::print("{}", pretty(json::object{{"rings", std::move(rings)}}));
  return result;
}

constexpr const char* about_turn =
    R"(Do what is due: withholdings whose day has come begin, those whose date has come end.

A ring's gateway does this by itself twice a second; this is for a ring whose gateway does not run. Any number of these may
run at once, and each beginning and end happens once.

Exit codes: 0 done and on record; 1 a ring could not be turned, or its ledger not written yet; 2 wrong use.

Example:
  ringfence withhold turn --dir rings)";

Result<std::vector<std::pair<std::string, std::string>>> turn_in(WithholdRing& ring, std::uint64_t& sequence) {
  std::vector<std::pair<std::string, std::string>> turned;
  Status done = pg::in_transaction(ring.connection, [&]() -> Status {
    auto rows = ring.connection.query("SELECT id, what FROM ringfence.withholdings_turn() ORDER BY what, id");
    if (!rows) return rows.error();
    for (std::size_t i = 0; i < rows->size(); ++i) turned.emplace_back(rows->string(i, 0), rows->string(i, 1));
    const auto last = last_left(ring.connection, first_column(*rows));
    if (!last) return last.error();
    sequence = *last;
    return {};
  });
  if (!done) return within("ring " + ring.ring->name, done.error());
  return turned;
}

int run_turn(const WithholdOptions& options) {
  WithholdRings opened = open_withhold_rings(options);
  if (opened.failed != Exit::clean) return opened.failed;
  int result = Exit::clean;
  json::array rings;
  for (WithholdRing& ring : opened.rings) {
    std::uint64_t sequence = 0;
    const auto turned = turn_in(ring, sequence);
    const auto entry = turned ? await_last(ring, sequence) : Result<std::optional<std::uint64_t>>(turned.error());
    if (!entry) result = report(entry.error());
    if (!turned) continue;
    json::array list;
    for (const auto& [id, what] : *turned) {
      list.push_back(json::object{{"id", id}, {"what", what}});
      if (!options.common.json) fmt::print("ring {}: {} {}\n", ring.ring->name, id, what);
    }
    if (turned->empty() && !options.common.json) fmt::print("ring {}: nothing is due\n", ring.ring->name);
    rings.push_back(json::object{{"ring", ring.ring->name},
                                 {"turned", std::move(list)},
                                 {"entry", entry && *entry ? json::value(**entry) : json::value(nullptr)}});
  }
  if (options.common.json) fmt::print("{}", pretty(json::object{{"rings", std::move(rings)}}));
  return result;
}

}  // namespace

void register_withhold_lift(CLI::App& app, Action& action) {
  CLI::App* command = app.add_subcommand("lift", "End withholdings before their date");
  command->description(about);
  auto options = std::make_shared<LiftOptions>();
  add_withhold_options(*command, options->all);
  command->add_option("ID", options->ids, "Of withholdings");
  command->add_option("--demand", options->demand, "All that execute this demand")->type_name("ID");
  command->callback([&action, options] { action = [options] { return run_lift(*options); }; });
}

void register_withhold_turn(CLI::App& app, Action& action) {
  CLI::App* command = app.add_subcommand("turn", "Begin and end what is due");
  command->description(about_turn);
  auto options = std::make_shared<WithholdOptions>();
  add_withhold_options(*command, *options);
  command->callback([&action, options] { action = [options] { return run_turn(*options); }; });
}

}  // namespace ringfence::cli
