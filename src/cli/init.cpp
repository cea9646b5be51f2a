#include <fmt/format.h>

#include <cstdio>
#include <memory>

#include "base/file.h"
#include "base/json.h"
#include "cli/command.h"
#include "compile/postgres/propose.h"

namespace ringfence::cli {

namespace {

struct Options {
  std::string from;
  std::string policy_file;
  bool json = false;
};

json::array as_json(const std::vector<std::string>& values) {
  json::array array;
  for (const std::string& value : values) array.emplace_back(value);
  return array;
}

json::object as_json(const std::vector<compile::ColumnGuess>& guesses) {
  json::object object;
  for (const auto& guess : guesses) object[guess.column] = guess.reason;
  return object;
}

json::object as_json(const compile::Proposal& proposal) {
  json::object object;
  if (proposal.subject) {
    object["subject"] = policy::to_text(*proposal.subject);
  } else {
    object["subject"] = nullptr;
  }
  if (proposal.home) {
    object["home"] = as_json(proposal.home->path);
  } else {
    object["home"] = nullptr;
  }
  json::array candidates;
  for (const auto& each : proposal.candidates) {
    candidates.push_back(
        json::object{{"table", policy::to_text(each.name)}, {"score", each.score}, {"reasons", as_json(each.reasons)}});
  }
  object["candidates"] = std::move(candidates);
  json::array tables;
  for (const auto& table : proposal.tables) {
    tables.push_back(json::object{{"table", policy::to_text(table.name)},
                                  {"kind", std::string(compile::to_text(table.kind))},
                                  {"columns", as_json(table.columns)},
                                  {"path", as_json(table.path)},
                                  {"reason", table.reason},
                                  {"personal", as_json(table.personal)},
                                  {"sensitive", as_json(table.sensitive)},
                                  {"public", as_json(table.public_columns)},
                                  {"lookup", as_json(table.lookup)},
                                  {"content", table.content}});
  }
  object["tables"] = std::move(tables);
  return object;
}

int tell(const Error& error) {
  fmt::print(stderr, "error: {}\n", to_text(error));
  return Exit::findings;
}

int run_init(const Options& options) {
  auto connection = pg::Connection::open(options.from);
  if (!connection) return tell(connection.error());
  const auto catalogue = compile::read_catalogue(*connection);
  if (!catalogue) return tell(catalogue.error());
  const auto samples = compile::sample(*connection, *catalogue);
  if (!samples) return tell(samples.error());
  const compile::Proposal proposal = compile::propose(*catalogue, *samples);
  const std::string text = compile::policy_text(proposal);
  if (!options.policy_file.empty()) {
    if (std::filesystem::exists(options.policy_file)) {
      return tell(
          fail(fmt::format("{} is there already", options.policy_file), {}, "name another file, or remove that one"));
    }
    if (const Status written = write_file(options.policy_file, text); !written) return tell(written.error());
  }
  if (options.json) {
    fmt::print("{}\n", pretty(as_json(proposal)));
  } else if (options.policy_file.empty()) {
    fmt::print("{}", text);
  }
  return Exit::clean;
}

}  // namespace

void register_init(CLI::App& app, Action& action) {
  CLI::App* command = app.add_subcommand("init", "Write a first policy for an existing database");
  command->description(
      "Look at a database's tables, foreign keys and a few values, and write a first policy with the reason for "
      "each\n"
      "guess. Nothing in the database is changed. Tables it cannot place are left for you to decide: `ringfence "
      "check`\n"
      "refuses the policy until then.\n"
      "Exit 0: the policy is written; 1: it is not, and the reason is told; 2: wrong use.\n\nExample:\n  ringfence "
      "init --from postgresql://localhost/shop --policy "
      "ringfence.toml");
  auto options = std::make_shared<Options>();
  command->add_option("--from", options->from, "The database, a libpq URI")->required();
  command->add_option("--policy", options->policy_file, "The file to write (default: standard output)");
  command->add_flag("--json", options->json, "Print what was found, for programs");
  command->callback([options, &action] { action = [options] { return run_init(*options); }; });
}

}  // namespace ringfence::cli
