#include "record/forks.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <vector>

#include "base/json.h"
#include "base/limits.h"
#include "base/sha256.h"
#include "ledger/file_steps.h"

namespace ringfence::record {

namespace {

constexpr std::size_t digits = 16;
constexpr std::string_view own = "own.";  // no ring's name has a dot
constexpr std::string_view ending = ".json";

Result<std::vector<std::string>> kept_in(ledger::Files& files, const std::string& folder) {
  std::vector<std::string> names;
  const int listed = files.list(folder, names);
  if (listed < 0 && listed != -ENOENT) return ledger::system_error("list", folder, listed);
  std::erase_if(names, [](const std::string& name) {
    return !name.ends_with(ending) || name.size() < digits + 2 + ending.size();
  });
  return names;
}

}  // namespace

Result<std::string> keep_fork(ledger::Files& files, const std::string& ledger, const Fork& fork) {
  const std::string folder = ledger + "/forks";
  const std::string name = fmt::format("{}{}-{}{}", fork.what == disputed ? own : "", fork.ring,
                                       to_hex(sha256(std::string(fork.what) + fork.before)).substr(0, digits), ending);
  const auto kept = kept_in(files, folder);
  if (!kept) return kept.error();
  if (std::ranges::find(*kept, name) != kept->end()) return folder + "/" + name;
  if (kept->size() >= limits::forks_kept) return fail(fmt::format("there is no room for more in \"{}\"", folder));
  RINGFENCE_TRY(ledger::make_folders_synced(files, folder, 0700));
  const std::string text = pretty(json::object{
      {"ring", fork.ring}, {"time", fork.time}, {"what", fork.what}, {"before", fork.before}, {"asked", fork.asked}});
  RINGFENCE_TRY(ledger::replace_file(files, folder + "/" + name, text, 0600));
  return folder + "/" + name;
}

Result<std::map<std::string, std::size_t>> count_forks(ledger::Files& files, const std::string& ledger) {
  const auto kept = kept_in(files, ledger + "/forks");
  if (!kept) return kept.error();
  std::map<std::string, std::size_t> count;
  for (const std::string& name : *kept) {
    std::string ring = name.substr(0, name.size() - ending.size() - digits - 1);
    if (ring.starts_with(own)) ring = "own:" + ring.substr(own.size());
    ++count[ring];
  }
  return count;
}

}  // namespace ringfence::record
