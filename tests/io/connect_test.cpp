#include "gateway/io/connect.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "streams.h"

namespace ringfence::gateway {
namespace {

using std::chrono::milliseconds;

class Connect : public Streams {
 protected:
  Connect() {
    std::string name = (std::filesystem::temp_directory_path() / "ringfence-io-XXXXXX").string();
    directory = ::mkdtemp(name.data());
  }
  ~Connect() override {
    for (const int one : open) ::close(one);
    std::filesystem::remove_all(directory);
  }
  std::unique_ptr<Listener> listen(const Address& address) {
    auto listener = Listener::listen(*loop, address, [this](int descriptor, bool is_unix) {
      open.push_back(descriptor);
      last_unix = is_unix;
    });
    EXPECT_TRUE(listener) << (listener ? "" : listener.error().message);
    return listener ? std::move(*listener) : nullptr;
  }
  // A port nobody listens on: bound, so that nobody else gets it either.
  int closed_port() {
    const int taken = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
    socklen_t length = sizeof address;
    EXPECT_EQ(0, ::bind(taken, reinterpret_cast<sockaddr*>(&address), length));
    EXPECT_EQ(0, ::getsockname(taken, reinterpret_cast<sockaddr*>(&address), &length));
    open.push_back(taken);
    return ntohs(address.sin_port);
  }
  void connect(std::vector<Address> addresses, std::size_t first = 0, milliseconds patience = milliseconds(3000)) {
    connecting = Connecting::start(*loop, errands, std::move(addresses), first, patience,
                                   [this](Result<std::unique_ptr<Stream>> stream, std::size_t at) {
                                     ++dones;
                                     which = at;
                                     if (stream) {
                                       connected = std::move(*stream);
                                     } else {
                                       error = stream.error();
                                     }
                                     connecting.reset();
                                   });
    EXPECT_EQ(0, dones);
    run_until([&] { return dones == 1; });
  }

