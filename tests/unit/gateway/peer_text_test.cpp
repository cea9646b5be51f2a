#include "gateway/control/peer_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/limits.h"

namespace ringfence::gateway {
namespace {

const std::string digest(64, 'a');

std::string state_of(std::string_view text) {
  const auto question = parse_peer_text(text);
  return question ? "" : question.error().sqlstate;
}

template <class Question>
Question read(const std::string& text) {
  auto question = parse_peer_text(text);
  EXPECT_TRUE(question) << text;
  return question && std::holds_alternative<Question>(*question) ? std::get<Question>(*question) : Question{};
}

TEST(PeerText, IsReadAsItIsMade) {
  const auto hello = read<PeerHello>(hello_text(digest));
  EXPECT_EQ(hello.protocol, peer_protocol);
  EXPECT_EQ(hello.policy_sha256, digest);
  const auto home = read<PeerHome>(home_text("app.\"Per son\"", {"O'K", "", "\xc3\xa9"}));
  EXPECT_EQ(home.table, "app.\"Per son\"");
  EXPECT_THAT(home.key, ::testing::ElementsAre("O'K", "", "\xc3\xa9"));
  const auto lookup = read<PeerLookup>(lookup_text("person", "email", 3, digest));
  EXPECT_EQ(lookup.column, "email");
  EXPECT_EQ(lookup.key_version, 3u);
  EXPECT_EQ(lookup.hash, digest);
  const auto pull = read<PeerPull>(pull_text("person", "12 {42}", 1000));
  EXPECT_EQ(pull.after, "12 {42}");
  EXPECT_EQ(pull.limit, 1000u);
  EXPECT_EQ(read<PeerCosign>(cosign_text("old 0\n\nlog's\n")).request, "old 0\n\nlog's\n");
  EXPECT_TRUE(std::holds_alternative<PeerLedgerKey>(*parse_peer_text(ledger_key_text())));
}

TEST(PeerText, LooksLikeThis) {
  EXPECT_EQ(home_text("person", {"4'2"}), "HOME 'person' '4''2'");
  EXPECT_EQ(pull_text("person", "", 10), "PULL 'person' AFTER '' LIMIT 10");
  EXPECT_EQ(lookup_text("person", "email", 1, "ab"), "LOOKUP 'person' 'email' 1 'ab'");
  EXPECT_EQ(hello_text("ab"), "HELLO 1 'ab'");
  EXPECT_EQ(cosign_text("old 0\n"), "COSIGN 'old 0\n'");
}

// What is cut off may only be taken for a whole where the cut leaves one: a key of fewer columns, a smaller number.
TEST(PeerText, CutAnywhereIsNeverAnotherQuestion) {
  for (const std::string& whole : {hello_text(digest), home_text("person", {"4'2"}),
                                   lookup_text("person", "email", 1, digest), pull_text("person", "12 {42}", 7)}) {
    for (std::size_t size = 0; size < whole.size(); ++size) {
      if (whole.substr(0, size) == "HOME 'person' '4'") continue;  // closes, as a doubled quote cut in two does
      EXPECT_EQ(state_of(whole.substr(0, size)), "42601") << whole.substr(0, size);
    }
  }
}

TEST(PeerText, NothingElseIsUnderstood) {
  for (const std::string& text : {std::string("SELECT 1"),
                                  std::string("home 'person' '1'"),
                                  std::string("HOME person '1'"),
                                  std::string("HOME 'person'"),
                                  std::string(" HOME 'person' '1'"),
                                  std::string("HOME 'person' '1' "),
                                  std::string("HOME 'person' '1';"),
                                  std::string("HOME  'person' '1'"),
                                  std::string("HOME 'person''1'"),
                                  std::string("HOME 'person' '1") + '\0' + "'",
                                  std::string("PULL 'person' AFTER '' LIMIT 0"),
                                  std::string("PULL 'person' AFTER '' LIMIT 07"),
                                  std::string("PULL 'person' AFTER '' LIMIT 99999999999"),
                                  std::string("PULL 'person' AFTER '' LIMIT 10001"),
                                  std::string("PULL 'person' BEFORE '' LIMIT 1"),
                                  std::string("LOOKUP 'person' 'email' '1' '") + digest + "'",
                                  std::string("LOOKUP 'person' 'email' 1 'aa'"),
                                  "LOOKUP 'person' 'email' 1 '" + std::string(64, 'A') + "'",
                                  "HELLO '1' '" + digest + "'",
                                  std::string("LEDGER ''"),
                                  std::string("COSIGN"),
                                  std::string("COSIGN old"),
                                  std::string("COSIGN 'a' 'b'")}) {
    EXPECT_EQ(state_of(text), "42601") << text;
  }
}

TEST(PeerText, IsBounded) {
  EXPECT_EQ(state_of(home_text("person", {std::string(limits::peer_text_bytes, 'x')})), "54000");
  EXPECT_EQ(state_of(home_text("person", std::vector<std::string>(limits::peer_text_words, "x"))), "42601");
}

}  // namespace
}  // namespace ringfence::gateway
