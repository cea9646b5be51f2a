#include "lifecycle/split/row_digest.h"

#include <gtest/gtest.h>

namespace ringfence::lifecycle {
namespace {

RowDigest digest_of(std::initializer_list<std::string_view> rows) {
  RowHasher hasher;
  RowDigest digest;
  for (const std::string_view row : rows) hasher.add(row, digest);
  return digest;
}

TEST(RowDigest, DoesNotDependOnOrderButOnEveryRow) {
  EXPECT_EQ(digest_of({"a\t1", "b\t2", "c\t3"}), digest_of({"c\t3", "a\t1", "b\t2"}));
  EXPECT_NE(digest_of({"a\t1", "b\t2"}), digest_of({"a\t2", "b\t1"}));
  EXPECT_NE(digest_of({"a", "a"}), digest_of({"a"}));
  EXPECT_NE(digest_of({"a", "a"}), digest_of({"b", "b"}));
}

TEST(RowDigest, PartsAddUpToTheWhole) {
  RowDigest sum = digest_of({"a", "b"});
  sum += digest_of({"c"});
  EXPECT_EQ(sum, digest_of({"a", "b", "c"}));
}

TEST(RowDigest, CarriesRunThroughAllLimbs) {
  RowDigest ones{1, {UINT64_MAX, UINT64_MAX, UINT64_MAX, 0}};
  ones += RowDigest{1, {1, 0, 0, 0}};
  EXPECT_EQ(ones, (RowDigest{2, {0, 0, 0, 1}}));
  RowDigest both{1, {UINT64_MAX, UINT64_MAX, 0, 0}};
  both += RowDigest{1, {UINT64_MAX, UINT64_MAX, 0, 0}};
  EXPECT_EQ(both, (RowDigest{2, {UINT64_MAX - 1, UINT64_MAX, 1, 0}}));
}

TEST(RowDigest, ReadsBackWhatItWrites) {
  const RowDigest digest = digest_of({"a", "b"});
  EXPECT_EQ(row_digest(2, digest_hex(digest)).value(), digest);
  EXPECT_FALSE(row_digest(2, "abc"));
  EXPECT_FALSE(row_digest(2, std::string(64, 'g')));
}

}  // namespace
}  // namespace ringfence::lifecycle
