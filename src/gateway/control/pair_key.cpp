#include "gateway/control/pair_key.h"

#include <fmt/format.h>

#include "base/crypto.h"
#include "compile/postgres/walls.h"
#include "gateway/control/directory.h"

namespace ringfence::gateway {

namespace {

constexpr std::size_t key_bytes = 32;
constexpr std::size_t block_bytes = 64;  // of SHA-256

std::string pad(std::string_view key, unsigned char with) {
  std::string hex = "\\x";
  for (std::size_t i = 0; i < block_bytes; ++i) {
    const auto byte = i < key.size() ? static_cast<unsigned char>(key[i]) : static_cast<unsigned char>(0);
    hex += fmt::format("{:02x}", byte ^ with);
  }
  return hex;
}

Status lock_subjects(pg::Connection& connection, const Knowledge& knowledge) {
  for (const Subject& subject : subjects_there(knowledge)) {
    RINGFENCE_TRY(connection.execute(
        fmt::format("LOCK TABLE {} IN SHARE ROW EXCLUSIVE MODE", compile::qualified(subject.placement->table->name))));
  }
  return {};
}

Status bring(pg::Connection& connection, const Knowledge& knowledge, const std::vector<pg::Parameter>& key) {
  RINGFENCE_TRY(lock_subjects(connection, knowledge));
  RINGFENCE_TRY(connection.query("INSERT INTO ringfence.pair_key VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING", key));
  auto same = connection.query(
      "SELECT FROM ringfence.pair_key WHERE ring = $1 AND version = $2 AND inner_pad = $3 AND outer_pad = $4", key);
  if (!same) return same.error();
  if (same->size() != 1) {
    Error error = fail(fmt::format("there is another key of version {} with ring {}", *key[1], *key[0]), {},
                       "Give the new key a higher version.");
    error.sqlstate = "42710";
    return error;
  }
  for (const std::string& statement :
       compile::peer_lookups_statements(knowledge.policy, *knowledge.here, knowledge.catalogue, knowledge.placements)) {
    RINGFENCE_TRY(connection.execute(statement));
  }
  return {};
}

}  // namespace

std::string make_pair_key() {
  return random_bytes(key_bytes);
}

Status install_pair_key(pg::Connection& connection, const Knowledge& knowledge, const std::string& ring,
                        std::uint32_t version, std::string_view key) {
  if (key.size() != key_bytes) return fail(fmt::format("a key of two rings has {} bytes", key_bytes));
  if (ring == knowledge.here->name || knowledge.policy.find_ring(ring) == nullptr) {
    return fail(fmt::format("ring {} has no look-ups to share with \"{}\"", knowledge.here->name, ring));
  }
  const std::vector<pg::Parameter> parameters = {ring, std::to_string(version), pad(key, 0x36), pad(key, 0x5c)};
  return pg::in_transaction(connection, [&] { return bring(connection, knowledge, parameters); });
}

Status remove_pair_key(pg::Connection& connection, const std::string& ring, std::uint32_t version) {
  const std::vector<pg::Parameter> key = {ring, std::to_string(version)};
  return pg::in_transaction(connection, [&]() -> Status {
    RINGFENCE_TRY(connection.query("DELETE FROM ringfence.pair_key WHERE ring = $1 AND version = $2", key));
    RINGFENCE_TRY(connection.query("DELETE FROM ringfence.lookup_peer WHERE ring = $1 AND key_version = $2", key));
    return {};
  });
}

}  // namespace ringfence::gateway
