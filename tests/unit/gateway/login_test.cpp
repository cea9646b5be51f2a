#include "gateway/session/login.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gateway/wire/session.h"
#include "login_script.h"

namespace ringfence::gateway {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;

const std::string binding = "the hash of a certificate";
const Connection plain{};
const Connection tls{false, true, binding, std::nullopt};

LoginRules rules() {
  return {true, false, "mock", {"app", "web"}};
}
const LoginRules usual = rules();

Connection shown(std::string name) {
  return {false, true, binding, std::move(name)};
}

Login login(const Connection& connection, const LoginRules& with = usual) {
  return {with, connection, "server-nonce"};
}

Step verifier_step(bool known = true) {
  Login::Verifier verifier;
  if (known) verifier.verifier = make_verifier("secret", "salt", 4);
  verifier.iterations = 4;
  return {{}, Login::Event(verifier)};
}

// What a client says that has this password; the server's part is known, since nothing here is random.
Script scram_script(const std::string& first, const std::string& password, bool bound, bool known = true) {
  Script script = {bytes_step(first), verifier_step(known)};
  ScramClient client(password, "client-nonce", bound ? ChannelBinding(binding) : std::nullopt);
  const std::string_view mechanism = bound ? scram_plus : scram_plain;
  const std::string greeting = client.first(mechanism, bound);
  script.push_back(bytes_step(wire::encode(wire::SaslInitialResponse{mechanism, greeting})));
  const auto verifier = known ? make_verifier("secret", "salt", 4) : mock_verifier("ghost", "mock", 4);
  ScramServer server(verifier, "server-nonce", bound ? ChannelBinding(binding) : std::nullopt);
  const auto challenge = server.first(mechanism, greeting);
  script.push_back(bytes_step(wire::encode(wire::SaslResponse{*client.last(*challenge)})));
  return script;
}

Script over_tls(Script script) {
  script.insert(script.begin(), {bytes_step(packet(wire::SslRequest())), Step{{}, Login::Event(Login::TlsReady{tls})}});
  return script;
}

const std::string web = startup({{"user", "web"}, {"database", "app"}, {"application_name", "x"}});

void expect_refused(const Heard& heard, std::string_view sqlstate) {
  EXPECT_TRUE(heard.closed);
  EXPECT_FALSE(heard.in);
  const auto refused = refused_in(heard.replies);
  ASSERT_TRUE(refused) << heard.wanted;
  EXPECT_EQ(refused->severity, "FATAL");
  EXPECT_EQ(refused->sqlstate, sqlstate) << refused->message;
}

TEST(Login, ByScram) {
  const Heard heard = play(login(plain), scram_script(web, "secret", false));
  ASSERT_TRUE(heard.in) << refused_in(heard.replies)->message;
  EXPECT_EQ(heard.wanted, "FindVerifier(web) LoggedIn(web,app,1) ");
  EXPECT_EQ(sha256(heard.in->client_key), make_verifier("secret", "salt", 4).stored_key);
  EXPECT_THAT(heard.in->settings, ElementsAre(Pair("application_name", "x")));
  EXPECT_FALSE(heard.in->peer);
  const auto messages = messages_in(heard.replies);
  ASSERT_EQ(messages.size(), 4u);
  EXPECT_EQ(wire::decode<wire::Authentication>(messages[3].payload)->kind, wire::AuthenticationKind::ok);
  EXPECT_THAT(wire::decode<wire::Authentication>(messages[0].payload)->mechanisms, ElementsAre(scram_plain));
}

TEST(Login, BoundToTls) {
  const Heard heard = play(login(plain), over_tls(scram_script(web, "secret", true)));
  ASSERT_TRUE(heard.in);
  EXPECT_EQ(heard.wanted, "StartTls FindVerifier(web) LoggedIn(web,app,1) ");
  EXPECT_EQ(heard.replies[0], 'S');
  const auto messages = messages_in(heard.replies.substr(1));
  EXPECT_THAT(wire::decode<wire::Authentication>(messages[0].payload)->mechanisms,
              ElementsAre(scram_plus, scram_plain));
}

TEST(Login, CutAnywhereItIsTheSame) {
  for (const Script& script :
       {scram_script(web, "secret", false), over_tls(scram_script(web, "secret", true)),
        scram_script(web, "wrong", false), Script{bytes_step(packet(wire::CancelRequest{7, "abcd"}))},
        scram_script(packet(wire::GssEncRequest()) + web, "secret", false),
        Script{bytes_step(web), verifier_step(), bytes_step(std::string("S\0\0\0\1", 5))},
        Script{bytes_step("GET / HTTP/1.1\r\n")}}) {
    const Heard whole = play(login(plain), script);
    EXPECT_EQ(play(login(plain), script, 1), whole) << whole.wanted;
    for (std::size_t step = 0; step < script.size(); ++step) {
      for (std::size_t at = 1; at < script[step].bytes.size(); ++at) {
        EXPECT_EQ(play(login(plain), script, std::string::npos, step, at), whole) << step << " at " << at;
      }
    }
  }
}

TEST(Login, CutOffAnywhereNobodyIsIn) {
  const Script script = over_tls(scram_script(web, "secret", true));
  for (std::size_t step = 0; step < script.size(); ++step) {
    for (std::size_t size = 0; size < script[step].bytes.size(); ++size) {
      Script shorter(script.begin(), script.begin() + static_cast<std::ptrdiff_t>(step));
      shorter.push_back(bytes_step(script[step].bytes.substr(0, size)));
      const Heard heard = play(login(plain), shorter);
      EXPECT_FALSE(heard.in) << step << " at " << size;
      EXPECT_FALSE(heard.closed) << step << " at " << size;
    }
  }
}

TEST(Login, WhatDoesNotBelongEndsItAtEachStep) {
  const Script script = over_tls(scram_script(web, "secret", true));
  const Error down("the ring's database cannot be reached", {}, {}, "08006");
  const std::vector<Step> others = {
      bytes_step(std::string(64, '\xff')),
      bytes_step(std::string("\0\0\0\x05xxxxxxxxxxxxxxxx", 20)),
      bytes_step(wire::encode(wire::SaslResponse{"nothing"})),
      bytes_step(wire::encode(wire::SaslInitialResponse{"PLAIN", "secret"})),
      bytes_step(std::string("Q\0\0\0\x0dSELECT 1\0", 14)),
      Step{{}, Login::Event(Login::VerifierFailed{down})},
      Step{{}, Login::Event(Login::TlsReady{plain})},
  };
  for (std::size_t step = 0; step < script.size(); ++step) {
    for (const Step& other : others) {
      // While TLS or a verifier is waited for, bytes are nobody's yet: they are met where the script goes on.
      Script broken = script;
      broken.insert(broken.begin() + static_cast<std::ptrdiff_t>(step), other);
      const Heard heard = play(login(plain), broken);
      EXPECT_FALSE(heard.in) << step;
      EXPECT_TRUE(heard.closed) << step;
      // Of bytes in a startup packet's place that have no length of one, nothing is said.
      const bool unsaid = (step == 0 || step == 2) && !other.event;
      EXPECT_EQ(refused_in(heard.replies).has_value(), !unsaid) << step;
    }
  }
}

TEST(Login, AfterTheEndThereIsOnlyClosing) {
  Login one = login(plain);
  one.resume(Login::Bytes{packet(wire::CancelRequest{1, "abcd"})});
  const auto action = one.resume(Login::Bytes{web});
  EXPECT_TRUE(std::holds_alternative<Login::Close>(action.then));
  EXPECT_THAT(action.reply, IsEmpty());
  EXPECT_EQ(action.consumed, 0u);
}

TEST(Login, WhatFollowsIsTheSessions) {
  Script script = scram_script(web, "secret", false);
  script.back().bytes += "Q and so on";
  EXPECT_EQ(play(login(plain), script).left, "Q and so on");
}

TEST(Login, BytesBehindTheRequestForTlsAreNobodysWord) {
  expect_refused(play(login(plain), {bytes_step(packet(wire::SslRequest()) + web)}), "08P01");
  expect_refused(play(login(plain), {bytes_step(packet(wire::SslRequest())), bytes_step(web)}), "08P01");
}

TEST(Login, WithoutTlsTheAnswerIsNo) {
  LoginRules without = usual;
  without.tls_offered = false;
  const Script asks = scram_script(packet(wire::SslRequest()) + web, "secret", false);
  const Heard heard = play(login(plain, without), asks);
  EXPECT_TRUE(heard.in);
  EXPECT_EQ(heard.replies[0], 'N');
  EXPECT_TRUE(play(login(Connection{true, false, {}, {}}), asks).in);  // as PostgreSQL on a Unix socket
}

TEST(Login, EncryptionIsAskedForOnce) {
  const std::string ssl = packet(wire::SslRequest());
  const std::string gss = packet(wire::GssEncRequest());
  LoginRules without = usual;
  without.tls_offered = false;
  expect_refused(play(login(plain, without), {bytes_step(ssl), bytes_step(ssl)}), "08P01");
  expect_refused(play(login(plain), {bytes_step(gss), bytes_step(gss)}), "08P01");
  expect_refused(play(login(tls), {bytes_step(ssl)}), "08P01");
  expect_refused(play(login(tls), {bytes_step(gss)}), "08P01");
  EXPECT_EQ(play(login(plain), {bytes_step(gss), bytes_step(ssl)}).replies, "NS");
}

TEST(Login, TlsMayBeRequired) {
  LoginRules required = usual;
  required.tls_required = true;
  const Script script = scram_script(web, "secret", false);
  const Heard heard = play(login(plain, required), script);
  expect_refused(heard, "28000");
  EXPECT_THAT(refused_in(heard.replies)->hint, HasSubstr("sslmode=require"));
  EXPECT_TRUE(play(login(Connection{true, false, {}, {}}, required), script).in);
  EXPECT_TRUE(play(login(plain, required), over_tls(scram_script(web, "secret", true))).in);
  // Whoever asks to cancel has shown nothing but the key anyway, as with PostgreSQL.
  EXPECT_EQ(play(login(plain, required), {bytes_step(packet(wire::CancelRequest{7, "abcd"}))}).wanted,
            "Cancel(7,abcd) ");
}

TEST(Login, NewerProtocolsAreTalkedDown) {
  const std::string newer = startup({{"user", "web"}, {"database", "app"}, {"_pq_.x", "1"}}, wire::protocol_3_0 + 2);
  const Heard heard = play(login(plain), scram_script(newer, "secret", false));
  ASSERT_TRUE(heard.in);
  EXPECT_THAT(heard.in->settings, IsEmpty());
  const auto first = messages_in(heard.replies).front();
  ASSERT_EQ(first.type, 'v');
  const auto negotiate = wire::decode<wire::NegotiateProtocolVersion>(first.payload);
  EXPECT_EQ(negotiate->newest_minor, wire::protocol_3_0);
  EXPECT_THAT(negotiate->unknown_options, ElementsAre("_pq_.x"));
  expect_refused(play(login(plain), {bytes_step(startup({{"user", "web"}}, 2u << 16))}), "0A000");
}

TEST(Login, NamesThatDoNotExistGoTheSameWay) {
  const std::string ghost = startup({{"user", "ghost"}, {"database", "none"}});
  const Heard unknown = play(login(plain), scram_script(ghost, "secret", false, false));
  const Heard wrong = play(login(plain), scram_script(ghost, "wrong", false, true));
  for (const Heard& heard : {unknown, wrong}) {
    expect_refused(heard, "28P01");
    EXPECT_EQ(refused_in(heard.replies)->message, "password authentication failed for user \"ghost\"");
    EXPECT_EQ(heard.wanted, "FindVerifier(ghost) Close ");
    EXPECT_EQ(messages_in(heard.replies).size(), 3u);
  }
}

TEST(Login, WhichDatabasesThereAreIsToldToThoseWhoAreIn) {
  const std::string other = startup({{"user", "web"}, {"database", "other"}});
  expect_refused(play(login(plain), scram_script(other, "secret", false)), "3D000");
  expect_refused(play(login(plain), scram_script(other, "wrong", false)), "28P01");
  EXPECT_EQ(play(login(plain), scram_script(startup({{"user", "web"}}), "secret", false)).in->database, "web");
  expect_refused(play(login(plain), {bytes_step(startup({{"database", "app"}}))}), "28000");
}

TEST(Login, NothingIsSaidOfALengthThatNoPacketHas) {
  const Heard heard = play(login(plain), {bytes_step(wire::encode(wire::Terminate{}))});
  EXPECT_TRUE(heard.closed);
  EXPECT_THAT(heard.replies, IsEmpty());
}

TEST(Login, SettingsAreRefusedBeforeAnybodyIsAsked) {
  const Heard heard = play(login(plain), {bytes_step(startup({{"user", "web"}, {"options", "-c role=postgres"}}))});
  expect_refused(heard, "42501");
  EXPECT_EQ(heard.wanted, "Close ");
}

TEST(Login, APeerComesInByItsCertificate) {
  const Script peer = {bytes_step(startup({{"user", "ringfence_peer"}, {"database", "ringfence"}}))};
  const Heard heard = play(login(shown("ring:eu")), peer);
  ASSERT_TRUE(heard.in);
  EXPECT_EQ(heard.in->peer, "eu");
  EXPECT_THAT(heard.in->client_key, IsEmpty());
  EXPECT_EQ(messages_in(heard.replies).size(), 1u);
  expect_refused(play(login(tls), peer), "28000");
  expect_refused(play(login(plain), peer), "28000");
  expect_refused(play(login(shown("ringfence_peer")), peer), "28000");
  expect_refused(play(login(shown("ring:")), peer), "28000");
  expect_refused(play(login(Connection{false, false, {}, "ring:eu"}), peer), "28000");  // a name without TLS is no name
}

TEST(Login, ACertificateSaysWhoYouAreAndIsNotEnough) {
  expect_refused(play(login(shown("other")), {bytes_step(web)}), "28000");
  expect_refused(play(login(shown("ring:eu")), {bytes_step(web)}), "28000");
  expect_refused(play(login(shown("ring:eu")), {bytes_step(startup({{"user", "ring:eu"}}))}), "28000");
  EXPECT_EQ(play(login(shown("web")), {bytes_step(web)}).wanted, "FindVerifier(web) ");
  EXPECT_TRUE(play(login(shown("web")), scram_script(web, "secret", true)).in);
}

TEST(Login, AnErrorOfTheSearchIsPassedOn) {
  const Login::VerifierFailed down{Error("the ring's database cannot be reached", {}, {}, "08006")};
  expect_refused(play(login(plain), {bytes_step(web), Step{{}, Login::Event(down)}}), "08006");
}

}  // namespace
}  // namespace ringfence::gateway
