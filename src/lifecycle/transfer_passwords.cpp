#include "lifecycle/transfer_passwords.h"

#include <fmt/format.h>

#include <map>
#include <set>
#include <vector>

#include "base/pass_file.h"
#include "base/sha256.h"
#include "compile/postgres/transfers.h"
#include "lifecycle/as_user.h"
#include "lifecycle/cluster_make.h"
#include "lifecycle/service_passwords.h"
#include "pg/quote.h"

namespace ringfence::lifecycle {

namespace {

constexpr std::size_t random_password_bytes = 24;
using Passwords = std::map<std::string, std::string>;

// The file as it is, and as whom it is written.
struct PassFile {
  const RingDirectory& directory;
  const std::string& ring;
  std::string user;
  Passwords passwords;

  Status read() {
    auto as = server_user(directory, ring);
    if (!as) return as.error();
    user = *as;
    auto text = read_as(user, directory.transfers_pass_file(ring));
    if (!text) return text.error();
    if (*text) passwords = passwords_by_user(**text);
    return {};
  }
  [[nodiscard]] Status write() const {
    std::string text;
    for (const auto& [role, password] : passwords) {
      text += pass_line(listen_address, role, password);
      if (const auto folder = directory.socket_directory(ring)) text += pass_line(folder->string(), role, password);
    }
    return write_as(user, directory.transfers_pass_file(ring), text);
  }
};

Result<std::set<std::string>> without_password(const std::vector<std::string>& names, pg::Connection& connection) {
  auto rows =
      connection.query("SELECT rolname FROM pg_catalog.pg_authid WHERE rolname = ANY ($1) AND rolpassword IS NULL",
                       {pg::array_literal(names)});
  if (!rows) return rows.error();
  std::set<std::string> without;
  for (std::size_t i = 0; i < rows->size(); ++i) without.insert(rows->string(i, 0));
  return without;
}

}  // namespace

Status keep_transfers(const RingDirectory& directory, const policy::Policy& policy, const policy::Ring& ring,
                      pg::Connection& connection) {
  auto today = compile::server_day(connection);
  if (!today) return today.error();
  const std::vector<compile::ServiceRole> wanted = compile::transfer_logins(policy, ring, *today);
  if (auto made = make_roles(wanted, connection); !made) return made.error();
  std::vector<std::string> names;
  for (const compile::ServiceRole& role : wanted) names.push_back(role.name);
  auto without = without_password(names, connection);
  if (!without) return without.error();
  PassFile file{directory, ring.name, {}, {}};
  RINGFENCE_TRY(file.read());
  Passwords kept;
  std::vector<std::string> renewed;
  for (const std::string& name : names) {
    const auto has = file.passwords.find(name);
    kept[name] = has == file.passwords.end() ? random_hex(random_password_bytes) : has->second;
    if (has == file.passwords.end() || without->contains(name)) renewed.push_back(name);
  }
  const bool changed = kept != file.passwords;
  file.passwords = std::move(kept);
  if (changed) RINGFENCE_TRY(file.write());
  for (const std::string& name : renewed) RINGFENCE_TRY(give_password(connection, name, file.passwords.at(name)));
  return {};
}

Status set_transfer_password(const RingDirectory* directory, const policy::Ring& ring, const std::string& role,
                             const std::string& password, pg::Connection& connection) {
  auto there = connection.query("SELECT FROM pg_catalog.pg_roles WHERE rolname = $1", {role});
  if (!there) return there.error();
  if (there->size() == 0) {
    return fail(fmt::format("ring {} has no role {} yet", ring.name, role), {},
                "run ringfence apply: it is made where a rule in force lets it read");
  }
  if (directory != nullptr) {
    PassFile file{*directory, ring.name, {}, {}};
    RINGFENCE_TRY(file.read());
    file.passwords[role] = password;
    RINGFENCE_TRY(file.write());
  }
  return give_password(connection, role, password);
}

}  // namespace ringfence::lifecycle
