#include "lifecycle/gateway_files.h"

#include <fmt/format.h>

#include "base/file.h"
#include "lifecycle/as_user.h"
#include "lifecycle/certificates.h"
#include "lifecycle/database_uri.h"

namespace ringfence::lifecycle {

namespace {

namespace fs = std::filesystem;
constexpr std::size_t pem_bytes = 64u << 10;

// A basic string of TOML.
std::string toml_string(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
      out += fmt::format("\\u{:04X}", static_cast<unsigned char>(c));
    } else {
      out += c;
    }
  }
  return out + '"';
}

// By the ring's own socket where its path is short enough: no other ring's server can stand in its place.
std::string database_uri(const RingDirectory& directory, const RingRecord& record, const std::string& ring) {
  const auto folder = directory.socket_directory(ring);
  const std::string host = folder ? folder->string() : std::string(listen_address);
  return fmt::format("postgresql://{}@/{}?host={}&port={}&passfile={}", superuser, percent_encode(record.database),
                     percent_encode(host), record.ports.at(ring),
                     percent_encode(directory.gateway_pass_file(ring).string()));
}

Result<Certificate> read_authority(const RingDirectory& directory) {
  auto certificate = read_file(directory.authority_certificate(), pem_bytes);
  if (!certificate) return certificate.error();
  auto key = read_file(directory.authority_key(), pem_bytes);
  if (!key) return key.error();
  return Certificate{std::move(*certificate), std::move(*key)};
}

// NAME.crt and NAME.key in DIR/RING.
Status keep_certificate(const RingDirectory& directory, const std::string& ring, const std::string& user,
                        const std::string& name, const std::string& common_name) {
  const fs::path certificate = directory.ring(ring) / (name + ".crt");
  const fs::path key = directory.ring(ring) / (name + ".key");
  auto there = read_as(user, certificate);
  if (!there) return there.error();
  if (*there) return {};
  auto authority = read_authority(directory);
  if (!authority) return authority.error();
  auto issued = issue_certificate(*authority, common_name, {"DNS:localhost", "IP:127.0.0.1", "IP:::1"});
  if (!issued) return issued.error();
  // The certificate last: where it is, its key is too.
  RINGFENCE_TRY(write_as(user, key, issued->key));
  return write_as(user, certificate, issued->certificate);
}

}  // namespace

std::string gateway_settings_text(const RingDirectory& directory, const RingRecord& record, const std::string& ring,
                                  std::string_view own) {
  std::string listen = toml_string(fmt::format("{}:{}", listen_address, record.gateways.at(ring)));
  if (const auto folder = directory.gateway_socket_directory(ring)) {
    listen += ", " + toml_string(fmt::format("{}:{}", folder->string(), record.gateways.at(ring)));
  }
  std::string text = fmt::format(
      R"(# Written by "ringfence up", each time it is typed, with what gateway.own.toml says. docs/gateway.md explains every key.
ring     = {}
policy   = "../ringfence.toml"
database = {}
listen   = [{}]
http     = {}
ledger   = "ledger"
transfer_passwords = "transfers.pgpass"
{}
[tls]
certificate = "gateway.crt"
key         = "gateway.key"
authority   = "../authority.crt"
)",
      toml_string(ring), toml_string(database_uri(directory, record, ring)), listen,
      toml_string(fmt::format("{}:{}", listen_address, record.http.at(ring))), own);
  for (const auto& [peer, port] : record.gateways) {
    if (peer == ring) continue;
    text += fmt::format("\n[peer.{}]\ngateway = \"{}:{}\"\n", peer, listen_address, port);
  }
  return text;
}

Status keep_authority(const RingDirectory& directory, const std::string& platform) {
  std::error_code error;
  if (fs::exists(directory.authority_certificate(), error)) return {};
  auto made = make_authority(fmt::format("ringfence {}", platform.substr(0, 40)));
  if (!made) return made.error();
  // The certificate last: where it is, its key is too.
  RINGFENCE_TRY(write_file(directory.authority_key(), made->key, 0600));
  return write_file(directory.authority_certificate(), made->certificate);
}

Status keep_gateway_files(const RingDirectory& directory, const std::string& ring, const std::string& user,
                          const std::string& password) {
  RINGFENCE_TRY(keep_certificate(directory, ring, user, "gateway", "ring:" + ring));
  std::string text = pass_line(listen_address, superuser, password);
  if (const auto folder = directory.socket_directory(ring)) text += pass_line(folder->string(), superuser, password);
  auto before = read_as(user, directory.gateway_pass_file(ring));
  if (!before) return before.error();
  if (*before != text) RINGFENCE_TRY(write_as(user, directory.gateway_pass_file(ring), text));
  const auto folder = directory.gateway_socket_directory(ring);
  return folder ? run_as(user, {"mkdir", "-p", "-m", "700", folder->string()}) : Status();
}

Status keep_database_certificate(const RingDirectory& directory, const std::string& ring, const std::string& user) {
  return keep_certificate(directory, ring, user, "database", "database:" + ring);
}

std::vector<std::string> database_environment(const RingDirectory& directory, const std::string& ring) {
  return {"PGSSLMODE=verify-full", "PGSSLROOTCERT=" + directory.authority_certificate().string(),
          "PGSSLCERT=" + (directory.ring(ring) / "database.crt").string(),
          "PGSSLKEY=" + (directory.ring(ring) / "database.key").string()};
}

Status keep_gateway_settings(const RingDirectory& directory, const RingRecord& record, const std::string& ring,
                             const std::string& user) {
  auto own = read_as(user, directory.own_gateway_settings(ring));
  if (!own) return own.error();
  const std::string text = gateway_settings_text(directory, record, ring, own->value_or(""));
  auto before = read_as(user, directory.gateway_settings(ring));
  if (!before) return before.error();
  return *before == text ? Status() : write_as(user, directory.gateway_settings(ring), text);
}

}  // namespace ringfence::lifecycle
