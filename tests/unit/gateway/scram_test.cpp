#include "gateway/session/scram.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ringfence::gateway {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr std::string_view binding = "the hash of a certificate";

// The exchange that RFC 7677 prints: user "user", password "pencil".
TEST(Scram, TheExchangeOfTheRfc) {
  const std::string salt = *from_base64("W22ZaJ0SNY7soEsUEjb6gQ==");
  ScramServer server(make_verifier("pencil", salt, 4096), "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0", std::nullopt);
  const auto first = server.first(scram_plain, "n,,n=user,r=rOprNGfwEbeRWgbNEkqO");
  ASSERT_TRUE(first) << first.error().message;
  EXPECT_EQ(*first, "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096");
  const auto last = server.last(
      "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=");
  ASSERT_TRUE(last) << last.error().message;
  EXPECT_EQ(*last, "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=");
}

struct Exchange {
  ScramClient client;
  ScramServer server;
  std::string_view mechanism = scram_plain;
  Status run() {
    const auto greeting = server.first(mechanism, client.first(mechanism, mechanism == scram_plus));
    if (!greeting) return greeting.error();
    const auto proof = client.last(*greeting);
    if (!proof) return proof.error();
    const auto signature = server.last(*proof);
    if (!signature) return signature.error();
    return client.verify(*signature);
  }
};

Exchange exchange(const std::string& password, ChannelBinding at_client, ChannelBinding at_server) {
  return {ScramClient(password, "client-nonce", std::move(at_client)),
          ScramServer(make_verifier("secret", "salt", 4096), "server-nonce", std::move(at_server))};
}

TEST(Scram, BothSidesOfOurs) {
  EXPECT_TRUE(exchange("secret", std::nullopt, std::nullopt).run());
  const Status wrong = exchange("Secret", std::nullopt, std::nullopt).run();
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().sqlstate, "28P01");
}

TEST(Scram, BoundToTheConnection) {
  auto bound = exchange("secret", std::string(binding), std::string(binding));
  bound.mechanism = scram_plus;
  EXPECT_TRUE(bound.run());
  auto relayed = exchange("secret", std::string("what the attacker shows"), std::string(binding));
  relayed.mechanism = scram_plus;
  const Status refused = relayed.run();
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().sqlstate, "28000");
}

TEST(Scram, AnOfferThatWasTakenAwayIsNoticed) {
  ScramServer server(make_verifier("secret", "salt", 4096), "nonce", std::string(binding));
  const auto answer = server.first(scram_plain, "y,,n=,r=abc");
  ASSERT_FALSE(answer);
  EXPECT_THAT(answer.error().detail, HasSubstr("did not see"));
}

TEST(Scram, AServerThatSkipsItsTurnProvesNothing) {
  const ScramClient client("secret", "nonce", std::nullopt);
  EXPECT_FALSE(client.verify("v=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="));
  ScramServer server(make_verifier("secret", "salt", 4096), "nonce", std::nullopt);
  EXPECT_FALSE(server.last("c=biws,r=nonce,p=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="));
}

TEST(Scram, MessagesThatAreNone) {
  for (const std::string_view message : {"", ",", "n,,", "n,a=other,n=,r=abc", "n,,n=,r=", "n,,m=x,n=,r=abc",
                                         "p=tls-unique,,n=,r=abc", "n,,r=abc,n=", "n,,n=,r=abc,\x01"}) {
    ScramServer server(make_verifier("secret", "salt", 4096), "nonce", std::nullopt);
    EXPECT_FALSE(server.first(scram_plain, message)) << message;
  }
  for (const std::string_view message :
       {"", "r=client-noncex,s=c2FsdA==", "r=other,s=c2FsdA==,i=4096", "r=client-nonce,s=c2FsdA==,i=4096",
        "r=client-noncex,s=,i=4096", "r=client-noncex,s=c2FsdA==,i=0", "r=client-noncex,s=c2FsdA==,i=4294967295"}) {
    ScramClient client("secret", "client-nonce", std::nullopt);
    client.first(scram_plain, false);
    EXPECT_FALSE(client.last(message)) << message;
  }
}

TEST(Scram, VerifiersAreThoseOfPostgresql) {
  const ScramVerifier made = make_verifier("pencil", *from_base64("W22ZaJ0SNY7soEsUEjb6gQ=="), 4096);
  const std::string text = to_text(made);
  EXPECT_THAT(text, StartsWith("SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$"));
  const auto read = parse_verifier(text);
  ASSERT_TRUE(read);
  EXPECT_EQ(to_text(*read), text);
  for (const std::string_view wrong : {"", "md5abc", "SCRAM-SHA-256$", "SCRAM-SHA-256$4096:c2FsdA==$AAAA:AAAA",
                                       "SCRAM-SHA-256$x:c2FsdA==$AAAA:AAAA", "SCRAM-SHA-256$4096$c2FsdA==:AAAA"}) {
    EXPECT_FALSE(parse_verifier(wrong)) << wrong;
  }
}

TEST(Scram, ANameNobodyHasAlwaysLooksTheSame) {
  EXPECT_EQ(to_text(mock_verifier("nobody", "k")), to_text(mock_verifier("nobody", "k")));
  EXPECT_NE(mock_verifier("nobody", "k").salt, mock_verifier("nobody2", "k").salt);
  Exchange unknown{ScramClient("secret", "c", std::nullopt),
                   ScramServer(mock_verifier("nobody", "k"), "s", std::nullopt)};
  const Status refused = unknown.run();
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().sqlstate, "28P01");
}

TEST(Crypto, Base64IsStrict) {
  EXPECT_EQ(from_base64("YWI="), "ab");
  EXPECT_EQ(from_base64(""), "");
  for (const std::string_view wrong : {"YWI", "YWI= ", " YWI=", "YWJ=", "YW=I", "Y===", "YWI=YWI="}) {
    EXPECT_FALSE(from_base64(wrong)) << wrong;
  }
}

}  // namespace
}  // namespace ringfence::gateway
