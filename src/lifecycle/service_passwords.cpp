#include "lifecycle/service_passwords.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/crypto.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/pass_file.h"
#include "base/sha256.h"
#include "compile/postgres/services.h"
#include "compile/postgres/transfers.h"
#include "gateway/session/scram.h"
#include "pg/quote.h"

namespace ringfence::lifecycle {

namespace {

namespace fs = std::filesystem;
constexpr std::size_t pass_file_bytes = 4u << 20;
constexpr std::size_t random_password_bytes = 24;
constexpr std::size_t salt_bytes = 16;            // as PostgreSQL's own
constexpr std::uint32_t scram_iterations = 4096;  // the same

Result<std::map<std::string, std::string>> read_passwords(const RingDirectory& directory) {
  std::error_code error;
  if (!fs::exists(directory.services_pass_file(), error)) return std::map<std::string, std::string>();
  auto text = read_file(directory.services_pass_file(), pass_file_bytes);
  if (!text) return text.error();
  return passwords_by_user(*text);
}

Status write_passwords(const RingDirectory& directory, const policy::Policy& policy,
                       const std::map<std::string, std::string>& passwords) {
  return write_file(directory.services_pass_file(), service_passwords_text(directory, policy, passwords), 0600);
}

Result<std::vector<std::string>> without_password(const std::vector<compile::ServiceRole>& wanted,
                                                  pg::Connection& connection) {
  std::vector<std::string> names;
  for (const compile::ServiceRole& role : wanted) {
    if (role.is_wanted()) names.push_back(role.name);
  }
  auto rows = connection.query(
      "SELECT rolname FROM pg_catalog.pg_authid WHERE rolname = ANY ($1) AND rolpassword IS NULL AND rolcanlogin"
      " AND rolname <> current_user ORDER BY 1",
      {pg::array_literal(names)});
  if (!rows) return rows.error();
  names.clear();
  for (std::size_t i = 0; i < rows->size(); ++i) names.push_back(rows->string(i, 0));
  return names;
}

}  // namespace

Status give_password(pg::Connection& connection, const std::string& role, const std::string& password) {
  const auto verifier = gateway::make_verifier(password, random_bytes(salt_bytes), scram_iterations);
  return connection.execute(fmt::format("ALTER ROLE {} PASSWORD {}", pg::quote_identifier(role),
                                        pg::quote_literal(gateway::to_text(verifier))));
}

Result<std::vector<std::string>> make_roles(const std::vector<compile::ServiceRole>& wanted,
                                            pg::Connection& connection) {
  auto found = compile::read_services(connection, wanted);
  if (!found) return found.error();
  compile::ServiceChanges services;
  compile::role_changes(wanted, *found, services);
  RINGFENCE_TRY(pg::in_transaction(connection, [&]() -> Status {
    for (const compile::Change& change : services.changes) {
      if (Status done = connection.execute(change.sql); !done) return within(change.what, done.error());
    }
    return {};
  }));
  return std::move(services.for_a_person);
}

std::vector<const policy::Ring*> rings_let_in(const policy::Policy& policy, const policy::Service& service) {
  std::vector<const policy::Ring*> rings;
  if (const policy::Ring* home = policy.home_of(service.location)) rings.push_back(home);
  for (const policy::Ring& ring : policy.rings) {
    if (compile::visits(policy, ring, service, policy::Date{})) rings.push_back(&ring);
  }
  return rings;
}

std::string service_passwords_text(const RingDirectory& directory, const policy::Policy& policy,
                                   const std::map<std::string, std::string>& passwords) {
  std::string text;
  for (const auto& [service, password] : passwords) {
    text += pass_line(listen_address, service, password);
    const auto entry = std::ranges::find(policy.services, service, &policy::Service::name);
    if (entry == policy.services.end()) continue;
    for (const policy::Ring* ring : rings_let_in(policy, *entry)) {
      for (const auto& folder :
           {directory.socket_directory(ring->name), directory.gateway_socket_directory(ring->name)}) {
        if (folder) text += pass_line(folder->string(), service, password);
      }
    }
  }
  return text;
}

Result<std::vector<std::string>> keep_services(const RingDirectory& directory, const policy::Policy& policy,
                                               const policy::Ring& ring, pg::Connection& connection) {
  auto today = compile::server_day(connection);
  if (!today) return today.error();
  const std::vector<compile::ServiceRole> wanted = compile::service_roles(policy, ring, nullptr, nullptr, *today);
  auto for_a_person = make_roles(wanted, connection);
  if (!for_a_person) return for_a_person.error();
  auto names = without_password(wanted, connection);
  if (!names) return names.error();
  auto passwords = read_passwords(directory);
  if (!passwords) return passwords.error();
  for (const std::string& name : *names) passwords->emplace(name, random_hex(random_password_bytes));
  // Also where it is the password of another ring: the file names the sockets of each.
  if (!names->empty()) RINGFENCE_TRY(write_passwords(directory, policy, *passwords));
  for (const std::string& name : *names) RINGFENCE_TRY(give_password(connection, name, passwords->at(name)));
  return for_a_person;
}

Status check_password(std::string_view password) {
  if (password.empty()) return fail("the password is empty");
  if (password.size() > limits::password_bytes) {
    return fail(fmt::format("the password has more than {} bytes", limits::password_bytes));
  }
  const bool printable = std::ranges::all_of(password, [](char c) { return c >= ' ' && c <= '~'; });
  if (printable) return {};
  return fail("the password has characters other than printable ASCII", {},
              "clients bring others into a form of their own before they prove them: choose letters, digits and signs");
}

Result<bool> has_service_role(const std::string& service, pg::Connection& connection) {
  auto there = connection.query(
      "SELECT FROM pg_catalog.pg_roles WHERE rolname = $1 AND oid <> 10 AND rolname <> current_user", {service});
  if (!there) return there.error();
  return there->size() > 0;
}

Status keep_service_password(const RingDirectory& directory, const policy::Policy& policy, const std::string& service,
                             const std::string& password) {
  auto passwords = read_passwords(directory);
  if (!passwords) return passwords.error();
  (*passwords)[service] = password;
  return write_passwords(directory, policy, *passwords);
}

}  // namespace ringfence::lifecycle
