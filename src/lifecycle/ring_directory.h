// The directory that `ringfence up` keeps: which file is where, and what is written in them.
//
//   DIR/ringfence.toml   the policy, a copy (and the codes files it names, under the same relative paths)
//   DIR/rings.json       each ring's ports, and the name their databases have
//   DIR/services.pgpass  the passwords of the services, in libpq's form, mode 0600
//   DIR/authority.crt    who signed the rings' certificates; authority.key its key, mode 0600
//   DIR/pgpass           the password of the rings' superuser, in libpq's form, mode 0600
//   DIR/.lock            held while `up` or `down` is at work
//   DIR/RING/data        that ring's PostgreSQL; DIR/RING/log its server's log; DIR/RING/.s.PGSQL.PORT its socket
//   DIR/RING/gateway.toml  its gateway's settings; gateway.{crt,key} its certificate; gateway.pgpass its way into the
//                        database; transfers.pgpass the passwords of the roles that read for other rings; gateway.log
//                        its log; gw its Unix socket's folder
//   DIR/RING.new-XXXXXX  a data directory that is being made; left by a killed `up`, removed by the next
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace ringfence::lifecycle {

inline constexpr std::string_view superuser = "postgres";
inline constexpr std::string_view listen_address = "127.0.0.1";

class RingDirectory {
 public:
  // Makes the path absolute; the directory itself need not exist.
  static Result<RingDirectory> at(const std::filesystem::path& path);

  [[nodiscard]] const std::filesystem::path& root() const { return root_; }
  [[nodiscard]] std::filesystem::path policy_file() const { return root_ / "ringfence.toml"; }
  [[nodiscard]] std::filesystem::path record_file() const { return root_ / "rings.json"; }
  [[nodiscard]] std::filesystem::path pass_file() const { return root_ / "pgpass"; }
  [[nodiscard]] std::filesystem::path lock_file() const { return root_ / ".lock"; }
  [[nodiscard]] std::filesystem::path ring(const std::string& name) const { return root_ / name; }
  [[nodiscard]] std::filesystem::path data(const std::string& name) const { return ring(name) / "data"; }
  [[nodiscard]] std::filesystem::path log(const std::string& name) const { return ring(name) / "log"; }
  [[nodiscard]] std::filesystem::path services_pass_file() const { return root_ / "services.pgpass"; }
  [[nodiscard]] std::filesystem::path authority_certificate() const { return root_ / "authority.crt"; }
  [[nodiscard]] std::filesystem::path authority_key() const { return root_ / "authority.key"; }
  [[nodiscard]] std::filesystem::path gateway_settings(const std::string& name) const {
    return ring(name) / "gateway.toml";
  }
  // The operator's; what it says is in gateway.toml too.
  [[nodiscard]] std::filesystem::path own_gateway_settings(const std::string& name) const {
    return ring(name) / "gateway.own.toml";
  }
  [[nodiscard]] std::filesystem::path gateway_pass_file(const std::string& name) const {
    return ring(name) / "gateway.pgpass";
  }
  [[nodiscard]] std::filesystem::path ledger(const std::string& name) const { return ring(name) / "ledger"; }
  [[nodiscard]] std::filesystem::path transfers_pass_file(const std::string& name) const {
    return ring(name) / "transfers.pgpass";
  }
  [[nodiscard]] std::filesystem::path gateway_log(const std::string& name) const { return ring(name) / "gateway.log"; }
  // Where the Unix socket of the ring's gateway is; nothing as below.
  [[nodiscard]] std::optional<std::filesystem::path> gateway_socket_directory(const std::string& name) const;
  // Where the ring's Unix socket is; nothing where its path would be longer than the system allows.
  [[nodiscard]] std::optional<std::filesystem::path> socket_directory(const std::string& name) const;
  // A libpq URI that works as printed and shows no secret.
  [[nodiscard]] std::string uri(const std::string& database, int port) const;
  // The same for a service: of a gateway, or of a database.
  [[nodiscard]] std::string service_uri(const std::string& service, const std::string& database, int port) const;
  // Whether the ring was made, completely: a half-made one has another name.
  [[nodiscard]] bool is_made(const std::string& name) const;

 private:
  explicit RingDirectory(std::filesystem::path root) : root_(std::move(root)) {}
  std::filesystem::path root_;
};

// DIR/rings.json. Rings that the policy no longer has stay in it.
struct RingRecord {
  std::string database;              // what every ring's database is called; fixed when the first ring is made
  std::map<std::string, int> ports;  // of the databases, by ring
  std::map<std::string, int> gateways;
  std::map<std::string, int> http;  // of the gateways
  bool operator==(const RingRecord&) const = default;
};
std::string to_text(const RingRecord& record);
Result<RingRecord> parse_ring_record(std::string_view text);
// Nothing where there is none yet.
Result<std::optional<RingRecord>> read_ring_record(const RingDirectory& directory);
Status write_ring_record(const RingDirectory& directory, const RingRecord& record);

// The platform's name where it may be a database's name as it is, otherwise "ringfence".
std::string database_name_for(std::string_view platform);

// A ring's directory bears its name, so the name may not be a path, or that of another file there.
Status check_ring_name(const std::string& name);

// A line of a libpq password file that is good for every port and database of `host` (a name or a socket directory).
std::string pass_line(std::string_view host, std::string_view user, std::string_view password);

// Held from construction to destruction, by one process for one DIR. The system gives it back when the holder dies.
class DirectoryLock {
 public:
  // Waits for another holder; `on_wait` is called once if it has to.
  static Result<DirectoryLock> take(const RingDirectory& directory, const std::function<void()>& on_wait);
  DirectoryLock(DirectoryLock&& other) noexcept;
  DirectoryLock& operator=(DirectoryLock&&) = delete;
  ~DirectoryLock();

 private:
  explicit DirectoryLock(int descriptor) : descriptor_(descriptor) {}
  int descriptor_;
};

}  // namespace ringfence::lifecycle
