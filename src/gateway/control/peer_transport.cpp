#include "gateway/control/peer_transport.h"

#include <fmt/format.h>

#include <chrono>
#include <map>

#include "gateway/control/peer_text.h"
#include "pg/connection.h"

namespace ringfence::gateway {

namespace {

constexpr std::string_view peer_user = "ringfence_peer";

// A value of a "keyword='value'" connection string.
std::string setting(std::string_view keyword, std::string_view value) {
  std::string text = fmt::format("{}='", keyword);
  for (const char c : value) {
    if (c == '\'' || c == '\\') text += '\\';
    text += c;
  }
  return text + "' ";
}

PeerRows copied(const pg::Rows& from) {
  PeerRows rows;
  for (std::size_t c = 0; c < from.columns(); ++c) rows.columns.emplace_back(from.column_name(c));
  for (std::size_t r = 0; r < from.size(); ++r) {
    auto& row = rows.rows.emplace_back();
    for (std::size_t c = 0; c < from.columns(); ++c) {
      row.push_back(from.is_null(r, c) ? std::nullopt : std::optional(from.string(r, c)));
    }
  }
  rows.tag = from.tag();
  return rows;
}

Error unreachable(const std::string& ring, std::string why) {
  Error error = fail(fmt::format("ring {} cannot be reached", ring), std::move(why));
  error.sqlstate = "08006";
  return error;
}

// A password is never given: the file that holds them is one that cannot be there.
std::string connection_string(const std::string& host, int port, std::string_view sslmode, const PeerTls& tls,
                              std::uint64_t patience_ms) {
  return setting("host", host) + setting("port", std::to_string(port)) + setting("user", peer_user) +
         setting("dbname", peer_user) + setting("sslmode", sslmode) + setting("sslcert", tls.certificate) +
         setting("sslkey", tls.key) + setting("sslrootcert", tls.authority) + setting("gssencmode", "disable") +
         setting("passfile", "/dev/null/none") + setting("client_encoding", "UTF8") +
         setting("tcp_user_timeout", std::to_string(patience_ms));
}

class LibpqTransport final : public PeerTransport {
 public:
  LibpqTransport(const std::vector<PeerAddress>& peers, const PeerTls& tls, const std::string& policy_sha256,
                 std::uint64_t patience_ms)
      : hello_(hello_text(policy_sha256)), patience_(patience_ms) {
    for (const PeerAddress& peer : peers) {
      peers_[peer.ring].address = connection_string(peer.host, peer.port, "verify-full", tls, patience_ms);
    }
  }

  Result<PeerRows> ask(const std::string& ring, const std::string& text) override {
    const auto found = peers_.find(ring);
    if (found == peers_.end()) return unreachable(ring, "The settings do not say where its gateway is.");
    Peer& peer = found->second;
    const bool kept = peer.connection && !peer.connection->is_broken();
    for (bool again = false;; again = true) {
      RINGFENCE_TRY(connect(ring, peer));
      auto rows = peer.connection->query_within(text, patience_);
      if (rows) return copied(*rows);
      if (!peer.connection->is_broken()) return rows.error();
      const bool late = peer.connection->gave_up();
      peer.connection.reset();
      // A connection that was kept may have ended while nobody looked.
      if (again || late || !kept) return unreachable(ring, rows.error().message);
    }
  }

 private:
  struct Peer {
    std::string address;
    std::optional<pg::Connection> connection;
  };

  Status connect(const std::string& ring, Peer& peer) const {
    if (peer.connection && !peer.connection->is_broken()) return {};
    peer.connection.reset();
    auto opened = pg::Connection::open_plain(peer.address, patience_);
    if (!opened) return unreachable(ring, opened.error().message);
    auto greeting = opened->query_within(hello_, patience_);
    if (!greeting) return unreachable(ring, greeting.error().message);
    if (greeting->size() != 1 || greeting->columns() < 1 || greeting->text(0, 0) != ring) {
      return unreachable(ring, "Another one answers at its address.");
    }
    peer.connection.emplace(std::move(*opened));
    return {};
  }

  std::string hello_;
  std::chrono::milliseconds patience_;
  std::map<std::string, Peer> peers_;
};

}  // namespace

std::unique_ptr<PeerTransport> libpq_transport(const std::vector<PeerAddress>& peers, const PeerTls& tls,
                                               const std::string& policy_sha256, std::uint64_t patience_ms) {
  return std::make_unique<LibpqTransport>(peers, tls, policy_sha256, patience_ms);
}

Result<PeerRows> greet_here(const std::string& host, int port, const PeerTls& tls, const std::string& policy_sha256,
                            std::uint64_t patience_ms) {
  const std::chrono::milliseconds patience(patience_ms);
  auto opened = pg::Connection::open_plain(connection_string(host, port, "verify-ca", tls, patience_ms), patience);
  if (!opened) return opened.error();
  auto greeting = opened->query_within(hello_text(policy_sha256), patience);
  if (!greeting) return greeting.error();
  return copied(*greeting);
}

}  // namespace ringfence::gateway
