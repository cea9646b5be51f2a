#include "demand/api/gate.h"

#include <gtest/gtest.h>

#include "base/crypto.h"
#include "base/limits.h"
#include "http/signature.h"

namespace ringfence::demand {
namespace {

constexpr std::int64_t began = 1'700'000'000;
constexpr std::int64_t now = began + 10'000;

Ed25519Seed seed_of(char letter) {
  Ed25519Seed seed{};
  seed.fill(static_cast<std::uint8_t>(letter));
  return seed;
}

policy::Policy policy_of(std::initializer_list<const char*> officers) {
  policy::Policy policy;
  for (const char* name : officers) {
    const Ed25519PublicKey key = ed25519_public_key(seed_of(name[0]));
    policy::Officer officer;
    officer.name = name;
    officer.key = to_base64({reinterpret_cast<const char*>(key.data()), key.size()});
    policy.officers.push_back(officer);
  }
  return policy;
}

// A call as a client makes it; what it signs and what it sends can be told apart.
struct Client {
  std::string method = "POST";
  std::string target = "/v1/demands/1a2b3c4d/verify";
  std::string authority = "demands.example";
  std::string covered = "\"@method\" \"@target-uri\" \"content-digest\"";
  std::string officer = "ann";
  char key = 'a';
  std::int64_t created = now;
  std::string nonce = "0123456789abcdef";
  std::string more;
  std::string body = "{}";

