#include "demand/intake/directory.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <system_error>

#include "base/ascii.h"
#include "base/file.h"
#include "base/limits.h"

namespace ringfence::intake {

namespace {

namespace fs = std::filesystem;

// What a folder of notices has beside them.
constexpr std::array beside = {"readme.md",    "contributing.md", "code_of_conduct.md", "license.md",
                               "changelog.md", "security.md",     "index.md",           "pull_request_template.md"};

bool is_notice(const fs::path& path) {
  const std::string name = lower_ascii(path.filename().string());
  if (std::ranges::find(beside, name) != beside.end()) return false;
  return name.ends_with(".md") || name.ends_with(".markdown");
}

struct Listing {
  std::vector<fs::path> notices;
  std::vector<fs::path> others;
};

Result<Listing> list(const fs::path& directory) {
  Listing out;
  std::error_code error;
  fs::recursive_directory_iterator each(directory, error);
  const fs::recursive_directory_iterator end;
  for (; !error && each != end; each.increment(error)) {
    const std::string name = each->path().filename().string();
    const auto status = each->symlink_status(error);
    if (error) break;
    if (fs::is_directory(status)) {
      if (name.starts_with('.') || each.depth() >= limits::notice_folders_deep) each.disable_recursion_pending();
      continue;
    }
    if (name.starts_with('.')) continue;
    (is_notice(each->path()) ? out.notices : out.others).push_back(each->path());
    if (out.notices.size() + out.others.size() > limits::notice_files) {
      return fail(fmt::format("{} has more than {} files", directory.string(), limits::notice_files), {},
                  "import it in parts: one folder after the other");
    }
  }
  if (error) return fail(fmt::format("cannot list {}: {}", directory.string(), error.message()));
  std::ranges::sort(out.notices);
  std::ranges::sort(out.others);
  return out;
}

Result<Proposal> read_one(const fs::path& file, const std::string& path, const std::string& directory) {
  std::error_code error;
  const auto status = fs::symlink_status(file, error);
  if (error) return fail(error.message());
  if (fs::is_symlink(status)) return fail("a symbolic link, which is not followed");
  if (!fs::is_regular_file(status)) return fail("no regular file");
  const auto bytes = read_file(file, limits::notice_file_bytes);
  if (!bytes) return bytes.error();
  return read_notice(path, *bytes, directory);
}

}  // namespace

Result<Intake> read_directory(const fs::path& directory, const OnProgress& on_progress) {
  const auto listing = list(directory);
  if (!listing) return listing.error();
  Intake out;
  std::error_code error;
  const std::string whole = fs::weakly_canonical(directory, error).string();
  for (const fs::path& file : listing->others) out.not_looked_at.push_back(file.lexically_relative(directory).string());
  for (const fs::path& file : listing->notices) {
    const std::string path = file.lexically_relative(directory).string();
    auto proposal = read_one(file, path, whole);
    if (proposal) {
      out.proposals.push_back(std::move(*proposal));
    } else {
      out.failed.push_back({path, proposal.error()});
    }
    if (on_progress) on_progress(out.proposals.size() + out.failed.size(), listing->notices.size(), path);
  }
  return out;
}

}  // namespace ringfence::intake
