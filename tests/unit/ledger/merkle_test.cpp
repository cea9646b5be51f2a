#include "ledger/merkle.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <numeric>

#include "ledger/proof.h"

namespace ringfence::ledger {
namespace {

using testing::ElementsAre;

// The leaves and roots that implementations of Certificate Transparency have tested each other with since 2013.
const std::vector<std::string> leaves = {{},
                                         std::string(1, '\x00'),
                                         "\x10",
                                         "\x20\x21",
                                         "\x30\x31",
                                         "\x40\x41\x42\x43",
                                         "\x50\x51\x52\x53\x54\x55\x56\x57",
                                         "\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f"};
const std::vector<std::string> roots = {"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
                                        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
                                        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
                                        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
                                        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
                                        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
                                        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
                                        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
                                        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"};

std::vector<Hash> hashes_of_entries(std::size_t count) {
  std::vector<Hash> hashes;
  for (std::size_t i = 0; i < count; ++i) hashes.push_back(leaf_hash("entry " + std::to_string(i)));
  return hashes;
}

// Nodes of a tree whose leaves are at hand.
NodeReader reader_of(const std::vector<Hash>& all) {
  return [&all](unsigned level, std::uint64_t index) -> Result<Hash> {
    const std::uint64_t width = 1ULL << level;
    EXPECT_LE((index + 1) * width, all.size()) << "a node the tree does not have";
    return root_of(std::span(all).subspan(index * width, width));
  };
}

Hash root_of_first(const std::vector<Hash>& all, std::size_t count) {
  return root_of(std::span(all).first(count));
}

TEST(Merkle, RootsAreThoseOthersHave) {
  std::vector<Hash> all;
  EXPECT_EQ(to_hex(root_of(all)), roots[0]);
  for (std::size_t i = 0; i < leaves.size(); ++i) {
    all.push_back(leaf_hash(leaves[i]));
    EXPECT_EQ(to_hex(root_of(all)), roots[i + 1]) << i;
  }
}

TEST(Merkle, EveryEntryIsProvenInEveryTree) {
  const auto all = hashes_of_entries(40);
  for (std::size_t size = 1; size <= all.size(); ++size) {
    const Hash root = root_of_first(all, size);
    for (std::size_t index = 0; index < size; ++index) {
      const auto proof = prove_inclusion(reader_of(all), index, size);
      ASSERT_TRUE(proof);
      EXPECT_TRUE(verify_inclusion(all[index], index, size, *proof, root)) << index << " of " << size;
      EXPECT_FALSE(verify_inclusion(all[(index + 1) % all.size()], index, size, *proof, root));
      EXPECT_FALSE(verify_inclusion(all[index], size, size, *proof, root));
      for (std::size_t step = 0; step < proof->size(); ++step) {
        Proof other = *proof;
        other[step][0] ^= 1;
        EXPECT_FALSE(verify_inclusion(all[index], index, size, other, root));
      }
      Proof longer = *proof;
      longer.push_back(root);
      EXPECT_FALSE(verify_inclusion(all[index], index, size, longer, root));
      if (proof->empty()) continue;
      EXPECT_FALSE(verify_inclusion(all[index], index, size, Proof(proof->begin(), proof->end() - 1), root));
    }
  }
}

TEST(Merkle, EveryTreeExtendsEachBeforeIt) {
  const auto all = hashes_of_entries(40);
  for (std::size_t size = 0; size <= all.size(); ++size) {
    const Hash root = root_of_first(all, size);
    for (std::size_t old = 0; old <= size; ++old) {
      const Hash old_root = root_of_first(all, old);
      const auto proof = prove_consistency(reader_of(all), old, size);
      ASSERT_TRUE(proof);
      EXPECT_TRUE(verify_consistency(old, old_root, size, root, *proof)) << old << " to " << size;
      Hash other = old_root;
      other[31] ^= 1;
      EXPECT_FALSE(verify_consistency(old, other, size, root, *proof)) << old << " to " << size;
      for (std::size_t step = 0; step < proof->size(); ++step) {
        Proof broken = *proof;
        broken[step][0] ^= 1;
        EXPECT_FALSE(verify_consistency(old, old_root, size, root, broken));
      }
      Proof longer = *proof;
      longer.push_back(root);
      EXPECT_FALSE(verify_consistency(old, old_root, size, root, longer));
    }
  }
}

TEST(Merkle, NothingIsProvenOfWhatIsNotThere) {
  const auto all = hashes_of_entries(4);
  EXPECT_FALSE(prove_inclusion(reader_of(all), 4, 4));
  EXPECT_FALSE(prove_consistency(reader_of(all), 4, 3));
  EXPECT_FALSE(verify_consistency(4, root_of_first(all, 4), 3, root_of_first(all, 3), {}));
}

}  // namespace
}  // namespace ringfence::ledger
