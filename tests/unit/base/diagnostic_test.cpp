#include "base/diagnostic.h"

#include <gtest/gtest.h>

namespace ringfence {
namespace {

TEST(Diagnostics, AreToldInTheOrderOfTheText) {
  Diagnostics all;
  all.error({"p.toml", 9, 1}, "second");
  all.warning({"p.toml", 2, 5}, "first", "mend it");
  EXPECT_TRUE(all.has_errors());
  const auto sorted = all.sorted();
  EXPECT_EQ(to_text(sorted[0]), "p.toml:2:5: warning: first\n  help: mend it");
  EXPECT_EQ(to_text(sorted[1]), "p.toml:9:1: error: second");
}

}  // namespace
}  // namespace ringfence
