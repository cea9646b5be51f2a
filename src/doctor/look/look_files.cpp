#include <fmt/format.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstring>

#include "base/file.h"
#include "base/limits.h"
#include "doctor/look/parts.h"
#include "policy/parse.h"

namespace ringfence::doctor {

namespace {

constexpr std::size_t pem_bytes = 1u << 20;

bool is_at_home(const policy::Policy& policy, const policy::Service& service, const std::string& ring) {
  const policy::Ring* home = policy.home_of(service.location);
  return home != nullptr && home->name == ring;
}

PolicyFacts facts_of(const policy::Parsed& parsed, const std::string& ring) {
  PolicyFacts facts;
  facts.sha256 = parsed.policy.sha256;
  facts.findings = parsed.findings;
  facts.has_ring = parsed.policy.find_ring(ring) != nullptr;
  for (const policy::Ring& other : parsed.policy.rings) {
    if (other.name != ring) facts.others.push_back(other.name);
  }
  for (const policy::Service& service : parsed.policy.services) {
    if (is_at_home(parsed.policy, service, ring)) facts.services.push_back(service.name);
  }
  for (const policy::Table& table : parsed.policy.tables) facts.looks_up = facts.looks_up || !table.lookup.empty();
  return facts;
}

Seen<KeyFileFacts> look_at_key_file(const std::string& file) {
  struct stat found {};
  if (::stat(file.c_str(), &found) != 0) return {{}, fmt::format("\"{}\": {}", file, std::strerror(errno))};
  return {KeyFileFacts{found.st_mode & 07777u, found.st_uid}, {}};
}

TlsFacts look_at(std::string section, const gateway::TlsFiles& files) {
  TlsFacts facts;
  facts.section = std::move(section);
  facts.files = files;
  facts.key = look_at_key_file(files.key);
  const auto certificate = read_file(files.certificate, pem_bytes);
  const auto key = read_file(files.key, pem_bytes);
  if (!key && facts.key) facts.key = {{}, key.error().message};
  if (!certificate) {
    facts.certificate.because = certificate.error().message;
    facts.key_matches.because = "the certificate cannot be read";
    facts.refusal.because = facts.key_matches.because;
    return facts;
  }
  if (auto read = gateway::read_certificate(*certificate)) {
    facts.certificate.value = std::move(*read);
  } else {
    facts.certificate.because = fmt::format("\"{}\": {}", files.certificate, read.error().message);
  }
  if (key) {
    const auto same = gateway::is_key_of(*certificate, *key);
    facts.key_matches = same ? Seen<bool>{*same, {}} : Seen<bool>{{}, same.error().message};
  } else {
    facts.key_matches.because = "the key cannot be read";
  }
  if (files.authority.empty()) return facts;
  const auto authority = read_file(files.authority, pem_bytes);
  if (!authority) {
    facts.refusal.because = authority.error().message;
  } else {
    const Status is_signed = gateway::check_signed_by(*certificate, *authority);
    facts.refusal.value = is_signed ? "" : is_signed.error().message;
  }
  return facts;
}

}  // namespace

std::optional<policy::Policy> look_at_policy(Facts& facts) {
  const std::filesystem::path file = facts.settings.policy_file.lexically_normal();
  facts.settings.policy_file = file;
  const auto text = read_file(file, limits::policy_file_bytes);
  if (!text) {
    facts.policy_unreadable = text.error();
    return std::nullopt;
  }
  policy::Parsed parsed = policy::parse(*text, file.string(), [&](const std::string& name) {
    return read_file(file.parent_path() / name, limits::codes_file_bytes);
  });
  facts.policy.value = facts_of(parsed, facts.settings.ring);
  if (parsed.findings.has_errors() || !facts.policy->has_ring) return std::nullopt;
  return std::move(parsed.policy);
}

void look_at_tls_files(Facts& facts) {
  const gateway::TlsFiles& own = facts.settings.tls;
  const gateway::PeerTls& peers = facts.settings.peer_tls;
  if (!own.certificate.empty()) facts.tls.push_back(look_at("tls", own));
  if (!peers.certificate.empty() && peers.certificate != own.certificate) {
    facts.tls.push_back(look_at("peer_tls", {peers.certificate, peers.key, peers.authority}));
  }
}

}  // namespace ringfence::doctor
