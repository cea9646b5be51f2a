#include "doctor/look/look.h"

#include <fmt/format.h>

#include "base/descriptors.h"
#include "base/file.h"
#include "base/limits.h"
#include "doctor/look/parts.h"
#include "lifecycle/ring_directory.h"
#include "policy/parse.h"

namespace ringfence::doctor {

namespace {

namespace fs = std::filesystem;

template <class T>
void not_seen(Seen<T>& seen, const std::string& because) {
  if (!seen && seen.because.empty()) seen.because = because;
}

// What depends on something that could not be seen could not be seen because of that.
void give_reasons(Facts& facts) {
  const std::string policy = facts.policy_unreadable ? "the policy cannot be read"
                             : !facts.policy         ? facts.policy.because
                                                     : "the policy cannot be used";
  const bool usable = facts.policy && facts.policy->has_ring && !facts.policy->findings.has_errors();
  not_seen(facts.policy, policy);
  not_seen(facts.server, "the database cannot be reached");
  const std::string because = facts.server ? policy : facts.server.because;
  for (std::string* one : {&facts.services.because, &facts.walls.because, &facts.conflicts.because,
                           &facts.pulled.because, &facts.pair_keys.because}) {
    if (one->empty()) *one = usable && facts.server ? "the database has no schema ringfence yet" : because;
  }
}

void look_around(Facts& facts) {
  const std::optional<policy::Policy> policy = look_at_policy(facts);
  look_at_tls_files(facts);
  look_at_ledger(facts);
  look_at_process(facts);
  std::optional<pg::Connection> connection = look_at_server(policy ? &*policy : nullptr, facts);
  const auto transport = gateway::libpq_transport(facts.settings.peers, facts.settings.peer_tls,
                                                  facts.policy ? facts.policy->sha256 : "", patience_ms);
  look_at_listeners(facts);
  look_at_peers(*transport, facts);
  const policy::Ring* ring = policy ? policy->find_ring(facts.settings.ring) : nullptr;
  if (connection && ring != nullptr) {
    look_at_walls(*connection, *policy, *ring, facts);
    if (facts.server->has_schema) look_at_directories(*connection, *policy, *transport, facts);
  }
  give_reasons(facts);
}

Facts facts_of(const fs::path& settings_file, const std::string& text) {
  Facts facts;
  std::error_code error;
  const fs::path whole = fs::weakly_canonical(fs::absolute(settings_file, error), error);
  facts.settings_file = error ? settings_file.string() : whole.string();
  facts.now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  auto parsed = gateway::parse_settings(text, facts.settings_file);
  facts.settings = std::move(parsed.settings);
  facts.settings_findings = std::move(parsed.findings);
  facts.descriptors = descriptor_limit();
  return facts;
}

// The rings that were made, but for those that the policy no longer has: `up` does not start them.
std::vector<std::string> rings_of(const lifecycle::RingDirectory& directory, const lifecycle::RingRecord& record) {
  std::vector<std::string> rings;
  const auto text = read_file(directory.policy_file(), limits::policy_file_bytes);
  std::optional<policy::Parsed> parsed;
  if (text) {
    parsed = policy::parse(*text, directory.policy_file().string(), [&](const std::string& name) {
      return read_file(directory.root() / name, limits::codes_file_bytes);
    });
  }
  if (!parsed || parsed->findings.has_errors()) {
    for (const auto& [ring, port] : record.ports) rings.push_back(ring);
    return rings;
  }
  for (const policy::Ring& ring : parsed->policy.rings) rings.push_back(ring.name);
  return rings;
}

Facts not_made(const lifecycle::RingDirectory& directory, const std::string& ring, const Error& error) {
  Facts facts;
  facts.settings.ring = ring;
  facts.settings_file = directory.gateway_settings(ring).string();
  facts.settings_findings.error({facts.settings_file, 0, 0}, error.message,
                                "make it: ringfence up --dir " + directory.root().string());
  return facts;
}

}  // namespace

Result<Facts> look_at_gateway(const fs::path& settings_file) {
  const auto text = read_file(settings_file, limits::policy_file_bytes);
  if (!text) return text.error();
  Facts facts = facts_of(settings_file, *text);
  if (!facts.settings_findings.has_errors()) look_around(facts);
  return facts;
}

Result<std::vector<Facts>> look_at_directory(const fs::path& path) {
  auto directory = lifecycle::RingDirectory::at(path);
  if (!directory) return directory.error();
  auto record = lifecycle::read_ring_record(*directory);
  if (!record) return record.error();
  if (!*record) {
    return fail(fmt::format("there are no rings in \"{}\"", directory->root().string()), {},
                "name the directory of \"ringfence up\"");
  }
  std::vector<Facts> all;
  for (const std::string& ring : rings_of(*directory, **record)) {
    const auto text = read_file(directory->gateway_settings(ring), limits::policy_file_bytes);
    if (!text) {
      all.push_back(not_made(*directory, ring, text.error()));
      continue;
    }
    Facts facts = facts_of(directory->gateway_settings(ring), *text);
    facts.directory = directory->root().string();
    if (!facts.settings_findings.has_errors()) look_around(facts);
    all.push_back(std::move(facts));
  }
  return all;
}

}  // namespace ringfence::doctor
