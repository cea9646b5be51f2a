#include "ledger/tile.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "base/limits.h"
#include "ledger/bundle.h"
#include "ledger/tree.h"

namespace ringfence::ledger {
namespace {

using testing::Contains;
using testing::ElementsAre;

TEST(Tile, PathsAreThoseOfTheSpecification) {
  EXPECT_EQ(path_of({0, 1234067}), "tile/0/x001/x234/067");
  EXPECT_EQ(path_of({3, 0, 17}), "tile/3/000.p/17");
  EXPECT_EQ(path_of({std::nullopt, 1000, 255}), "tile/entries/x001/000.p/255");
}

TEST(Tile, APathIsReadInOneSpellingOnly) {
  for (const TileName& name : {TileName{0, 0}, TileName{7, 999, 1}, TileName{std::nullopt, 1000},
                               TileName{1, 1234067, 255}, TileName{0, UINT64_MAX / 1001}}) {
    EXPECT_EQ(parse_tile_path(path_of(name)), name) << path_of(name);
  }
  for (const char* path : {"tile/0/0", "tile/00/000", "tile/8/000", "tile/0/x000/000", "tile/0/001/000", "tile/0/x001",
                           "tile/0/", "tile/0/000.p/0", "tile/0/000.p/256", "tile/0/000.p/07", "tile/0/000.p/",
                           "tile/0/000/", "/tile/0/000", "tile/entries/00x", "tile/-1/000",
                           "tile/0/x999/x999/x999/x999/x999/x999/x999/x999/999", "tile/0/../000", "", "tile"}) {
    EXPECT_FALSE(parse_tile_path(path)) << path;
  }
}

TEST(Tile, ATreeOfSeventyThousandHasTheTilesTheSpecificationCounts) {
  EXPECT_EQ(tiles_at_level(70'000, 0).size(), 274);
  EXPECT_EQ(tiles_at_level(70'000, 0).back(), (TileName{0, 273, 112}));
  EXPECT_THAT(tiles_at_level(70'000, 1), ElementsAre(TileName{1, 0, 256}, TileName{1, 1, 17}));
  EXPECT_THAT(tiles_at_level(70'000, 2), ElementsAre(TileName{2, 0, 1}));
  EXPECT_TRUE(tiles_at_level(70'000, 3).empty());
  EXPECT_THAT(tiles_at_level(256, 1), ElementsAre(TileName{1, 0, 1}));
}

TEST(Bundle, IsReadBackOrRefused) {
  std::string bundle;
  append_to_bundle(bundle, "");
  append_to_bundle(bundle, "abc");
  append_to_bundle(bundle, std::string(limits::ledger_entry_bytes, 'x'));
  const auto entries = parse_bundle(bundle, 3);
  ASSERT_TRUE(entries);
  EXPECT_EQ(entries->at(1), "abc");
  EXPECT_FALSE(parse_bundle(bundle, 2));
  EXPECT_FALSE(parse_bundle(bundle, 4));
  EXPECT_FALSE(parse_bundle(bundle + '\0', 3));
  EXPECT_FALSE(parse_bundle(bundle.substr(0, bundle.size() - 1), 3));
  EXPECT_THROW(append_to_bundle(bundle, std::string(limits::ledger_entry_bytes + 1, 'x')), std::length_error);
}

TEST(Tree, HandsOutEachFileOnceAndKnowsItsRoot) {
  Tree tree;
  std::vector<Hash> leaves;
  std::vector<TileFile> files;
  for (int i = 0; i < 70'000; ++i) {
    const std::string entry = "entry " + std::to_string(i);
    leaves.push_back(tree.append(entry, files));
    EXPECT_EQ(leaves.back(), leaf_hash(entry));
    const bool looked_at = i < 600 || i % 9973 == 0;
    if (looked_at) {
      ASSERT_EQ(tree.root(), root_of(leaves)) << i;
    }
  }
  EXPECT_EQ(tree.root(), root_of(leaves));
  for (auto& file : tree.partial()) files.push_back(std::move(file));
  std::map<std::string, std::string> by_path;
  for (const TileFile& file : files) EXPECT_TRUE(by_path.emplace(path_of(file.name), file.bytes).second);
  std::size_t expected = 0;
  for (unsigned level = 0; level < tile_levels; ++level) {
    for (const TileName& name : tiles_at_level(70'000, level)) {
      ++expected;
      EXPECT_TRUE(parse_tile(by_path[path_of(name)], name.width)) << path_of(name);
    }
  }
  EXPECT_EQ(by_path.size(), expected + 274);
  EXPECT_EQ(by_path["tile/1/000"].substr(32, 32),
            std::string(reinterpret_cast<const char*>(root_of(std::span(leaves).subspan(256, 256)).data()), 32));
}

TEST(Tree, IsWhatItWasWhenReadBack) {
  Tree tree;
  std::vector<TileFile> full;
  for (int i = 0; i < 1000; ++i) {
    const auto again = Tree::decode(tree.encode());
    ASSERT_TRUE(again);
    ASSERT_EQ(again->root(), tree.root());
    ASSERT_EQ(again->encode(), tree.encode());
    tree.append("entry " + std::to_string(i), full);
  }
  EXPECT_FALSE(Tree::decode(tree.encode() + "x"));
  EXPECT_FALSE(Tree::decode(tree.encode().substr(1)));
}

TEST(Tree, APartialTileIsTheBeginningOfAWiderOne) {
  Tree tree;
  std::vector<TileFile> full;
  for (int i = 0; i < 300; ++i) tree.append("entry", full);
  EXPECT_EQ(tree.partial(0, 44)->bytes.substr(0, 320), tree.partial(0, 10)->bytes);
  EXPECT_EQ(path_of(tree.partial(std::nullopt, 3)->name), "tile/entries/001.p/3");
  EXPECT_FALSE(tree.partial(0, 45));
  EXPECT_FALSE(tree.partial(2, 0));
}

}  // namespace
}  // namespace ringfence::ledger
