#include "lifecycle/ledger_files.h"

#include <stdlib.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "base/file.h"
#include "ledger/store.h"
#include "lifecycle/as_user.h"

namespace ringfence::lifecycle {

namespace {

namespace fs = std::filesystem;
constexpr std::size_t new_file_bytes = 64u << 10;  // an empty ledger has no larger one

// A folder of ours that is gone again with this object.
class Scratch {
 public:
  explicit Scratch(const fs::path& parent) : path_((parent / ".ledger-XXXXXX").string()) {
    if (::mkdtemp(path_.data()) == nullptr) path_.clear();
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  ~Scratch() {
    std::error_code ignored;
    if (!path_.empty()) fs::remove_all(path_, ignored);
  }
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  std::string path_;
};

Status copy_as(const std::string& user, const fs::path& from, const fs::path& to) {
  std::error_code error;
  for (fs::recursive_directory_iterator at(from, error), end; !error && at != end; at.increment(error)) {
    const fs::path target = to / fs::relative(at->path(), from);
    if (at->is_directory()) {
      RINGFENCE_TRY(run_as(user, {"mkdir", "-p", "-m", "700", target.string()}));
      continue;
    }
    auto content = read_file(at->path(), new_file_bytes);
    if (!content) return content.error();
    RINGFENCE_TRY(write_as(user, target, *content));
  }
  return error ? fail("could not read a new ledger: " + error.message()) : Status();
}

}  // namespace

std::string ledger_name(const std::string& platform, const std::string& ring) {
  return platform + "/" + ring;
}

Status keep_ledger(const RingDirectory& directory, const std::string& platform, const std::string& ring,
                   const std::string& user) {
  const fs::path ledger = directory.ledger(ring);
  auto there = read_as(user, ledger / "ledger.vkey");
  if (!there) return there.error();
  if (*there) return {};
  const Scratch scratch(directory.root());
  if (scratch.path().empty()) return fail(std::string("could not make a folder: ") + std::strerror(errno));
  const fs::path made = fs::path(scratch.path()) / "ledger";
  RINGFENCE_TRY(ledger::Store::create(ledger::system_files(), made.string(), ledger_name(platform, ring)));
  const fs::path fresh = ledger.string() + ".new";
  RINGFENCE_TRY(run_as(user, {"rm", "-rf", fresh.string()}));
  RINGFENCE_TRY(run_as(user, {"mkdir", "-m", "700", fresh.string()}));
  RINGFENCE_TRY(copy_as(user, made, fresh));
  RINGFENCE_TRY(run_as(user, {"sync", fresh.string()}));
  return run_as(user, {"mv", "-T", fresh.string(), ledger.string()});
}

}  // namespace ringfence::lifecycle
