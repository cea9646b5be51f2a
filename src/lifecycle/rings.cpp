#include "lifecycle/rings.h"

#include <fmt/format.h>

#include <cstdlib>

#include "lifecycle/ring_directory.h"

namespace ringfence::lifecycle {

namespace {

constexpr std::string_view from_environment = "env:";

struct Missing {
  std::vector<std::string> rings;
  std::vector<std::string> what_to_set;
};

Error no_address(const Missing& missing, const std::string& hint) {
  return fail(fmt::format("no database is known for {} \"{}\"", missing.rings.size() == 1 ? "ring" : "rings",
                          fmt::join(missing.rings, "\", \"")),
              fmt::format("{}", fmt::join(missing.what_to_set, "; ")), hint);
}

Result<std::vector<RingAddress>> addresses_in(const policy::Policy& policy, const std::filesystem::path& path) {
  auto directory = RingDirectory::at(path);
  if (!directory) return directory.error();
  auto record = read_ring_record(*directory);
  if (!record) return record.error();
  const RingRecord known = record->value_or(RingRecord{});
  std::vector<RingAddress> addresses;
  Missing missing;
  for (const policy::Ring& ring : policy.rings) {
    const auto port = known.ports.find(ring.name);
    if (port == known.ports.end()) {
      missing.rings.push_back(ring.name);
    } else {
      addresses.push_back({&ring, directory->uri(known.database, port->second)});
    }
  }
  if (missing.rings.empty()) return addresses;
  missing.what_to_set.push_back(fmt::format("\"{}\" has no such ring", directory->root().string()));
  return no_address(missing, fmt::format("make it: ringfence up --dir {}", directory->root().string()));
}

// Empty where it is not said; then `why` says what to set.
std::string address_of(const policy::Ring& ring, std::string& why) {
  if (!ring.database.starts_with(from_environment)) {
    why = fmt::format("ring \"{}\" has no database in the policy", ring.name);
    return ring.database;
  }
  const std::string name = ring.database.substr(from_environment.size());
  const char* value = std::getenv(name.c_str());
  why = fmt::format("ring \"{}\": the environment variable {} is not set", ring.name, name);
  return value == nullptr ? "" : value;
}

}  // namespace

Result<std::vector<RingAddress>> ring_addresses(const policy::Policy& policy,
                                                const std::optional<std::filesystem::path>& directory) {
  if (directory) return addresses_in(policy, *directory);
  std::vector<RingAddress> addresses;
  Missing missing;
  for (const policy::Ring& ring : policy.rings) {
    std::string why;
    std::string address = address_of(ring, why);
    if (address.empty()) {
      missing.rings.push_back(ring.name);
      missing.what_to_set.push_back(why);
    } else {
      addresses.push_back({&ring, std::move(address)});
    }
  }
  if (missing.rings.empty()) return addresses;
  return no_address(missing,
                    "write database = \"postgresql://…\" or \"env:NAME\" under [ring.…] and set that variable, or name "
                    "the directory of \"ringfence up\" with --dir");
}

Result<std::string> ring_address(const policy::Policy& policy, const policy::Ring& ring,
                                 const std::optional<std::filesystem::path>& directory) {
  policy::Policy alone;
  alone.platform = policy.platform;
  alone.rings = {ring};
  auto addresses = ring_addresses(alone, directory);
  if (!addresses) return addresses.error();
  return addresses->front().database;
}

}  // namespace ringfence::lifecycle
