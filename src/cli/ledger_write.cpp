#include "cli/ledger_write.h"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/user.h"

namespace ringfence::cli {

Result<std::unique_ptr<ledger::Store>> open_to_write(const std::string& folder) {
  struct stat found {};
  if (::stat((folder + "/ledger.key").c_str(), &found) == 0 && found.st_uid != ::geteuid()) {
    const auto user = find_user(found.st_uid);
    const std::string name = user ? user->name : fmt::format("#{}", found.st_uid);
    return fail(fmt::format("the ledger in \"{}\" belongs to user {}", folder, name), {},
                fmt::format("run this as that user (runuser -u {} -- ringfence …): what another writes there its "
                            "gateway could not read",
                            name));
  }
  return ledger::Store::open(ledger::system_files(), folder, now_in_milliseconds());
}

}  // namespace ringfence::cli
