#include <gtest/gtest.h>

#include "gateway/serve/figures.h"
#include "gateway/serve/metrics_text.h"

namespace ringfence::gateway {
namespace {

TEST(MetricsText, ReadsBackAsItWasSaid) {
  MetricsText text("ring", "us");
  text.family("a_total", "counter", "What a is.");
  text.sample(std::uint64_t{18446744073709551615U}, {{"service", "q\"b\\n\n"}});
  text.family("b", "gauge", "What b is.");
  text.sample(1.5);
  EXPECT_EQ(text.take(),
            "# HELP a_total What a is.\n# TYPE a_total counter\n"
            "a_total{ring=\"us\",service=\"q\\\"b\\\\n\\n\"} 18446744073709551615\n"
            "# HELP b What b is.\n# TYPE b gauge\nb{ring=\"us\"} 1.5\n");
}

TEST(Refusals, AreCountedByKindNeverByTheirTexts) {
  Figures figures;
  figures.refused("web", {"refused: the declared subject 42 contradicts person 43", "of 42", "42", "42501"});
  figures.refused("web", {"refused: the declared subject 44 contradicts person 45", {}, {}, "42501"});
  figures.refused("web", {"Ada Lovelace", {}, {}, "42501"});
  figures.refused("web", {"Ada Lovelace", {}, {}, "Ada L"});
  ASSERT_EQ(figures.refusals.size(), 3U);
  EXPECT_EQ(figures.refusals.at({"web", "42501", "subject_contradicted"}), 2U);
  EXPECT_EQ(figures.refusals.at({"web", "42501", "not_permitted"}), 1U);
  EXPECT_EQ(figures.refusals.at({"web", "XX000", "other"}), 1U);
  EXPECT_EQ(figures.statements_refused, 4U);
}

TEST(Refusals, BeyondTheBoundCountAsOther) {
  Figures figures;
  for (std::size_t i = 0; i < limits::refusals_counted + 10; ++i) {
    figures.refused("web" + std::to_string(i), {"no", {}, {}, "42501"});
  }
  EXPECT_EQ(figures.refusals.size(), limits::refusals_counted + 1);
  EXPECT_EQ(figures.refusals.at({"other", "XX000", "other"}), 10U);
}

}  // namespace
}  // namespace ringfence::gateway
