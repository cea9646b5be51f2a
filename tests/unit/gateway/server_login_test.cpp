#include "gateway/session/server_login.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/limits.h"
#include "gateway/wire/session.h"
#include "login_script.h"

namespace ringfence::gateway {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;

using Tls = ServerLogin::Tls;

const std::string binding = "the hash of a certificate";
const ScramVerifier verifier = make_verifier("secret", "salt", 4);

ServerCredentials by_password(std::string password = "secret") {
  return {"web",
          "app",
          {},
          {},
          std::move(password),
          {{"timezone", "UTC"}, {"ringfence.subject", "42"}, {"user", "postgres"}}};
}

// The client key as Login learns it from a client that knows the password.
std::string client_key() {
  ScramServer server(verifier, "s", std::nullopt);
  ScramClient client("secret", "c", std::nullopt);
  const auto challenge = server.first(scram_plain, client.first(scram_plain, false));
  EXPECT_TRUE(server.last(*client.last(*challenge)));
  return server.client_key();
}

ServerCredentials by_key() {
  ServerCredentials credentials = by_password("");
  credentials.client_key = client_key();
  credentials.server_key = as_bytes(verifier.server_key);
  return credentials;
}

std::string ready() {
  return wire::encode(wire::ParameterStatus{"server_version", "15.14"}) +
         wire::encode(wire::ParameterStatus{"TimeZone", "UTC"}) + wire::encode(wire::BackendKeyData{7, "abcd"}) +
         wire::encode(wire::ReadyForQuery{});
}

std::string asks(wire::AuthenticationKind kind, std::string_view data = {}) {
  return wire::encode(wire::Authentication{kind, {}, data});
}

struct Outcome {
  std::string sent;
  std::optional<ServerReady> ready;
  std::optional<ServerLogin::Failed> failed;
  bool tls = false;
  std::string left;
  // For comparing: all that can be seen.
  [[nodiscard]] std::string text() const {
    return fmt::format("{}|{}|{}|{}|{}|{}", sent, tls, ready ? ready->process : 0, ready ? ready->parameters.size() : 0,
                       failed ? failed->error.sqlstate + failed->error.message : "", left);
  }
};

// A server login and what its server has said so far.
class Talk {
 public:
  Talk(ServerCredentials credentials, Tls tls) : login_(std::move(credentials), tls, "client-nonce") {
    take(ServerLogin::Connected());
  }
  void hear(std::string_view bytes) {
    if (over()) return;
    buffer_ += bytes;
    take(ServerLogin::Bytes{buffer_});
  }
  void begin_tls(ChannelBinding bound) { take(ServerLogin::TlsReady{std::move(bound)}); }
  [[nodiscard]] bool over() const { return outcome_.ready || outcome_.failed; }
  std::string take_sent() { return std::exchange(unread_, {}); }
  Outcome outcome() {
    outcome_.left = outcome_.failed ? "" : buffer_;
    return outcome_;
  }

 private:
  void take(const ServerLogin::Event& event) {
    const auto action = login_.resume(event);
    buffer_.erase(0, action.consumed);
    outcome_.sent += action.send;
    unread_ += action.send;
    if (const auto* in = std::get_if<ServerReady>(&action.then)) outcome_.ready = *in;
    if (const auto* failed = std::get_if<ServerLogin::Failed>(&action.then)) outcome_.failed = *failed;
    if (std::holds_alternative<ServerLogin::StartTls>(action.then)) outcome_.tls = true;
  }

