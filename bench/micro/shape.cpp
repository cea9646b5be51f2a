// How long a statement takes from its bytes to what was decided about it, on a hit: by its shape alone, and through the
// router, as the gateway asks; beside libpg_query's raw parse, which a gateway without shapes would do each time.
#include <benchmark/benchmark.h>
#include <pg_query.h>

#include "gateway/route/router.h"
#include "gateway/route/shape.h"
#include "gateway/route/shape_cache.h"

namespace {

const std::string short_select = "SELECT abalance FROM pgbench_accounts WHERE aid = 4711";
const std::string insert_of_eight =
    "INSERT INTO post (author_id, created, visibility, content, lang, likes, draft, source) VALUES (42, '2026-11-24', "
    "'public', 'Hello, world', 'en', 0, false, 'web')";
const std::string orm_join =
    "SELECT \"post\".\"id\", \"post\".\"author_id\", \"post\".\"created\", \"post\".\"content\", \"person\".\"id\", "
    "\"person\".\"first_name\", \"person\".\"handle\" FROM \"post\" INNER JOIN \"person\" ON \"person\".\"id\" = "
    "\"post\".\"author_id\" LEFT JOIN \"profile\" ON \"profile\".\"person_id\" = \"person\".\"id\" WHERE "
    "(\"post\".\"author_id\" = 42 AND \"post\".\"visibility\" = 'public') ORDER BY \"post\".\"created\" DESC LIMIT 20 "
    "OFFSET 0";

// Ten thousand other shapes are known, as on a busy gateway.
ringfence::gateway::ShapeCache<int>& cache() {
  static auto filled = [] {
    ringfence::gateway::ShapeCache<int> shapes(25'000);
    for (int i = 0; i < 10'000; ++i) shapes.put("SELECT column" + std::to_string(i) + " FROM t WHERE id = \x01", i);
    return shapes;
  }();
  return filled;
}

void hit(benchmark::State& state, const std::string& statement) {
  ringfence::gateway::Shaper shaper;
  shaper.read(statement);
  cache().put(shaper.key(), 1);
  for (auto _ : state) {
    shaper.read(statement);
    benchmark::DoNotOptimize(cache().find(shaper.key()));
  }
  state.SetLabel(std::to_string(statement.size()) + " bytes");
}

using namespace ringfence;

policy::Table owned(const char* name, const char* column) {
  policy::Table table;
  table.name.name = name;
  table.subject = policy::Subject{{column}, {}, {}};
  return table;
}

std::shared_ptr<gateway::Knowledge> knowledge() {
  auto known = std::make_shared<gateway::Knowledge>();
  policy::Ring us;
  us.name = "us";
  us.codes = {"US"};
  known->policy.rings = {us};
  policy::Table person = owned("person", "id");
  person.home = policy::Home{{"country"}, {}, {}, {}};
  known->policy.tables = {person, owned("post", "author_id"), owned("profile", "person_id"),
                          owned("pgbench_accounts", "aid")};
  policy::Service web;
  web.name = "web";
  web.location = "US";
  web.purposes = {"serve"};
  known->policy.services = {web};
  known->here = known->policy.rings.data();
  return known;
}

gateway::Router& router() {
  static gateway::Router with_others(knowledge());
  static const bool filled = [] {
    gateway::Asker asker{with_others.knowledge().policy.services.data(), "serve", "US", false};
    for (int i = 0; i < 4'500; ++i) {
      (void)with_others.route(asker, "SELECT column" + std::to_string(i) + " FROM person WHERE id = 1");
    }
    return true;
  }();
  (void)filled;
  return with_others;
}

void routed(benchmark::State& state, const std::string& statement) {
  const gateway::Asker asker{router().knowledge().policy.services.data(), "serve", "US", false};
  (void)router().route(asker, statement);
  const std::uint64_t misses = router().figures().misses + router().figures().unshaped;
  for (auto _ : state) benchmark::DoNotOptimize(router().route(asker, statement));
  if (router().figures().misses + router().figures().unshaped != misses) state.SkipWithError("it was no hit");
  state.SetLabel(std::to_string(statement.size()) + " bytes");
}

void raw_parse(benchmark::State& state, const std::string& statement) {
  for (auto _ : state) {
    const PgQueryProtobufParseResult parsed = pg_query_parse_protobuf(statement.c_str());
    benchmark::DoNotOptimize(parsed.parse_tree.data);
    pg_query_free_protobuf_parse_result(parsed);
  }
}

BENCHMARK_CAPTURE(hit, short_select, short_select);
BENCHMARK_CAPTURE(hit, insert_of_eight, insert_of_eight);
BENCHMARK_CAPTURE(hit, orm_join, orm_join);
BENCHMARK_CAPTURE(routed, short_select, short_select);
BENCHMARK_CAPTURE(routed, insert_of_eight, insert_of_eight);
BENCHMARK_CAPTURE(routed, orm_join, orm_join);
BENCHMARK_CAPTURE(raw_parse, short_select, short_select);
BENCHMARK_CAPTURE(raw_parse, orm_join, orm_join);

}  // namespace

BENCHMARK_MAIN();