  std::string directory;
  std::vector<int> open;
  bool last_unix = false;
  Errands errands{*loop, 1, 4};
  std::unique_ptr<Connecting> connecting;
  std::unique_ptr<Stream> connected;
  int dones = 0;
  std::size_t which = 0;
  Error error;
};

TEST_F(Connect, By_address_and_port) {
  const auto listener = listen({"127.0.0.1", 0});
  ASSERT_NE(0, listener->port());
  connect({{"127.0.0.1", listener->port()}});
  ASSERT_NE(nullptr, connected);
  run_until([&] { return open.size() == 1; });
  EXPECT_FALSE(last_unix);
  EXPECT_EQ("127.0.0.1:" + std::to_string(listener->port()), connected->peer_address());
}

TEST_F(Connect, By_name_on_every_address) {
  const auto listener = listen({"*", 0});
  connect({{"localhost", listener->port()}});
  EXPECT_NE(nullptr, connected) << error.message;
}

TEST_F(Connect, By_a_directory_of_Unix_sockets) {
  const std::string file = directory + "/.s.PGSQL.6432";
  {
    const auto listener = listen({directory, 6432});
    struct stat found {};
    ASSERT_EQ(0, ::stat(file.c_str(), &found));
    EXPECT_EQ(0777u, found.st_mode & 0777u);
    connect({{directory, 6432}});
    ASSERT_NE(nullptr, connected);
    EXPECT_TRUE(connected->is_unix());
    run_until([&] { return open.size() == 1; });
    EXPECT_TRUE(last_unix);
    const auto again = Listener::listen(*loop, {directory, 6432}, [](int, bool) {});
    ASSERT_FALSE(again);
    EXPECT_EQ("could not listen on Unix socket \"" + file + "\": another process does", again.error().message);
  }
  EXPECT_FALSE(std::filesystem::exists(file));
}

TEST_F(Connect, A_stale_Unix_socket_is_replaced_and_a_file_is_not) {
  const std::string file = directory + "/.s.PGSQL.6432";
  auto listener = listen({directory, 6432});
  std::filesystem::create_hard_link(file, file + ".kept");
  listener.reset();
  std::filesystem::rename(file + ".kept", file);
  listener = listen({directory, 6432});
  connect({{directory, 6432}});
  EXPECT_NE(nullptr, connected);
  listener.reset();
  ::close(::open(file.c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0600));
  EXPECT_FALSE(Listener::listen(*loop, {directory, 6432}, [](int, bool) {}));
  EXPECT_TRUE(std::filesystem::exists(file));
}

TEST_F(Connect, A_port_that_is_taken) {
  const auto listener = listen({"127.0.0.1", 0});
  const auto again = Listener::listen(*loop, {"127.0.0.1", listener->port()}, [](int, bool) {});
  ASSERT_FALSE(again);
  EXPECT_THAT(again.error().message, ::testing::HasSubstr("Address already in use"));
}

TEST_F(Connect, The_next_where_one_does_not_listen) {
  const auto listener = listen({"127.0.0.1", 0});
  const int closed = closed_port();
  connect({{"127.0.0.1", closed}, {"127.0.0.1", listener->port()}, {directory, 1}}, 2);
  ASSERT_NE(nullptr, connected);
  EXPECT_EQ(1u, which);
}

TEST_F(Connect, Every_address_is_named_where_none_answers) {
  const std::string closed = std::to_string(closed_port());
  connect({{"127.0.0.1", std::stoi(closed)}, {directory, 7}});
  EXPECT_EQ(nullptr, connected);
  EXPECT_EQ("08006", error.sqlstate);
  EXPECT_EQ("no server could be connected to", error.message);
  EXPECT_EQ("connection to server at \"127.0.0.1\", port " + closed +
                " failed: Connection refused\nconnection to server on socket \"" + directory +
                "/.s.PGSQL.7\" failed: No such file or directory",
            error.detail);
}

TEST_F(Connect, One_that_does_not_answer_is_given_up_in_time) {
  // A full backlog: the system answers no more of those who come.
  const int full = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
  socklen_t length = sizeof address;
  ASSERT_EQ(0, ::bind(full, reinterpret_cast<sockaddr*>(&address), length));
  ASSERT_EQ(0, ::listen(full, 0));
  ASSERT_EQ(0, ::getsockname(full, reinterpret_cast<sockaddr*>(&address), &length));
  open.push_back(full);
  for (int i = 0; i < 4; ++i) {
    const int one = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    ::connect(one, reinterpret_cast<sockaddr*>(&address), length);
    open.push_back(one);
  }
  connect({{"127.0.0.1", ntohs(address.sin_port)}}, 0, milliseconds(50));
  EXPECT_THAT(error.message, ::testing::EndsWith("failed: timeout expired"));
}

TEST_F(Connect, Given_up_it_calls_nobody) {
  // The only thread is busy, so that the name is resolved after it was given up.
  errands.run([]() -> std::function<void()> {
    ::usleep(30'000);
    return {};
  });
  connecting = Connecting::start(*loop, errands, {{"localhost", 1}, {"127.0.0.1", 1}}, 0, milliseconds(1000),
                                 [&](Result<std::unique_ptr<Stream>>, std::size_t) { ++dones; });
  loop->after(milliseconds(10), [&] { connecting.reset(); });
  turns(80);
  EXPECT_EQ(0, dones);
}

TEST_F(Connect, A_name_that_does_not_exist) {
  connect({{"no-such-host.invalid", 5432}});
  EXPECT_THAT(error.message, ::testing::HasSubstr("could not translate host name \"no-such-host.invalid\""));
}

TEST_F(Connect, A_storm_is_accepted_and_the_lack_of_descriptors_survived) {
  const auto listener = listen({"127.0.0.1", 0});
  sockaddr_in address{.sin_family = AF_INET,
                      .sin_port = htons(static_cast<std::uint16_t>(listener->port())),
                      .sin_addr = {htonl(INADDR_LOOPBACK)}};
  std::vector<int> clients;
  for (int i = 0; i < 300; ++i) {
    clients.push_back(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    ::connect(clients.back(), reinterpret_cast<sockaddr*>(&address), sizeof address);
  }
  rlimit before{};
  ASSERT_EQ(0, ::getrlimit(RLIMIT_NOFILE, &before));
  rlimit few = before;
  few.rlim_cur = static_cast<rlim_t>(clients.back()) + 101;
  ASSERT_EQ(0, ::setrlimit(RLIMIT_NOFILE, &few));
  const std::clock_t spent = std::clock();
  turns(400);
  EXPECT_EQ(100u, open.size());
  EXPECT_LT(std::clock() - spent, CLOCKS_PER_SEC / 50);
  ASSERT_EQ(0, ::setrlimit(RLIMIT_NOFILE, &before));
  run_until([&] { return open.size() == 300; });
  for (const int one : clients) ::close(one);
}

}  // namespace
}  // namespace ringfence::gateway