  ServerLogin login_;
  std::string buffer_;
  std::string unread_;
  Outcome outcome_;
};

const LoginRules usual{true, false, "mock", {"app"}};

struct Both {
  Outcome server;                 // as the gateway sees its server
  Heard client;                   // as that server, played by Login, saw us
  std::vector<std::string> said;  // by the server, piece by piece
};

// Both machines talk to each other; TLS is a word between them.
Both talk(const ServerCredentials& credentials, Tls tls, const LoginRules& rules = usual,
          const ChannelBinding& server_binding = binding) {
  Talk ours(credentials, tls);
  Listener theirs(Login(rules, Connection(), "server-nonce"));
  std::size_t replied = 0;
  bool encrypted = false;
  bool looked_up = false;
  Both both;
  for (int turn = 0; turn < 20 && !ours.over(); ++turn) {
    theirs.hear(ours.take_sent());
    if (!looked_up && theirs.heard().wanted.ends_with("FindVerifier(web) ")) {
      looked_up = true;
      theirs.hear(Login::Event(Login::Verifier{verifier, 4}));
    }
    std::string said = theirs.heard().replies.substr(replied);
    replied += said.size();
    if (theirs.heard().in) said += ready();
    both.said.push_back(said);
    ours.hear(said);
    if (ours.outcome().tls && !encrypted) {
      encrypted = true;
      theirs.hear(Login::Event(Login::TlsReady{{false, true, server_binding, std::nullopt}}));
      ours.begin_tls(binding);
    }
  }
  both.server = ours.outcome();
  both.client = theirs.heard();
  return both;
}

TEST(ServerLogin, BothMachinesUnderstandEachOther) {
  for (const ServerCredentials& credentials : {by_password(), by_key()}) {
    for (const Tls tls : {Tls::off, Tls::prefer, Tls::require}) {
      const Both both = talk(credentials, tls);
      ASSERT_TRUE(both.server.ready) << both.server.text();
      ASSERT_TRUE(both.client.in);
      EXPECT_EQ(both.server.tls, tls != Tls::off);
      EXPECT_EQ(both.server.sent.find(scram_plus) != std::string::npos, tls != Tls::off);
      EXPECT_EQ(both.client.in->user, "web");
      EXPECT_EQ(both.client.in->database, "app");
      EXPECT_THAT(both.client.in->settings, ElementsAre(Pair("timezone", "UTC")));
      EXPECT_EQ(both.client.in->client_key, client_key());
      EXPECT_EQ(both.server.ready->process, 7u);
      EXPECT_EQ(both.server.ready->cancel_key, "abcd");
      EXPECT_THAT(both.server.ready->parameters, ElementsAre(Pair("server_version", "15.14"), Pair("TimeZone", "UTC")));
    }
  }
}

TEST(ServerLogin, WrongSecretsFailAndSaySo) {
  ServerCredentials other = by_key();
  other.client_key[0] = static_cast<char>(other.client_key[0] ^ 1);
  for (const ServerCredentials& credentials : {by_password("wrong"), other}) {
    const Both both = talk(credentials, Tls::off);
    ASSERT_TRUE(both.server.failed);
    EXPECT_TRUE(both.server.failed->password);
    EXPECT_EQ(both.server.failed->error.sqlstate, "28P01");
  }
}

TEST(ServerLogin, AServerThatDoesNotKnowTheSecretIsNotBelieved) {
  ServerCredentials credentials = by_key();
  credentials.server_key[0] = static_cast<char>(credentials.server_key[0] ^ 1);
  const Both both = talk(credentials, Tls::off);
  ASSERT_TRUE(both.server.failed);
  EXPECT_EQ(both.server.failed->error.sqlstate, "28000");
  EXPECT_FALSE(both.server.failed->password);
  credentials.server_key.clear();
  EXPECT_TRUE(talk(credentials, Tls::off).server.ready);
  credentials.client_key = "short";
  EXPECT_TRUE(talk(credentials, Tls::off).server.failed);
}

TEST(ServerLogin, SomebodyInBetweenIsNoticed) {
  const Both both = talk(by_password(), Tls::prefer, usual, "another certificate");
  ASSERT_TRUE(both.server.failed);
  EXPECT_EQ(both.server.failed->error.message, "SCRAM channel binding failed");
}

TEST(ServerLogin, TlsOrNot) {
  LoginRules without = usual;
  without.tls_offered = false;
  EXPECT_TRUE(talk(by_key(), Tls::prefer, without).server.ready);
  const Both required = talk(by_key(), Tls::require, without);
  ASSERT_TRUE(required.server.failed);
  EXPECT_EQ(required.server.failed->error.sqlstate, "28000");
  EXPECT_FALSE(required.server.failed->password);
  EXPECT_EQ(required.server.sent.find("web"), std::string::npos);
}

TEST(ServerLogin, BytesBehindTheAnswerToTlsAreNobodysWord) {
  Talk ours(by_key(), Tls::prefer);
  ours.hear("S" + asks(wire::AuthenticationKind::ok) + ready());
  ASSERT_TRUE(ours.outcome().failed);
  EXPECT_EQ(ours.outcome().failed->error.sqlstate, "08P01");
  Talk early(by_key(), Tls::prefer);
  early.hear("S");
  early.hear(ready());
  EXPECT_TRUE(early.outcome().failed);
  Talk odd(by_key(), Tls::prefer);
  odd.hear("E");
  EXPECT_EQ(odd.outcome().failed->error.sqlstate, "08006");
}

TEST(ServerLogin, CutAnywhereItIsTheSame) {
  const Both whole = talk(by_key(), Tls::off);
  for (std::size_t piece = 0; piece < whole.said.size(); ++piece) {
    for (std::size_t at = 0; at <= whole.said[piece].size(); ++at) {
      Talk ours(by_key(), Tls::off);
      for (std::size_t i = 0; i < whole.said.size(); ++i) {
        const std::string_view said = whole.said[i];
        if (i == piece) ours.hear(said.substr(0, at));
        if (i != piece || at < said.size()) ours.hear(i == piece ? said.substr(at) : said);
      }
      EXPECT_EQ(ours.outcome().text(), whole.server.text()) << piece << " at " << at;
    }
  }
  Talk slow(by_key(), Tls::off);
  for (const std::string& said : whole.said) {
    for (const char& byte : said) slow.hear({&byte, 1});
  }
  EXPECT_EQ(slow.outcome().text(), whole.server.text());
}

TEST(ServerLogin, CutOffOrSpoiledAnywhereItIsNotReady) {
  const Both whole = talk(by_key(), Tls::off);
  const std::vector<std::string> others = {
      std::string("\xff\xff\xff\xff\xff\xff", 6),
      std::string("E\0\0\0\5\0", 6),        // an error that says nothing at all
      std::string("E\0\0\0\x07MX\0", 8),    // one that does not end
      wire::encode(wire::ReadyForQuery{}),  // too early, or too often
      wire::encode(wire::NotificationResponse{1, "a", ""}),
      asks(wire::AuthenticationKind::cleartext_password),
      asks(wire::AuthenticationKind::md5_password, "salt"),
      asks(wire::AuthenticationKind::sasl_final, "v="),
      asks(wire::AuthenticationKind::sasl_continue, "r=client-noncex,s=AAAA,i=4294967295"),
      std::string("N\x3f\0\0\0", 5),
  };
  for (std::size_t piece = 0; piece < whole.said.size(); ++piece) {
    for (const std::string& other : others) {
      Talk ours(by_key(), Tls::off);
      for (std::size_t i = 0; i < piece; ++i) ours.hear(whole.said[i]);
      // In front of the last piece ReadyForQuery alone is too early; SCRAM's final and OK stand there first.
      ours.hear(other);
      ASSERT_TRUE(ours.outcome().failed) << piece;
      EXPECT_FALSE(ours.outcome().failed->error.sqlstate.empty());
      EXPECT_FALSE(ours.outcome().failed->error.message.empty());
    }
    for (std::size_t size = 0; size < whole.said[piece].size(); ++size) {
      Talk ours(by_key(), Tls::off);
      for (std::size_t i = 0; i < piece; ++i) ours.hear(whole.said[i]);
      ours.hear(std::string_view(whole.said[piece]).substr(0, size));
      EXPECT_FALSE(ours.over()) << piece << " at " << size;
    }
  }
}

TEST(ServerLogin, WithoutAQuestionItIsTrusted) {
  Talk ours(by_password(""), Tls::off);
  ours.hear(wire::encode(wire::NegotiateProtocolVersion{0, {}}) + asks(wire::AuthenticationKind::ok) + ready() +
            "more");
  EXPECT_TRUE(ours.outcome().ready);
  EXPECT_EQ(ours.outcome().left, "more");
  Talk asked(by_password(""), Tls::off);
  asked.hear(wire::encode(wire::Authentication{wire::AuthenticationKind::sasl, {scram_plain}, {}}));
  ASSERT_TRUE(asked.outcome().failed);
  EXPECT_FALSE(asked.outcome().failed->password);
}

TEST(ServerLogin, AServerThatSkipsItsProofIsNotBelieved) {
  const std::string sasl = wire::encode(wire::Authentication{wire::AuthenticationKind::sasl, {scram_plain}, {}});
  const std::string ok = asks(wire::AuthenticationKind::ok);
  for (const std::string& said :
       {sasl + ok, sasl + asks(wire::AuthenticationKind::sasl_final, "v=AAAA") + ok, sasl + sasl, ok + ok, ok + sasl}) {
    Talk ours(by_key(), Tls::off);
    ours.hear(said + ready());
    ASSERT_TRUE(ours.outcome().failed);
    EXPECT_EQ(ours.outcome().failed->error.sqlstate, "08P01");
  }
  // Nor one that has us compute again and again.
  const Both whole = talk(by_password(), Tls::off);
  Talk ours(by_password(), Tls::off);
  ours.hear(whole.said[0]);
  ours.hear(whole.said[1] + whole.said[1]);
  EXPECT_TRUE(ours.outcome().failed);
}

TEST(ServerLogin, TheSecretIsGivenToNoOtherQuestion) {
  for (const auto kind : {wire::AuthenticationKind::cleartext_password, wire::AuthenticationKind::gss,
                          wire::AuthenticationKind::sspi, wire::AuthenticationKind::kerberos_v5}) {
    Talk ours(by_password(), Tls::off);
    ours.hear(asks(kind));
    ASSERT_TRUE(ours.outcome().failed);
    EXPECT_THAT(ours.outcome().failed->error.hint, HasSubstr("scram-sha-256"));
    EXPECT_EQ(ours.outcome().sent.find("secret"), std::string::npos);
  }
}

TEST(ServerLogin, TheServersErrorIsTold) {
  wire::ErrorResponse full;
  full.fields = {{'S', "FATAL"}, {'C', "53300"}, {'M', "too many"}, {'D', "why"}, {'H', "less"}};
  wire::ErrorResponse odd;
  odd.fields = {{'C', "not one"}};
  for (const std::string& before : {std::string(), asks(wire::AuthenticationKind::ok)}) {
    Talk ours(by_key(), Tls::off);
    ours.hear(before + wire::encode(full));
    const auto failed = ours.outcome().failed;
    ASSERT_TRUE(failed);
    EXPECT_EQ(to_text(failed->error), "too many\nDETAIL:  why\nHINT:  less");
    EXPECT_EQ(failed->error.sqlstate, "53300");
    EXPECT_FALSE(failed->password);
    Talk other(by_key(), Tls::off);
    other.hear(before + wire::encode(odd));
    EXPECT_EQ(other.outcome().failed->error.sqlstate, "XX000");
  }
}

TEST(ServerLogin, WhatAServerMaySayIsBounded) {
  std::string many = asks(wire::AuthenticationKind::ok);
  for (std::size_t i = 0; i <= limits::server_parameters; ++i) many += wire::encode(wire::ParameterStatus{"a", "b"});
  Talk talkative(by_key(), Tls::off);
  talkative.hear(many);
  EXPECT_TRUE(talkative.outcome().failed);
  Talk large(by_key(), Tls::off);
  large.hear(std::string("R\x10\0\0\0", 5));
  EXPECT_TRUE(large.outcome().failed);
}

TEST(ServerLogin, WhatCannotBeSentIsNot) {
  ServerCredentials long_one = by_key();
  long_one.settings = {{"a", std::string(limits::startup_packet_bytes, 'x')}};
  ServerCredentials cut_one = by_key();
  cut_one.user = std::string("web\0user\0postgres", 17);
  for (const ServerCredentials& credentials : {long_one, cut_one}) {
    Talk ours(credentials, Tls::off);
    EXPECT_TRUE(ours.outcome().failed);
    EXPECT_EQ(ours.outcome().sent, "");
  }
}

}  // namespace
}  // namespace ringfence::gateway