  [[nodiscard]] http::Call call() const {
    http::Message message{method, "https", authority, target, {}};
    message.fields["content-length"] = std::to_string(body.size());
    message.fields["content-digest"] = http::content_digest(body);
    const std::string input = "(" + covered + ");created=" + std::to_string(created) + ";nonce=\"" + nonce +
                              "\";keyid=\"" + officer + "\"" + more;
    const auto lists = http::parse_inner_lists("sig=" + input);
    const auto base = lists ? http::signature_base(message, lists->at("sig")) : Result<std::string>(fail("no list"));
    const auto bytes = ed25519_sign(seed_of(key), base ? *base : std::string());
    message.fields["signature-input"] = "sig=" + input;
    message.fields["signature"] =
        "sig=:" + to_base64({reinterpret_cast<const char*>(bytes.data()), bytes.size()}) + ":";
    return {method, target, message.fields};
  }
};

class GateTest : public ::testing::Test {
 protected:
  // The officer, or the SQLSTATE.
  std::string let_in(const http::Call& call, std::int64_t at = now) {
    const auto officer = gate_.let_in(policy_, call, at);
    if (!officer) said_ = officer.error().message;
    return officer ? (*officer)->name : officer.error().sqlstate;
  }
  policy::Policy policy_ = policy_of({"ann", "bob"});
  Gate gate_{{"https", "demands.example"}, began};
  std::string said_;
};

TEST_F(GateTest, LetsAnOfficerInOnce) {
  const Client client;
  EXPECT_EQ(let_in(client.call()), "ann");
  EXPECT_EQ(let_in(client.call()), "28000");
  EXPECT_EQ(said_, "this call was made already: its nonce was used");
  Client again;
  again.nonce = "another-nonce-16";
  EXPECT_EQ(let_in(again.call()), "ann");
  Client other{.officer = "bob", .key = 'b'};
  EXPECT_EQ(let_in(other.call()), "bob") << "another officer's nonce is another's";
}

TEST_F(GateTest, AReadNeedsNoDigest) {
  const Client client{.method = "GET", .covered = "\"@method\" \"@target-uri\"", .body = ""};
  EXPECT_EQ(let_in(client.call()), "ann");
  const Client parts{.method = "GET",
                     .covered = "\"@authority\" \"@path\" \"@query\" \"@method\"",
                     .nonce = "another-nonce-16",
                     .body = ""};
  EXPECT_EQ(let_in(parts.call()), "ann");
}

TEST_F(GateTest, WhoIsNotAnOfficerOrHasNotTheKeyStaysOut) {
  EXPECT_EQ(let_in(Client{.officer = "eve", .key = 'e'}.call()), "28000");
  const std::string unknown = said_;
  EXPECT_EQ(let_in(Client{.officer = "ann", .key = 'b'}.call()), "28000");
  EXPECT_EQ(said_, unknown) << "nobody learns who the officers are";
}

TEST_F(GateTest, ASignatureThatCoversTooLittleIsNone) {
  for (const char* covered :
       {"", "\"@method\" \"@target-uri\"", "\"@method\" \"content-digest\"", "\"@target-uri\" \"content-digest\"",
        "\"@method\" \"@path\" \"@query\" \"content-digest\"",
        "\"@method\" \"@authority\" \"@path\" \"content-digest\""}) {
    EXPECT_EQ(let_in(Client{.covered = covered}.call()), "28000") << covered;
  }
  EXPECT_EQ(let_in(Client{.method = "GET", .covered = "\"@method\" \"@target-uri\""}.call()), "28000")
      << "a body that is not covered";
}

TEST_F(GateTest, WhateverWasChangedOnTheWayIsNoticed) {
  const auto changed = [&](const auto& change) {
    http::Call call = Client{}.call();
    change(call);
    return let_in(call);
  };
  EXPECT_EQ(changed([](http::Call& c) { c.method = "GET"; }), "28000");
  EXPECT_EQ(changed([](http::Call& c) { c.target += "?a=b"; }), "28000");
  EXPECT_EQ(changed([](http::Call& c) { c.target[12] = 'f'; }), "28000");
  EXPECT_EQ(changed([](http::Call& c) { c.fields["content-digest"] = http::content_digest("{ }"); }), "28000");
  EXPECT_EQ(changed([](http::Call& c) { c.fields.erase("content-digest"); }), "28000");
  EXPECT_EQ(changed([](http::Call& c) { c.fields.erase("signature"); }), "28000");
  EXPECT_EQ(changed([](http::Call&) {}), "ann");
}

TEST_F(GateTest, AnotherRingsCallIsNotOurs) {
  EXPECT_EQ(let_in(Client{.authority = "demands.other.example"}.call()), "28000");
}

TEST_F(GateTest, ClocksMayDifferALittle) {
  const auto at = [&](std::int64_t created, const char* nonce) {
    return let_in(Client{.created = created, .nonce = nonce}.call());
  };
  EXPECT_EQ(at(now - limits::signature_window_s, "nonce-of-16-byte"), "ann");
  EXPECT_EQ(at(now - limits::signature_window_s - 1, "nonce-of-16-byt1"), "28000");
  EXPECT_EQ(at(now + limits::signature_ahead_s, "nonce-of-16-byt2"), "ann");
  EXPECT_EQ(at(now + limits::signature_ahead_s + 1, "nonce-of-16-byt3"), "28000");
  EXPECT_EQ(let_in(Client{.more = ";expires=" + std::to_string(now - 1)}.call()), "28000");
  EXPECT_EQ(let_in(Client{.more = ";expires=" + std::to_string(now)}.call()), "ann");
}

TEST_F(GateTest, AReplayIsRefusedAsLongAsItsTimeIsTaken) {
  const Client client;
  EXPECT_EQ(let_in(client.call(), now), "ann");
  EXPECT_EQ(let_in(client.call(), now + limits::signature_window_s), "28000");
  EXPECT_EQ(said_, "this call was made already: its nonce was used");
  EXPECT_EQ(let_in(client.call(), now + limits::signature_window_s + 1), "28000");
}

TEST_F(GateTest, WhatWasSignedBeforeItBeganIsAReplay) {
  const auto at_begin = [&](std::int64_t created) { return let_in(Client{.created = created}.call(), began + 5); };
  EXPECT_EQ(at_begin(began - 1), "28000");
  EXPECT_EQ(at_begin(began), "28000");
  EXPECT_EQ(at_begin(began + 1), "ann");
}

TEST_F(GateTest, WhatIsNotKnownOfASignatureIsRefused) {
  EXPECT_EQ(let_in(Client{.more = ";alg=\"hmac-sha256\""}.call()), "28000");
  EXPECT_EQ(let_in(Client{.more = ";tag=\"another\""}.call()), "28000");
  EXPECT_EQ(let_in(Client{.more = ";extra=1"}.call()), "28000");
  EXPECT_EQ(let_in(Client{.nonce = "short"}.call()), "28000");
  EXPECT_EQ(let_in(Client{.nonce = std::string(limits::nonce_bytes + 1, 'n')}.call()), "28000");
  EXPECT_EQ(let_in(Client{.more = ";alg=\"ed25519\";tag=\"ringfence\""}.call()), "ann");
}

TEST_F(GateTest, OneOfficerCannotMakeItRememberWithoutEnd) {
  for (std::size_t i = 0; i != limits::nonces_of_officer; ++i) {
    ASSERT_EQ(let_in(Client{.nonce = "nonce-of-officer-" + std::to_string(i)}.call()), "ann");
  }
  EXPECT_EQ(let_in(Client{.nonce = "one-more-of-them"}.call()), "53400");
  const Client later{.created = now + limits::signature_window_s + 1, .nonce = "one-more-of-them"};
  EXPECT_EQ(let_in(later.call(), later.created), "ann");
}

}  // namespace
}  // namespace ringfence::demand
