#include "ledger/witness.h"

#include <gtest/gtest.h>

#include <cerrno>

#include "ledger/cosignature.h"
#include "ledger/proof.h"
#include "ledger/store.h"
#include "memory_files.h"

namespace ringfence::ledger {
namespace {

// A log whose trees and proofs are at hand.
struct Log {
  SigningKey key = *make_signing_key("log.example");
  std::vector<Hash> leaves;
  explicit Log(std::string_view what) {
    for (int i = 0; i < 20; ++i) leaves.push_back(leaf_hash(std::string(what) + std::to_string(i)));
  }
  [[nodiscard]] Note at(std::size_t size) const {
    return *parse_note(sign_checkpoint({key.name, size, root_of(std::span(leaves).first(size))}, key));
  }
  [[nodiscard]] Proof proof(std::size_t from, std::size_t to) const {
    const NodeReader nodes = [this](unsigned level, std::uint64_t index) -> Result<Hash> {
      return root_of(std::span(leaves).subspan(index << level, 1ULL << level));
    };
    return *prove_consistency(nodes, from, to);
  }
  [[nodiscard]] VerifierKey verifier() const { return key.verifier(KeyKind::log); }
};

TEST(Witness, CosignsOnlyWhatExtendsAllBefore) {
  MemoryFiles files;
  files.make_folder("w", 0700);
  const SigningKey own = *make_signing_key("witness.example");
  Log log("entry");
  Log fork("other");
  fork.key = log.key;
  Witness witness(files, "w", own);
  const auto ask = [&](const Log& of, std::size_t from, std::size_t to) {
    return *witness.cosign(of.at(to), of.verifier(), from, of.proof(from, to), 7);
  };
  EXPECT_EQ(ask(log, 0, 5).result, Witnessed::cosigned);
  const auto answer = ask(log, 5, 13);
  ASSERT_EQ(answer.result, Witnessed::cosigned);
  EXPECT_TRUE(verify_cosignature(log.at(13).text, *answer.cosignature, own.verifier(KeyKind::witness)));
  EXPECT_EQ(ask(log, 13, 13).result, Witnessed::cosigned);
  EXPECT_EQ(ask(log, 5, 20).result, Witnessed::other_size);
  EXPECT_EQ(ask(log, 5, 20).last_size, 13);
  EXPECT_EQ(ask(fork, 13, 13).result, Witnessed::other_root);
  EXPECT_EQ(ask(fork, 13, 20).result, Witnessed::wrong_proof);
  EXPECT_EQ(witness.cosign(log.at(12), log.verifier(), 13, {}, 7)->result, Witnessed::other_size) << "never back";
  Log stranger("entry");
  EXPECT_EQ(witness.cosign(stranger.at(20), log.verifier(), 13, log.proof(13, 20), 7)->result,
            Witnessed::wrong_signature);
  Witness again(files, "w", own);
  EXPECT_EQ(again.cosign(log.at(20), log.verifier(), 13, log.proof(13, 20), 8)->result, Witnessed::cosigned);
}

TEST(Witness, GivesNothingAwayThatItCannotKeep) {
  const SigningKey own = *make_signing_key("witness.example");
  const Log log("entry");
  for (std::size_t call = 1;; ++call) {
    MemoryFiles files;
    files.make_folder("w", 0700);
    files.fail_at = files.calls + call;
    files.error = EIO;
    Witness witness(files, "w", own);
    if (witness.cosign(log.at(5), log.verifier(), 0, {}, 7)) {
      EXPECT_GE(call, 6) << "open, open, write, sync, close, rename, and the folder's three";
      break;
    }
  }
}

TEST(Store, KeepsCosignaturesOfItsOwnCheckpoint) {
  MemoryFiles files;
  ASSERT_TRUE(Store::create(files, "l", "x.example/ledger"));
  const SigningKey other = *make_signing_key("witness.example");
  const std::vector<VerifierKey> witnesses = {other.verifier(KeyKind::witness)};
  {
    const auto store = *Store::open(files, "l", 1);
    ASSERT_TRUE(store->commit({Append{make_entry(Recovery{}, 1)->bytes(), {}}}));
    ASSERT_TRUE(store->publish());
    Note note = *parse_note(files.content("l/log/checkpoint"));
    EXPECT_FALSE(store->attach(to_text(note), witnesses)) << "nobody cosigned it";
    note.signatures.push_back(cosign(note.text, other, 5));
    ASSERT_TRUE(store->attach(to_text(note), witnesses));
    EXPECT_EQ(files.content("l/log/checkpoint"), to_text(note));
    EXPECT_EQ(files.content("l/log/checkpoint.cosigned"), to_text(note));
    note.signatures.back().bytes[20] ^= 1;
    EXPECT_FALSE(store->attach(to_text(note), witnesses)) << "one that is wrong";
    note.signatures.front().bytes[20] ^= 1;
    EXPECT_FALSE(store->attach(to_text(note), witnesses)) << "not ours";
  }
  const auto store = *Store::open(files, "l", 1);
  EXPECT_EQ(parse_note(files.content("l/log/checkpoint"))->signatures.size(), 2) << "still there after opening";
  ASSERT_TRUE(store->commit({Append{make_entry(Recovery{}, 1)->bytes(), {}}}));
  ASSERT_TRUE(store->publish());
  EXPECT_EQ(parse_note(files.content("l/log/checkpoint"))->signatures.size(), 1);
  EXPECT_EQ(parse_note(files.content("l/log/checkpoint.cosigned"))->signatures.size(), 2);
}

}  // namespace
}  // namespace ringfence::ledger
