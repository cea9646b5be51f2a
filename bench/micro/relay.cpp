// What relaying costs the gateway's loop: queries that are answered at once, and results of 2 MB, between two Unix or
// TCP sockets of this machine. Processor time is that of the relaying thread alone.
//   bench_relay [seconds]; under `strace -fc -e trace=...` it counts the system calls.
#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>
#include <thread>

#include "gateway/io/loop.h"
#include "gateway/io/stream.h"

namespace {

using namespace ringfence;
using namespace ringfence::gateway;

class Side : public Stream::User {
 public:
  Side(Loop& loop, int descriptor) : loop_(loop), stream(loop, descriptor, false) {}
  std::size_t received(std::string_view bytes) override {
    other->stream.send(bytes);
    if (other->stream.blocked()) stream.pause();
    return bytes.size();
  }
  void drained() override { other->stream.resume(); }
  void tls_ready() override {}
  void lost(const Error&) override { loop_.stop(); }

 private:
  Loop& loop_;

 public:
  Stream stream;
  Side* other = nullptr;
};

// Both ends of a TCP connection over loopback, as a gateway has them.
std::pair<int, int> connection() {
  const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t length = sizeof address;
  const int one = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (::bind(listener, reinterpret_cast<sockaddr*>(&address), length) != 0 || ::listen(listener, 1) != 0 ||
      ::getsockname(listener, reinterpret_cast<sockaddr*>(&address), &length) != 0 ||
      ::connect(one, reinterpret_cast<sockaddr*>(&address), length) != 0) {
    std::abort();
  }
  const int other = ::accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
  ::close(listener);
  return {one, other};
}

bool take(int descriptor, std::string& into, std::size_t count) {
  for (std::size_t got = 0; got < count;) {
    const ssize_t came = ::recv(descriptor, into.data(), std::min(into.size(), count - got), 0);
    if (came <= 0) return false;
    got += static_cast<std::size_t>(came);
  }
  return true;
}

double thread_seconds() {
  rusage used{};
  ::getrusage(RUSAGE_THREAD, &used);
  return static_cast<double>(used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
         static_cast<double>(used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6;
}

void measure(std::size_t question, std::size_t answer, double seconds) {
  const auto [client, client_end] = connection();
  const auto [server_end, server] = connection();
  auto loop = Loop::make().value();
  Side left(*loop, client_end), right(*loop, server_end);
  left.other = &right;
  right.other = &left;
  left.stream.start(left);
  right.stream.start(right);
  std::thread answering([&, descriptor = server] {
    std::string buffer(question, 'q');
    const std::string text(answer, 'a');
    while (take(descriptor, buffer, question)) {
      for (std::size_t sent = 0; sent < answer;) {
        const ssize_t count = ::send(descriptor, text.data() + sent, answer - sent, MSG_NOSIGNAL);
        if (count <= 0) return;
        sent += static_cast<std::size_t>(count);
      }
    }
  });
  std::size_t asked = 0;
  std::thread asking([&, descriptor = client] {
    std::string buffer(1u << 20, ' ');
    const std::string text(question, 'q');
    const auto until = std::chrono::steady_clock::now() + std::chrono::duration<double>(seconds);
    for (; std::chrono::steady_clock::now() < until; ++asked) {
      if (::send(descriptor, text.data(), text.size(), MSG_NOSIGNAL) < 0 || !take(descriptor, buffer, answer)) break;
    }
    ::shutdown(descriptor, SHUT_RDWR);
  });
  const double before = thread_seconds();
  loop->run();
  const double spent = thread_seconds() - before;
  asking.join();
  ::shutdown(server, SHUT_RDWR);
  answering.join();
  ::close(client);
  ::close(server);
  fmt::print("{:>9} bytes asked, {:>9} answered: {:>8} times, {:>8.2f} us of processor each, {:>8.1f} us a MB\n",
             question, answer, asked, spent * 1e6 / static_cast<double>(asked),
             spent * 1e6 / (static_cast<double>(asked) * static_cast<double>(question + answer) / 1e6));
}

}  // namespace

int main(int count, char** arguments) {
  const double seconds = count > 1 ? std::atof(arguments[1]) : 2.0;
  measure(100, 200, seconds);
  measure(100, 2'000'000, seconds);
}
