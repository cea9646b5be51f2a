// Two rings' ledgers, each the other's witness, with the peer link left out.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "base/file.h"
#include "base/json.h"
#include "base/limits.h"
#include "gateway/control/peer_text.h"
#include "gateway/serve/cosign_round.h"
#include "gateway/serve/witness_desk.h"
#include "ledger/cosignature.h"
#include "ledger/witness_request.h"

namespace ringfence::gateway {
namespace {

namespace fs = std::filesystem;
using ledger::KeyKind;
using testing::HasSubstr;

class CosignTest : public testing::Test {
 protected:
  CosignTest() : root(fs::temp_directory_path() / ("rf-cosign." + std::to_string(::getpid()))) {
    fs::remove_all(root);
    fs::create_directory(root);
    for (const std::string ring : {"us", "eu", "row"}) {
      EXPECT_TRUE(ledger::Store::create(ledger::system_files(), folder(ring), "x.example/" + ring));
      open(ring);
    }
  }
  ~CosignTest() override {
    ledgers.clear();
    fs::remove_all(root);
  }

  [[nodiscard]] std::string folder(const std::string& ring) const { return (root / ring).string(); }
  void open(const std::string& ring) {
    ledgers.erase(ring);
    auto ledger = ledger::Ledger::open(folder(ring), {&ledger::system_files(), std::chrono::milliseconds(1)});
    ASSERT_TRUE(ledger) << to_text(ledger.error());
    ledgers[ring] = std::move(*ledger);
  }
  [[nodiscard]] ledger::VerifierKey key(const std::string& ring, KeyKind kind = KeyKind::log) const {
    return ledgers.at(ring)->key().verifier(kind);
  }
  [[nodiscard]] record::PeerKeys keys(const std::string& ring) const {
    return {ledger::system_files(), folder(ring), key(ring), given};
  }
  // Published when this returns.
  void append(const std::string& ring, int count) {
    for (int i = 0; i < count; ++i) ASSERT_TRUE(ledgers[ring]->append_and_wait(*make_entry(ledger::Recovery{}, 1)));
    open(ring);
  }

  // Of ring us, by `witness`.
  CosignRound round(const std::string& asker, const std::vector<std::string>& witnesses) {
    const auto ask = [&](const std::string& ring, const std::string& text) -> Result<PeerRows> {
      ++asked;
      WitnessDesk desk(ledgers.at(ring), folder(ring), keys(ring),
                       [&](const record::Fork& fork, const Result<std::string>& kept) {
                         forks.push_back(fork);
                         EXPECT_TRUE(kept);
                       });
      const auto question = parse_peer_text(text);
      EXPECT_TRUE(question);
      if (std::holds_alternative<PeerLedgerKey>(*question)) return desk.key();
      return desk.cosign(asker, std::get<PeerCosign>(*question).request);
    };
    Cosigner cosigner(folder(asker), key(asker), keys(asker), ask, before[asker]);
    auto done = cosigner.run(witnesses);
    EXPECT_TRUE(done) << to_text(done.error());
    before[asker] = done->outcomes;
    return std::move(*done);
  }
  // Until the two know each other's keys.
  void meet(const std::string& a, const std::string& b) {
    (void)round(a, {b});
    (void)round(b, {a});
  }
  void attach(const std::string& ring, const CosignRound& done) {
    ledgers[ring]->post([&](ledger::Store& store) { EXPECT_TRUE(store.attach(done.note, done.witnesses)); });
    open(ring);
  }
  [[nodiscard]] ledger::Note served(const std::string& ring) const {
    return *ledger::parse_note(*read_file(folder(ring) + "/log/checkpoint", limits::note_bytes));
  }

