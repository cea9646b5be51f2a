// Any events in any order as what happens to a login, at both ends: a client that has no secret never gets in, a server
// that asks for a proof never gets away without its own, and where bytes are cut makes no difference. The first byte
// says what the connection is; then each event is a byte that says which, and of bytes how many follow.
#include <cstdlib>
#include <string>
#include <vector>

#include "gateway/session/login.h"
#include "gateway/session/server_login.h"

namespace {

using namespace ringfence;
using namespace ringfence::gateway;

void must(bool holds) {
  if (!holds) std::abort();
}

struct Happens {
  unsigned what = 0;
  std::string_view bytes;
};

std::vector<Happens> events_of(std::string_view input) {
  std::vector<Happens> events;
  while (!input.empty()) {
    const auto what = static_cast<unsigned char>(input.front());
    input.remove_prefix(1);
    Happens event{what % 8u, {}};
    if (event.what < 4 && !input.empty()) {
      const std::size_t size = std::min<std::size_t>(static_cast<unsigned char>(input.front()), input.size() - 1);
      event.bytes = input.substr(1, size);
      input.remove_prefix(1 + size);
    }
    events.push_back(event);
  }
  return events;
}

// Feeds a machine as a connection would. `Machine` has take(event) for one event, which says how many bytes it used.
template <class Machine>
std::string run(Machine machine, const std::vector<Happens>& events, std::size_t piece) {
  std::string buffer;
  for (const Happens& event : events) {
    if (event.what >= 4) {
      machine.other(event.what);
      continue;
    }
    for (std::string_view left = event.bytes; !left.empty(); left.remove_prefix(std::min(piece, left.size()))) {
      buffer += left.substr(0, piece);
      if (!machine.over) buffer.erase(0, machine.bytes(buffer));
    }
  }
  return machine.said + (machine.over ? "|over" : "|open");
}

struct AsClient {
  Login login;
  bool tls_bound;
  std::string said;
  bool over = false;

  std::size_t take(const Login::Event& event) {
    const Login::Action action = login.resume(event);
    said += action.reply;
    if (const auto* in = std::get_if<LoggedIn>(&action.then)) must(in->peer == "eu" && in->client_key.empty());
    over = over || std::holds_alternative<LoggedIn>(action.then) || std::holds_alternative<Login::Close>(action.then) ||
           std::holds_alternative<Login::Cancel>(action.then);
    return action.consumed;
  }
  std::size_t bytes(std::string_view all) {
    const std::size_t used = take(Login::Bytes{all});
    must(used <= all.size());
    return used;
  }
  void other(unsigned what) {
    static const ScramVerifier verifier = mock_verifier("somebody", "secret");
    if (over) return;
    if (what == 4) take(Login::TlsReady{{false, true, "hash", tls_bound ? std::optional("ring:eu") : std::nullopt}});
    if (what == 5) take(Login::Verifier{verifier, 4096});
    if (what == 6) take(Login::Verifier{std::nullopt, 4096});
    if (what == 7) take(Login::VerifierFailed{Error("down", {}, {}, "08006")});
  }
};

struct AsServer {
  ServerLogin login;
  std::string said;
  bool over = false;

  std::size_t take(const ServerLogin::Event& event) {
    const ServerLogin::Action action = login.resume(event);
    said += action.send;
    if (const auto* failed = std::get_if<ServerLogin::Failed>(&action.then)) {
      must(!failed->error.sqlstate.empty() && !failed->error.message.empty());
      over = true;
    }
    if (std::holds_alternative<ServerReady>(action.then)) {
      must(said.find(scram_plain) == std::string::npos);
      over = true;
    }
    return action.consumed;
  }
  std::size_t bytes(std::string_view all) {
    const std::size_t used = take(ServerLogin::Bytes{all});
    must(used <= all.size());
    return used;
  }
  void other(unsigned what) {
    if (over) return;
    if (what == 4) take(ServerLogin::TlsReady{"hash"});
    if (what > 4) take(ServerLogin::Connected{});
  }
};

AsServer server(ServerLogin::Tls tls) {
  const std::string key(32, 'k');
  AsServer made{ServerLogin({"web", "app", key, key, {}, {{"timezone", "UTC"}}}, tls, "nonce"), {}};
  made.take(ServerLogin::Connected{});
  return made;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const unsigned kind = data[0];
  const std::vector<Happens> events = events_of({reinterpret_cast<const char*>(data) + 1, size - 1});
  const LoginRules rules{(kind & 1) != 0, (kind & 2) != 0, "mock", {"app"}};
  const bool tls = (kind & 4) != 0;
  const Connection connection{(kind & 8) != 0, tls, tls ? ChannelBinding("hash") : std::nullopt,
                              (kind & 16) != 0 ? std::optional("ring:eu") : std::nullopt};
  const auto client = [&] { return AsClient{Login(rules, connection, "nonce"), (kind & 16) != 0, {}}; };
  const std::string whole = run(client(), events, std::string::npos);
  // Where TLS begins it does make a difference: what came with the request for it is refused.
  if (!rules.tls_offered) must(run(client(), events, 1) == whole);

  const auto asks = static_cast<ServerLogin::Tls>((kind >> 5) % 3);
  const std::string answered = run(server(asks), events, std::string::npos);
  if (asks == ServerLogin::Tls::off) must(run(server(asks), events, 1) == answered);
  return 0;
}
