#include <fmt/format.h>

#include <chrono>
#include <cstdio>
#include <memory>

#include "cli/command.h"
#include "cli/common.h"
#include "compile/postgres/search.h"
#include "compile/postgres/statement.h"
#include "pg/connection.h"
#include "policy/explain.h"

namespace ringfence::cli {
namespace {

constexpr const char* description =
    "Say in a sentence where a statement would go, which rule decides, and what comes masked or not at all.\n"
    "Nothing is run. Exit 0: allowed, 1: refused, 2: wrong use.\n\n"
    "Example:\n"
    "  ringfence explain 'SELECT first_name, email FROM person WHERE id = $1' \\\n"
    "    --service helpdesk --purpose support --viewer DE --subject-home DE";

struct Options {
  CommonOptions common;
  std::string statement;
  std::string service;
  std::string purpose;
  std::string viewer;
  std::string subject;
  std::string subject_home;
  std::string database;
  std::string date;
};

int wrong(const std::string& message) {
  fmt::print(stderr, "error: {}\n", message);
  return Exit::wrong_use;
}

policy::Date today() {
  const std::chrono::year_month_day date(std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now()));
  return {static_cast<int>(date.year()), static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day())};
}

// 2027-06-30, and a day that exists.
std::optional<policy::Date> date_of(const std::string& text) {
  if (text.empty()) return today();
  policy::Date date;
  int end = 0;
  if (std::sscanf(text.c_str(), "%4d-%2u-%2u%n", &date.year, &date.month, &date.day, &end) != 3) return std::nullopt;
  const std::chrono::year_month_day day(std::chrono::year(date.year), std::chrono::month(date.month),
                                        std::chrono::day(date.day));
  if (static_cast<std::size_t>(end) != text.size() || !day.ok()) return std::nullopt;
  return date;
}

// The live database, where one is given: then `*` and chains of foreign keys are known.
struct Database {
  compile::Catalogue catalogue;
  compile::Placements placements;
};

Result<std::unique_ptr<Database>> read_database(const Options& options, const policy::Policy& policy) {
  auto database = std::make_unique<Database>();
  auto connection = pg::Connection::open(options.database);
  if (!connection) return connection.error();
  auto catalogue = compile::read_catalogue(*connection);
  if (!catalogue) return catalogue.error();
  database->catalogue = std::move(*catalogue);
  compile::add_search_columns(policy, database->catalogue);
  database->placements = compile::place(policy, database->catalogue, policy_path(options.common).string());
  if (database->placements.findings.has_errors()) print_findings(database->placements.findings);
  return database;
}

policy::Question question_of(const Options& options, const policy::Policy& policy, const policy::Service& service) {
  policy::Question question;
  question.policy = &policy;
  question.service = &service;
  question.purpose = options.purpose;
  if (!options.viewer.empty()) question.viewer = options.viewer;
  if (!options.subject.empty()) question.declared = options.subject;
  if (!options.subject_home.empty()) question.subject_home = options.subject_home;
  return question;
}

int tell(const Options& options, policy::Question question, const std::vector<policy::Analysis>& analyses) {
  bool allowed = true;
  json::array told;
  for (std::size_t i = 0; i < analyses.size(); ++i) {
    question.analysis = &analyses[i];
    const policy::Decision decision = policy::decide(question);
    allowed = allowed && decision.allowed;
    if (options.common.json) {
      told.emplace_back(policy::explain_as_json(question, decision));
      continue;
    }
    if (analyses.size() > 1) fmt::print("{}. {}: ", i + 1, analyses[i].command);
    fmt::print("{}", policy::explain(question, decision));
  }
  if (options.common.json) fmt::print("{}\n", pretty(json::object{{"allowed", allowed}, {"statements", told}}));
  return allowed ? Exit::clean : Exit::findings;
}

int explain(const Options& options) {
  const auto parsed = load_policy(options.common);
  if (!parsed) return Exit::wrong_use;
  const policy::Policy& policy = parsed->policy;
  const auto service = std::find_if(policy.services.begin(), policy.services.end(),
                                    [&](const policy::Service& one) { return one.name == options.service; });
  if (service == policy.services.end()) return wrong(fmt::format("no service \"{}\" in the policy", options.service));
  policy::Question question = question_of(options, policy, *service);
  const auto date = date_of(options.date);
  if (!date) return wrong(fmt::format("--date {}: not a date of the form 2027-06-30", options.date));
  question.today = *date;
  compile::KnownDatabase known;
  std::unique_ptr<Database> database;
  if (!options.database.empty()) {
    auto read = read_database(options, policy);
    if (!read) return report(read.error());
    database = std::move(*read);
    known = {&database->catalogue, &database->placements};
  }
  const auto analyses = compile::analyse(options.statement, policy, known);
  if (!analyses) return report(analyses.error());
  if (analyses->empty()) return wrong("there is no statement in the text");
  return tell(options, std::move(question), *analyses);
}

}  // namespace

void register_explain(CLI::App& app, Action& action) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("explain", description);
  add_common_options(*command, options->common);
  command->add_option("statement", options->statement, "One or more SQL statements")->required();
  command->add_option("--service", options->service, "Who asks: a service of the policy")->required();
  command->add_option("--purpose", options->purpose, "What for; may be left out where the service has only one");
  command->add_option("--viewer", options->viewer, "Jurisdiction of the person the service acts for");
  command->add_option("--subject", options->subject, "The subject declared by SET ringfence.subject");
  command->add_option("--subject-home", options->subject_home, "Jurisdiction that the subject is at home in");
  command->add_option("--database", options->database, "A database with the schema: expands *, follows foreign keys");
  command->add_option("--date", options->date, "Decide as on this day: 2027-06-30 (today)")->take_last();
  command->callback([&action, options] { action = [options] { return explain(*options); }; });
}

}  // namespace ringfence::cli