  fs::path root;
  std::map<std::string, std::shared_ptr<ledger::Ledger>> ledgers;
  std::map<std::string, std::map<std::string, CosignOutcome>> before;
  record::PeerKeys::Given given;
  std::vector<record::Fork> forks;
  int asked = 0;
};

TEST_F(CosignTest, TheServedCheckpointCarriesTheCosignaturesOfAll) {
  append("us", 3);
  EXPECT_THAT(round("us", {"eu", "row"}).outcomes["eu"].error->message, HasSubstr("does not know the key"));
  meet("us", "eu");
  meet("us", "row");
  append("us", 300);
  const auto done = round("us", {"eu", "row"});
  for (const std::string ring : {"eu", "row"}) EXPECT_FALSE(done.outcomes.at(ring).error) << ring;
  attach("us", done);
  for (const std::string ring : {"eu", "row"}) {
    EXPECT_EQ(is_signed(served("us"), key(ring, KeyKind::witness)), ledger::Signed::right) << ring;
  }
  asked = 0;
  EXPECT_EQ(round("us", {"eu", "row"}).note, "");
  EXPECT_EQ(asked, 0) << "nobody is asked again while nothing is new";
}

TEST_F(CosignTest, ARestartOfEitherSideForgetsNothing) {
  meet("us", "eu");
  append("us", 5);
  EXPECT_FALSE(round("us", {"eu"}).outcomes["eu"].error);
  append("us", 5);
  open("eu");
  before.clear();
  const auto done = round("us", {"eu"});
  EXPECT_FALSE(done.outcomes.at("eu").error) << "told what was cosigned last, it proves from there";
  EXPECT_EQ(done.outcomes.at("eu").size, 10u);
}

// The same key, another history: whoever has the key can make one.
TEST_F(CosignTest, AForkIsRefusedAndKept) {
  meet("us", "eu");
  append("us", 5);
  ledgers.erase("us");
  fs::copy(root / "us", root / "kept", fs::copy_options::recursive);
  open("us");
  append("us", 5);
  ASSERT_FALSE(round("us", {"eu"}).outcomes["eu"].error);

  ledgers.erase("us");
  fs::remove_all(root / "us");
  fs::copy(root / "kept", root / "us", fs::copy_options::recursive);
  open("us");
  auto outcome = round("us", {"eu"}).outcomes["eu"];
  EXPECT_TRUE(outcome.is_disputed) << "entries that were cosigned are gone";
  EXPECT_THAT(outcome.error->message, HasSubstr("it has cosigned 10 entries of 5"));
  EXPECT_TRUE(forks.empty()) << "an older checkpoint is no proof of a fork";

  for (int i = 0; i < 5; ++i) ASSERT_TRUE(ledgers["us"]->append_and_wait(*make_entry(ledger::Recovery{1, 2, 3}, 9)));
  open("us");
  outcome = round("us", {"eu"}).outcomes["eu"];
  EXPECT_THAT(outcome.error->message, HasSubstr("it has cosigned another root"));
  EXPECT_TRUE(outcome.is_disputed);
  append("us", 1);
  open("eu");
  outcome = round("us", {"eu"}).outcomes["eu"];
  EXPECT_THAT(outcome.error->message, HasSubstr("this ledger does not extend what it cosigned"));
  EXPECT_FALSE(outcome.cosignature);
  (void)round("us", {"eu"});
  ASSERT_EQ(forks.size(), 3u);
  EXPECT_EQ(forks[0].what, record::other_root);
  EXPECT_EQ(forks[1].what, record::no_extension);
  EXPECT_EQ((*record::count_forks(ledger::system_files(), folder("eu"))),
            (std::map<std::string, std::size_t>{{"us", 2}}))
      << "the same again is kept once";
  EXPECT_GE((*record::count_forks(ledger::system_files(), folder("us")))["own:eu"], 1u);

  // The evidence speaks for itself: two notes of one size with one signer and two roots.
  const auto before_note = *ledger::parse_note(forks[0].before);
  const auto asked_note = ledger::parse_witness_request(forks[0].asked)->note;
  for (const ledger::Note& note : {before_note, asked_note}) {
    EXPECT_EQ(is_signed(note, key("us")), ledger::Signed::right);
    EXPECT_EQ(ledger::parse_checkpoint(note.text)->size, 10u);
  }
  EXPECT_NE(before_note.text, asked_note.text);
}

TEST_F(CosignTest, AKeyIsTheSettingsOrTheFirstThatWasShown) {
  meet("us", "eu");
  auto known = keys("eu");
  EXPECT_EQ(**known.known("us"), key("us"));
  EXPECT_TRUE(known.learn("us", to_text(key("us"))));
  EXPECT_THAT(known.learn("us", to_text(key("row"))).error().message, HasSubstr("another key"));
  EXPECT_THAT(known.learn("row", to_text(key("us"))).error().message, HasSubstr("is that of ring us"));
  EXPECT_THAT(known.learn("row", to_text(key("eu"))).error().message, HasSubstr("is that of ring here"));
  EXPECT_FALSE(known.learn("row", to_text(key("row", KeyKind::witness)))) << "no log's";
  EXPECT_FALSE(known.learn("row", "nonsense"));
  auto stranger = *ledger::make_signing_key("x.example/us");
  EXPECT_THAT(known.learn("row", to_text(stranger.verifier(KeyKind::log))).error().message,
              HasSubstr("is that of ring us"))
      << "the name of another's log";
  given["us"] = key("row");
  EXPECT_EQ(**keys("eu").known("us"), key("row")) << "the settings win";
  append("us", 1);
  EXPECT_THAT(round("us", {"eu"}).outcomes["eu"].error->message, HasSubstr("does not know the key of this ledger"));
  given["us"] = stranger.verifier(KeyKind::log);
  EXPECT_THAT(round("us", {"eu"}).outcomes["eu"].error->message, HasSubstr("knows this ledger by another key"));
}

TEST_F(CosignTest, WhatIsNoRequestOrNoAnswerCosignsNothing) {
  meet("us", "eu");
  WitnessDesk desk(ledgers.at("eu"), folder("eu"), keys("eu"), [](const auto&, const auto&) { FAIL(); });
  for (const std::string text : {"", "old 0\n", "old 00\n\n", "old -1\n\nx\n", "new 0\n\nx\n", "old 1\nAAAA\n\nx\n"}) {
    EXPECT_EQ(desk.cosign("us", text).error().sqlstate, "22023") << text;
  }
  EXPECT_EQ(*desk.cosign("row", "old 0\n").value().rows[0][0], "404") << "a ring whose key is not known";
  append("us", 2);
  const auto answer = [&](const std::string& status, const std::string& cosignature) {
    const auto ask = [&](const std::string&, const std::string&) -> Result<PeerRows> {
      return PeerRows{{"status", "size", "cosignature"}, {{status, "0", cosignature}}, "SELECT 1"};
    };
    return Cosigner(folder("us"), key("us"), keys("us"), ask, {}).run({"eu"})->outcomes["eu"].error->message;
  };
  EXPECT_THAT(answer("200", ""), HasSubstr("does not verify"));
  EXPECT_THAT(answer("200", to_text(ledger::cosign(served("us").text, ledgers["row"]->key(), 7))),
              HasSubstr("does not verify"));
  EXPECT_THAT(answer("500", ""), HasSubstr("something else"));
  EXPECT_THAT(answer("409", ""), HasSubstr("disputes this ledger"));
}

TEST(WitnessRequest, IsReadAsItIsWritten) {
  const auto key = *ledger::make_signing_key("x.example/us");
  const ledger::WitnessRequest request{
      7, {ledger::Hash{1}, ledger::Hash{2}}, *ledger::parse_note(sign_checkpoint({key.name, 9, ledger::Hash{3}}, key))};
  const auto read = ledger::parse_witness_request(to_text(request));
  ASSERT_TRUE(read) << to_text(read.error());
  EXPECT_EQ(to_text(*read), to_text(request));
  ledger::WitnessRequest longer = request;
  longer.proof.resize(limits::proof_hashes + 1);
  EXPECT_FALSE(ledger::parse_witness_request(to_text(longer)));
}

}  // namespace
}  // namespace ringfence::gateway
