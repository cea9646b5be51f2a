#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdio>
#include <exception>

#include "base/terminal.h"
#include "load.h"

namespace {

constexpr const char* about = R"(Fills an empty database with Meridian, a platform that serves the whole world.

Makes the schema of examples/meridian/schema.sql and about twenty rows a person: people in the proportions of the real
world's countries, with names and words in the scripts of those countries, what they write, and whom they know. The same
--people and --seed give the same rows, on any machine.

Example:
  meridian --to postgresql:///meridian --people 50000 --seed 1)";

struct Options {
  std::string to;
  std::string folder = MERIDIAN_FOLDER;
  std::uint64_t people = 50'000;
  std::uint64_t seed = 1;
  unsigned jobs = 2;
};

int generate(const Options& options) {
  const auto started = std::chrono::steady_clock::now();
  auto world = meridian::World::read(options.folder, options.people, options.seed);
  if (!world) {
    fmt::print(stderr, "{}\n", ringfence::to_text(world.error()));
    return 1;
  }
  ringfence::Progress progress("meridian", true);
  const auto status = meridian::load(options.to, std::filesystem::path(options.folder) / "schema.sql", *world,
                                     options.jobs, [&progress](std::uint64_t done, std::uint64_t total) {
                                       progress.update(done, total, done == total ? "keys and indexes" : "rows");
                                     });
  progress.finish();
  if (!status) {
    fmt::print(stderr, "{}\n", ringfence::to_text(status.error()));
    return 1;
  }
  fmt::print("{} people in {}\n", ringfence::with_separators(options.people),
             ringfence::as_duration(std::chrono::steady_clock::now() - started));
  return 0;
}

}  // namespace

int main(int count, char** values) {
  CLI::App app(about, "meridian");
  Options options;
  app.add_option("--to", options.to, "The database to fill: any libpq connection string")->required();
  app.add_option("--people", options.people, "How many people")
      ->capture_default_str()
      ->check(CLI::Range(10, 100'000'000));
  app.add_option("--seed", options.seed, "Another seed, other rows")->capture_default_str();
  app.add_option("--jobs", options.jobs, "Connections that load at once")
      ->capture_default_str()
      ->check(CLI::Range(1, 64));
  app.add_option("--folder", options.folder, "Where schema.sql, population.csv and words/ are")->capture_default_str();
  try {
    app.parse(count, values);
    return generate(options);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  } catch (const std::exception& error) {
    fmt::print(stderr, "meridian: {}\n", error.what());
    return 1;
  }
}
