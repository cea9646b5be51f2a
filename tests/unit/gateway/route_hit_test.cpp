// What a hit costs: no allocation. This file counts every one of its program.
#include <gtest/gtest.h>

#include <cstdlib>
#include <new>

#include "gateway/route/router.h"
#include "route_world.h"

namespace {
std::size_t allocations = 0;
}

void* operator new(std::size_t size) {
  ++allocations;
  if (void* room = std::malloc(size == 0 ? 1 : size)) return room;
  throw std::bad_alloc();
}
void operator delete(void* room) noexcept {
  std::free(room);
}
void operator delete(void* room, std::size_t) noexcept {
  std::free(room);
}

namespace ringfence::gateway {
namespace {

TEST(RouteHit, AllocatesNothing) {
  const auto knowledge = testing::knowledge_of();
  Router router(knowledge);
  const Asker asker{testing::find_service(*knowledge, "home"), "serve", "DE", false};
  const Asker other{testing::find_service(*knowledge, "berlin"), "serve", "DE", false};
  const std::string text =
      "SELECT p.id, f.content /* route='/a' */ FROM person p JOIN photo f ON f.owner_id = p.id "
      "WHERE p.id = 42 AND p.first_name = 'somebody' ORDER BY 1 LIMIT 20";
  const std::string insert = "INSERT INTO photo (id, owner_id, content) VALUES ($1, $2, 'x')";
  const auto both = [&] {
    for (const Asker* each : {&asker, &other}) {
      EXPECT_TRUE(router.route(*each, text));
      EXPECT_TRUE(router.route(*each, insert));
    }
  };
  both();
  const std::size_t before = allocations;
  both();
  EXPECT_EQ(allocations, before);
  EXPECT_EQ(router.figures().hits, 4u);
}

}  // namespace
}  // namespace ringfence::gateway
