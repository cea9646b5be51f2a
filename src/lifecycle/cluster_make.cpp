#include "lifecycle/cluster_make.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstring>

#include "base/user.h"
#include "lifecycle/as_user.h"
#include "lifecycle/programs.h"

namespace ringfence::lifecycle {

namespace {

namespace fs = std::filesystem;
constexpr std::chrono::seconds patience_with_orphans{10};

Error file_error(std::string_view doing, const fs::path& path) {
  const std::string hint = errno == ENOSPC  ? "free some space; \"ringfence up\" then goes on from here"
                           : errno == EROFS ? "choose a directory on a disk that can be written"
                                            : "";
  return fail(fmt::format("could not {} \"{}\": {}", doing, path.string(), std::strerror(errno)), {}, hint);
}

// Removes the half-made directory again, unless it was renamed.
struct HalfMade {
  fs::path path;
  ~HalfMade() {
    std::error_code ignored;
    if (!path.empty()) fs::remove_all(path, ignored);
  }
};

Result<fs::path> new_home(const RingDirectory& directory, const std::string& ring, const std::string& user) {
  std::string path = directory.ring(ring).string() + ".new-XXXXXX";
  if (::mkdtemp(path.data()) == nullptr) return file_error("create", path);
  if (user.empty()) return fs::path(path);
  auto owner = find_user(user);
  if (!owner) return owner.error();
  if (::chown(path.c_str(), owner->id, owner->group) != 0) return file_error("give away", path);
  return fs::path(path);
}

Status initialise(const fs::path& home, const std::string& user, const std::string& password) {
  auto programs = find_server_programs(std::nullopt);
  if (!programs) return programs.error();
  const std::string initdb = (programs->directory / "initdb").string();
  const std::string data = (home / "data").string();
  const std::string secret = (home / "password").string();
  RINGFENCE_TRY(run_as(user, {"tee", secret}, password + "\n"));
  RINGFENCE_TRY(
      run_as(user, {initdb, "-D", data, "--username=" + std::string(superuser), "--pwfile=" + secret, "--encoding=UTF8",
                    "--locale=C.UTF-8", "--auth=scram-sha-256", "--data-checksums", "--no-instructions", "--no-sync"}));
  RINGFENCE_TRY(run_as(user, {"tee", "-a", data + "/postgresql.conf"}, std::string(development_settings())));
  RINGFENCE_TRY(run_as(user, {"rm", secret}));
  return run_as(user, {initdb, "--sync-only", "-D", data});
}

Status sync_folder(const fs::path& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const bool synced = descriptor >= 0 && ::fsync(descriptor) == 0;
  if (!synced) return file_error("sync", path);
  ::close(descriptor);
  return {};
}

}  // namespace

// wal_level: a minimal WAL leaves the contents of an index (and of a table made in the same transaction) out of the log
// and syncs their files at COMMIT instead. Nothing durable is lost by it, and a bulk load writes about half as much;
// what it costs is streaming replication and base backups, which a ring in development does without.
// max_wal_size, checkpoint_timeout: a load is not to checkpoint every few seconds.
std::string_view development_settings() {
  return R"(
# Added by "ringfence up". Yours to change: it is written once. The port, the address and the socket's place are given
# on the server's command line. fsync, full_page_writes and synchronous_commit stay on.
wal_level = minimal
max_wal_senders = 0
shared_buffers = 128MB
maintenance_work_mem = 128MB
max_wal_size = 2GB
checkpoint_timeout = 15min
password_encryption = scram-sha-256
log_line_prefix = '%m [%p] %q%u@%d '
# Statements and their values are people's: the log has neither.
log_min_error_statement = panic
log_error_verbosity = terse
)";
}

Result<std::string> server_user(const RingDirectory& directory, const std::string& ring) {
  const bool is_root = ::geteuid() == 0;
  struct stat status {};
  if (::stat(directory.data(ring).c_str(), &status) != 0) {
    if (errno == EACCES) {
      return fail(fmt::format("\"{}\" belongs to another user", directory.ring(ring).string()), {},
                  "run ringfence as root, or as the user who made it");
    }
    return is_root ? std::string(superuser) : std::string();
  }
  if (status.st_uid == ::geteuid() && !is_root) return std::string();
  if (!is_root)
    return fail(fmt::format("\"{}\" belongs to another user", directory.data(ring).string()), {},
                "run ringfence as root");
  if (status.st_uid == 0) {
    return fail(fmt::format("\"{}\" belongs to root, as whom PostgreSQL does not run", directory.data(ring).string()),
                {}, "give it to the user it shall run as: chown -R postgres: " + directory.ring(ring).string());
  }
  auto owner = find_user(status.st_uid);
  if (!owner) return owner.error();
  return owner->name;
}

Status check_reachable(const RingDirectory& directory, const std::string& user) {
  if (user.empty()) return {};
  auto found = find_user(user);
  if (!found) return within("PostgreSQL does not run as root", found.error());
  fs::path folder;
  for (const fs::path& part : directory.root()) {
    folder /= part;
    if (run_as(user, {"test", "-x", folder.string()})) continue;
    return fail(fmt::format("user \"{}\", as whom PostgreSQL runs where we are root, cannot enter \"{}\"", user,
                            folder.string()),
                {},
                fmt::format("choose a directory that every user can enter, such as /var/lib/ringfence, or allow "
                            "it: chmod o+x {}",
                            folder.string()));
  }
  return {};
}

Status make_cluster(const RingDirectory& directory, const std::string& ring, const std::string& user,
                    const std::string& password) {
  const fs::path home = directory.ring(ring);
  std::error_code error;
  if (fs::exists(fs::symlink_status(home, error))) {
    return fail(fmt::format("\"{}\" is there, but is no ring that \"ringfence up\" made", home.string()), {},
                "move it away, or choose another --dir");
  }
  auto fresh = new_home(directory, ring, user);
  if (!fresh) return fresh.error();
  HalfMade half_made{*fresh};
  if (Status made = initialise(*fresh, user, password); !made) {
    return within(fmt::format("could not make ring \"{}\"", ring), made.error());
  }
  if (::rename(fresh->c_str(), home.c_str()) != 0) return file_error("rename", *fresh);
  half_made.path.clear();
  return sync_folder(directory.root());
}

Status remove_half_made(const RingDirectory& directory) {
  constexpr std::string_view mark = ".new-";
  constexpr std::size_t tail = mark.size() + 6;
  std::error_code error;
  std::vector<fs::path> found;
  for (const auto& entry : fs::directory_iterator(directory.root(), error)) {
    const std::string name = entry.path().filename().string();
    if (name.size() > tail && name.substr(name.size() - tail).starts_with(mark)) found.push_back(entry.path());
  }
  for (const fs::path& path : found) {
    // A killed up's initdb may still be at work in it, and notices soon that its directory is gone.
    const auto end = std::chrono::steady_clock::now() + patience_with_orphans;
    do {
      fs::remove_all(path, error);
    } while (error == std::errc::directory_not_empty && std::chrono::steady_clock::now() < end);
    if (error) return fail(fmt::format("could not remove the half-made \"{}\": {}", path.string(), error.message()));
  }
  return {};
}

}  // namespace ringfence::lifecycle
