#include "lifecycle/pair_keys.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <optional>

#include "gateway/control/control.h"
#include "gateway/control/pair_key.h"
#include "pg/connection.h"

namespace ringfence::lifecycle {

namespace {

struct Side {
  pg::Connection connection;
  std::shared_ptr<const gateway::Knowledge> knowledge;
};

struct NewestKey {
  std::int64_t version = 0;  // 0: there is none
  std::string pad;
  bool operator==(const NewestKey&) const = default;
};

// Nothing: the ring has no walls yet.
Result<std::optional<Side>> side_of(const RingDirectory& directory, const std::string& ring, const std::string& uri) {
  auto connection = pg::Connection::open(uri);
  if (!connection) return connection.error();
  auto there = connection->query("SELECT pg_catalog.to_regclass('ringfence.pair_key') IS NOT NULL");
  if (!there) return there.error();
  if (!there->boolean(0, 0)) return std::optional<Side>();
  gateway::ControlSettings settings;
  settings.policy_file = directory.policy_file();
  settings.ring = ring;
  settings.database = uri;
  auto knowledge = gateway::Control(std::move(settings)).load(0);
  if (!knowledge) return knowledge.error();
  return std::optional<Side>(Side{std::move(*connection), std::move(*knowledge)});
}

Result<NewestKey> newest_key(Side& side, const std::string& with) {
  auto rows = side.connection.query(
      "SELECT version, pg_catalog.encode(inner_pad, 'hex') FROM ringfence.pair_key WHERE ring = $1"
      " ORDER BY version DESC LIMIT 1",
      {with});
  if (!rows) return rows.error();
  if (rows->size() == 0) return NewestKey{};
  return NewestKey{rows->integer(0, 0), rows->string(0, 1)};
}

// Between the two a kill may come: then one side has a version that the other lacks, and the next call makes a higher.
Status keep_pair(Side& one, Side& other) {
  const std::string& here = one.knowledge->here->name;
  const std::string& there = other.knowledge->here->name;
  auto first = newest_key(one, there);
  if (!first) return first.error();
  auto second = newest_key(other, here);
  if (!second) return second.error();
  if (first->version > 0 && *first == *second) return {};
  const auto version = static_cast<std::uint32_t>(std::max(first->version, second->version) + 1);
  const std::string key = gateway::make_pair_key();
  RINGFENCE_TRY(gateway::install_pair_key(one.connection, *one.knowledge, there, version, key));
  return gateway::install_pair_key(other.connection, *other.knowledge, here, version, key);
}

}  // namespace

bool looks_up(const policy::Policy& policy) {
  return std::ranges::any_of(policy.tables, [](const policy::Table& table) { return !table.lookup.empty(); });
}

std::vector<std::string> keep_pair_keys(const RingDirectory& directory, const RingRecord& record,
                                        const std::vector<std::string>& rings) {
  std::vector<std::string> failures;
  std::vector<Side> sides;  // in the order of their names, as the record is
  for (const auto& [ring, port] : record.ports) {
    if (std::ranges::find(rings, ring) == rings.end()) continue;
    auto side = side_of(directory, ring, directory.uri(record.database, port));
    if (!side) {
      failures.push_back(to_text(within(fmt::format("the keys for look-ups of ring {}", ring), side.error())));
    } else if (*side && looks_up((*side)->knowledge->policy)) {
      sides.push_back(std::move(**side));
    }
  }
  for (std::size_t one = 0; one < sides.size(); ++one) {
    for (std::size_t other = one + 1; other < sides.size(); ++other) {
      if (Status kept = keep_pair(sides[one], sides[other]); !kept) {
        failures.push_back(
            to_text(within(fmt::format("the key for look-ups between ring {} and ring {}",
                                       sides[one].knowledge->here->name, sides[other].knowledge->here->name),
                           kept.error())));
      }
    }
  }
  return failures;
}

}  // namespace ringfence::lifecycle
