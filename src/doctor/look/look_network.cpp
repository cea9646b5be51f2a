#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "base/descriptors.h"
#include "base/file.h"
#include "doctor/look/parts.h"
#include "doctor/look/socket.h"
#include "gateway/control/peer_text.h"
#include "lifecycle/process_table.h"

namespace ringfence::doctor {

namespace {

namespace fs = std::filesystem;
constexpr std::size_t proc_bytes = 64u << 10;

// "ringfence serve --settings FILE", FILE relative to where the process was started.
std::optional<fs::path> settings_of(pid_t pid) {
  const std::string line = lifecycle::command_line_of(pid);
  const auto arguments = lifecycle::split_text(line, '\0');
  if (arguments.size() < 3 || arguments[1] != "serve") return std::nullopt;
  constexpr std::string_view option = "--settings";
  std::string file;
  for (std::size_t i = 2; i < arguments.size(); ++i) {
    if (arguments[i] == option && i + 1 < arguments.size()) file = arguments[i + 1];
    if (arguments[i].starts_with(option) && arguments[i].substr(option.size()).starts_with('=')) {
      file = arguments[i].substr(option.size() + 1);
    }
  }
  if (file.empty()) return std::nullopt;
  std::error_code error;
  const fs::path folder = fs::read_symlink(lifecycle::proc_file(pid, "cwd"), error);
  if (error && !fs::path(file).is_absolute()) return std::nullopt;
  return fs::weakly_canonical(folder / file, error);
}

std::string shown(const gateway::Address& address) {
  const bool is_v6 = address.host.find(':') != std::string::npos && !address.host.starts_with('/');
  return is_v6 ? fmt::format("[{}]:{}", address.host, address.port) : fmt::format("{}:{}", address.host, address.port);
}

std::string callable(const std::string& host) {
  if (host == "0.0.0.0" || host == "*" || host.empty()) return "127.0.0.1";
  return host == "::" ? "::1" : host;
}

void look_at_unix(const gateway::Address& address, const Facts& facts, ListenFacts& listen) {
  if (::access(address.host.c_str(), W_OK | X_OK) != 0) {
    listen.port = Port::unusable;
    listen.error = fmt::format("\"{}\": {}", address.host, std::strerror(errno));
    return;
  }
  const auto where = gateway::unix_address(gateway::unix_path(address.host, address.port));
  if (!where) {
    listen.port = Port::unusable;
    listen.error = where.error().message;
    return;
  }
  const auto socket = connect_to(*where);
  if (!socket) return;
  listen.port = Port::accepts;
  const int process = listening_process(*socket);
  listen.is_ours = facts.gateway && *facts.gateway == process;
  if (!listen.is_ours) listen.error_of_hello = fail(fmt::format("process {} does", process));
}

void greet(const gateway::Address& address, const Facts& facts, ListenFacts& listen) {
  const gateway::PeerTls& tls = facts.settings.peer_tls;
  if (facts.settings.tls.certificate.empty() || tls.certificate.empty() || tls.authority.empty()) return;
  const auto answer = gateway::greet_here(callable(address.host), address.port, tls,
                                          facts.policy ? facts.policy->sha256 : std::string(64, '0'), patience_ms);
  if (!answer) {
    listen.error_of_hello = answer.error();
  } else if (answer->rows.size() == 1 && answer->rows[0].size() == 3) {
    listen.said_ring = answer->rows[0][0].value_or("");
    listen.said_sha256 = answer->rows[0][2].value_or("");
  } else {
    listen.error_of_hello = fail("it answers with something else");
  }
}

// Whether somebody accepts there, or we could.
void look_at_tcp(const gateway::Address& address, ListenFacts& listen) {
  const auto called = gateway::resolve(callable(address.host), address.port, false);
  const auto own = gateway::resolve(address.host, address.port, true);
  if (!called || !own) {
    listen.port = Port::unusable;
    listen.error = (called ? own : called).error().message;
    return;
  }
  for (const gateway::SocketAddress& one : *called) {
    if (connect_to(one)) listen.port = Port::accepts;
  }
  if (listen.port == Port::accepts) return;
  for (const gateway::SocketAddress& one : *own) {
    const Status could = could_listen(one);
    if (could) continue;
    listen.port = Port::unusable;
    listen.error = could.error().message;
  }
}

void look_at_http(Facts& facts) {
  const gateway::Address& address = facts.settings.http;
  if (address.host.empty()) return;
  ListenFacts http;
  http.address = shown(address);
  look_at_tcp(address, http);
  if (http.port == Port::accepts) {
    const auto where = gateway::resolve(callable(address.host), address.port, false);
    const auto socket = where ? connect_to(where->front()) : Result<Socket>(where.error());
    const auto answer = socket ? http_get(*socket, "/healthz") : Result<std::string>(socket.error());
    http.is_ours = answer && answer->starts_with("HTTP/1.1 200") && answer->ends_with("ok\n");
    if (!http.is_ours) http.error = answer ? answer->substr(0, answer->find('\r')) : answer.error().message;
  }
  facts.http = std::move(http);
}

PeerFacts look_at_peer(const gateway::PeerAddress& peer, gateway::PeerTransport& transport, const Facts& facts) {
  PeerFacts found;
  found.ring = peer.ring;
  found.host = peer.host;
  found.address = shown({peer.host, peer.port});
  const auto fails = [&](Stage stage, const Error& error) {
    found.failed = stage;
    found.error = error;
    return found;
  };
  const auto addresses = gateway::resolve(peer.host, peer.port, false);
  if (!addresses) return fails(Stage::name, addresses.error());
  Result<Socket> socket = fail("it has no address");
  for (const gateway::SocketAddress& one : *addresses) {
    auto connected = connect_to(one);
    if (!socket) socket = std::move(connected);
  }
  if (!socket) return fails(Stage::connection, socket.error());
  auto seen = gateway::look_at_server(socket->get(), peer.host, facts.settings.peer_tls.authority);
  if (!seen) return fails(Stage::tls, seen.error());
  found.certificate = std::move(seen->certificate);
  found.refusal = std::move(seen->refusal);
  const auto answer =
      transport.ask(peer.ring, gateway::hello_text(facts.policy ? facts.policy->sha256 : std::string(64, '0')));
  if (!answer) return fails(Stage::hello, answer.error());
  if (answer->rows.size() != 1 || answer->rows[0].size() != 3) return fails(Stage::hello, fail("it answers otherwise"));
  found.said_sha256 = answer->rows[0][2].value_or("");
  return found;
}

}  // namespace

void look_at_process(Facts& facts) {
  for (const pid_t pid : lifecycle::all_processes()) {
    const auto file = settings_of(pid);
    if (file && file->string() == facts.settings_file) facts.gateway = pid;
  }
  if (!facts.gateway) return;
  const auto text = read_file(lifecycle::proc_file(*facts.gateway, "limits"), proc_bytes);
  const auto limit = text ? read_descriptor_limit(*text) : std::nullopt;
  if (limit) facts.descriptors = *limit;
}

void look_at_listeners(Facts& facts) {
  for (const gateway::Address& address : facts.settings.listen) {
    ListenFacts listen;
    listen.address = shown(address);
    if (address.host.starts_with('/')) {
      look_at_unix(address, facts, listen);
    } else {
      look_at_tcp(address, listen);
      listen.is_ours = listen.port == Port::accepts && facts.gateway;
      if (listen.port == Port::accepts) greet(address, facts, listen);
    }
    facts.listen.push_back(std::move(listen));
  }
  look_at_http(facts);
}

void look_at_peers(gateway::PeerTransport& transport, Facts& facts) {
  for (const gateway::PeerAddress& peer : facts.settings.peers) {
    facts.peers.push_back(look_at_peer(peer, transport, facts));
  }
}

}  // namespace ringfence::doctor
