#include "base/descriptors.h"

#include <gtest/gtest.h>

#include <limits>

namespace ringfence {

namespace {

constexpr std::string_view limits_of_a_process =
    "Limit                     Soft Limit           Hard Limit           Units     \n"
    "Max processes             63432                63432                processes \n"
    "Max open files            1024                 524288               files     \n";

TEST(Descriptors, TheSoftLimitIsWhatCounts) {
  EXPECT_EQ(read_descriptor_limit(limits_of_a_process), 1024u);
  EXPECT_EQ(read_descriptor_limit("Max open files            unlimited            unlimited            files     \n"),
            std::numeric_limits<std::uint64_t>::max());
}

TEST(Descriptors, WhatDoesNotSayIsNotRead) {
  EXPECT_EQ(read_descriptor_limit(""), std::nullopt);
  EXPECT_EQ(read_descriptor_limit("Max open files            many"), std::nullopt);
}

TEST(Descriptors, ARaisedLimitIsTheHardOne) {
  const std::uint64_t most = descriptor_limit();
  EXPECT_GT(most, 0u);
  raise_descriptor_limit();
  EXPECT_EQ(descriptor_limit(), most);
}

}  // namespace

}  // namespace ringfence
