#include "lifecycle/split/schema.h"

#include <gtest/gtest.h>

namespace ringfence::lifecycle {
namespace {

TEST(Schema, AMultirangesNameThatWasCutWithinACharacterIsLeftToTheServer) {
  const std::string before = "CREATE TYPE public.span AS RANGE (\n    subtype = integer";
  const std::string name = ",\n    multirange_type_name = public.\"\u9577";
  for (const std::string after : {"\n)", ",\n    subtype_diff = public.between\n)"}) {
    EXPECT_EQ(without_cut_name(before + name + "\xe9\x95\"" + after), before + after);
    EXPECT_EQ(without_cut_name(before + name + "\"" + after), before + name + "\"" + after);
    EXPECT_EQ(without_cut_name(before + after), before + after);
  }
}

}  // namespace
}  // namespace ringfence::lifecycle
