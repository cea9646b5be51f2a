#include <sys/stat.h>

#include "certificates.h"
#include "streams.h"

namespace ringfence::gateway {
namespace {

const Certificates& certificates() {
  return Certificates::all();
}

// The right side listens, the left side connects.
class Tls : public Streams {
 protected:
  static std::shared_ptr<TlsContext> listening(const TlsFiles& files) { return TlsContext::for_clients(files).value(); }
  static std::shared_ptr<TlsContext> connecting(const TlsFiles& files) {
    return TlsContext::for_servers(files).value();
  }
  // As after an SSLRequest: 'S' first, and the handshake is begun from inside received().
  void begin(const TlsFiles& server, const TlsFiles& client, const std::string& host, bool direct = false) {
    connect_pair();
    at_right.use = [=, this](std::string_view bytes) -> std::size_t {
      at_right.use = nullptr;
      if (!direct) right->send("S");
      right->start_tls_server(listening(server), direct);
      return direct ? 0 : bytes.size();
    };
    if (direct) {
      left->start_tls_client(connecting(client), host);
      return;
    }
    at_left.use = [=, this](std::string_view bytes) {
      at_left.use = nullptr;
      left->start_tls_client(connecting(client), host);
      return bytes.size();
    };
    left->send("please");
  }
  void until_secure() {
    run_until([&] { return at_left.secure && at_right.secure; });
  }
  void until_lost() {
    run_until([&] { return at_left.losses == 1 && at_right.losses == 1; });
    EXPECT_FALSE(at_right.secure);
  }
};

TEST_F(Tls, What_is_sent_arrives_both_ways) {
  begin(certificates().files("server"), {}, "localhost");
  until_secure();
  EXPECT_TRUE(left->has_tls());
  left->send("hello ", "world");
  right->send("answer");
  run_until([&] { return at_right.got == "hello world" && at_left.got == "answer"; });
  EXPECT_EQ(1u, at_right.calls - 1);  // the request came plain
}

TEST_F(Tls, Direct_with_the_first_bytes_unread) {
  begin(certificates().files("server"), certificates().files("", "ca"), "localhost", true);
  until_secure();
  left->send("hello");
  run_until([&] { return at_right.got == "hello"; });
}

TEST_F(Tls, Ten_megabytes_with_a_slow_reader) {
  begin(certificates().files("server"), {}, "");
  until_secure();
  std::string all;
  for (int i = 0; all.size() < 10'000'000; ++i) all += std::to_string(i);
  std::string whole;
  at_right.use = [&](std::string_view bytes) {
    const std::size_t used = std::min<std::size_t>(bytes.size(), 40'000);
    whole += bytes.substr(0, used);
    right->pause();
    loop->after(std::chrono::milliseconds(0), [&] { right->resume(); });
    return used;
  };
  std::size_t sent = 0;
  auto send_more = [&] {
    while (!left->blocked() && sent < all.size()) {
      left->send(std::string_view(all).substr(sent, 100'000));
      sent += 100'000;
    }
  };
  at_left.on_drained = send_more;
  send_more();
  run_until([&] { return whole.size() == all.size(); });
  EXPECT_TRUE(whole == all);
  EXPECT_GT(at_left.drains, 0u);
}

TEST_F(Tls, Paused_with_decrypted_bytes_waiting) {
  begin(certificates().files("server"), {}, "");
  until_secure();
  const std::size_t before = at_right.calls;
  right->pause();
  for (int i = 0; i < 100; ++i) left->send("0123456789");
  turns(20);
  EXPECT_EQ(before, at_right.calls);
  right->resume();
  run_until([&] { return at_right.got.size() == 1000; });
}

TEST_F(Tls, What_is_not_used_comes_again_in_front_and_with_retry) {
  begin(certificates().files("server"), {}, "");
  until_secure();
  std::vector<std::string> seen;
  at_right.use = [&](std::string_view bytes) {
    seen.emplace_back(bytes);
    return std::size_t{1};
  };
  left->send("abc");
  run_until([&] { return seen.size() == 1; });
  left->send("d");
  run_until([&] { return seen.size() == 2; });
  right->retry();
  run_until([&] { return seen.size() == 3; });
  EXPECT_EQ((std::vector<std::string>{"abc", "bcd", "cd"}), seen);
}

TEST_F(Tls, The_end_is_told_after_what_came) {
  begin(certificates().files("server"), {}, "");
  until_secure();
  left->send("last");
  left->close_sent();
  run_until([&] { return at_right.losses == 1 && at_left.losses == 1; });
  EXPECT_EQ("last", at_right.got);
}

TEST_F(Tls, A_cut_handshake_is_a_loss) {
  begin(certificates().files("server"), {}, "");
  at_left.use = [&](std::string_view bytes) {
    left->close();
    return bytes.size();
  };
  run_until([&] { return at_right.losses == 1; });
  EXPECT_FALSE(at_right.secure);
}

TEST_F(Tls, What_is_no_handshake_is_a_loss) {
  begin(certificates().files("server"), {}, "");
  at_left.use = [&](std::string_view bytes) {
    left->send("SELECT 1; this is not TLS at all");
    return bytes.size();
  };
  run_until([&] { return at_right.losses == 1; });
  EXPECT_THAT(at_right.reason.message, ::testing::StartsWith("could not accept SSL connection: "));
}

TEST_F(Tls, Channel_binding_is_the_same_on_both_sides) {
  for (const auto& [name, length] : {std::pair{"server", 32u}, std::pair{"server384", 48u}}) {
    begin(certificates().files(name), {}, "");
    until_secure();
    ASSERT_TRUE(left->channel_binding()) << name;
    EXPECT_EQ(length, left->channel_binding()->size()) << name;
    EXPECT_EQ(left->channel_binding(), right->channel_binding()) << name;
    at_left.secure = at_right.secure = false;
  }
}

TEST_F(Tls, A_good_client_certificate_has_a_name) {
  begin(certificates().files("server", "ca"), certificates().files("peer", "ca"), "127.0.0.1");
  until_secure();
  EXPECT_EQ("ring:eu", right->certificate_name());
  EXPECT_EQ("server", left->certificate_name());
}

TEST_F(Tls, Two_names_are_none) {
  begin(certificates().files("server", "ca"), certificates().files("two", "ca"), "127.0.0.1");
  until_secure();
  EXPECT_EQ(std::nullopt, right->certificate_name());
}

TEST_F(Tls, Without_a_client_certificate_there_is_no_name) {
  begin(certificates().files("server", "ca"), {}, "localhost");
  until_secure();
  EXPECT_EQ(std::nullopt, right->certificate_name());
  EXPECT_EQ(std::nullopt, left->certificate_name());  // it was not checked
}

TEST_F(Tls, A_client_certificate_that_is_not_asked_for_has_no_name) {
  begin(certificates().files("server"), certificates().files("peer", "ca"), "localhost");
  until_secure();
  EXPECT_EQ(std::nullopt, right->certificate_name());
}

TEST_F(Tls, A_client_certificate_of_a_stranger_ends_the_handshake) {
  begin(certificates().files("server", "ca"), certificates().files("forged"), "localhost");
  until_lost();
  EXPECT_THAT(at_right.reason.message, ::testing::HasSubstr("certificate verify failed"));
}

TEST_F(Tls, A_server_that_has_another_name_or_authority_is_refused) {
  for (const auto& [host, authority] :
       {std::pair{"elsewhere.example", "ca"}, std::pair{"127.0.0.2", "ca"}, std::pair{"localhost", "stranger"}}) {
    begin(certificates().files("server"), certificates().files("", authority), host);
    until_lost();
    EXPECT_FALSE(at_left.secure) << host;
    EXPECT_THAT(at_left.reason.message, ::testing::HasSubstr("certificate verify failed")) << host;
    EXPECT_EQ("08006", at_left.reason.sqlstate);
    at_left.losses = at_right.losses = 0;
  }
}

TEST(TlsFiles, A_key_that_others_may_read_is_refused) {
  TlsFiles files = certificates().files("server");
  const std::string open = certificates().file("open.key");
  std::filesystem::copy_file(files.key, open, std::filesystem::copy_options::overwrite_existing);
  ASSERT_EQ(0, ::chmod(open.c_str(), 0644));
  files.key = open;
  const auto context = TlsContext::for_clients(files);
  ASSERT_FALSE(context);
  EXPECT_EQ("private key file \"" + open + "\" has group or world access", context.error().message);
  ASSERT_EQ(0, ::chmod(open.c_str(), 0600));
  EXPECT_TRUE(TlsContext::for_clients(files));
}

TEST(TlsFiles, What_does_not_fit_together_is_refused) {
  TlsFiles files = certificates().files("server");
  files.key = certificates().file("peer.key");
  EXPECT_FALSE(TlsContext::for_clients(files));
  EXPECT_FALSE(TlsContext::for_clients({}));
  EXPECT_FALSE(TlsContext::for_servers(certificates().files("", "nobody")));
}

}  // namespace
}  // namespace ringfence::gateway
