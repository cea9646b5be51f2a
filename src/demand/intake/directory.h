// The notices of a directory, read one after the other. What cannot be read is told, and the others go on.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "base/result.h"
#include "demand/intake/proposal.h"

namespace ringfence::intake {

struct NotUnderstood {
  std::string path;
  Error error;
};

struct Intake {
  std::vector<Proposal> proposals;         // by path
  std::vector<NotUnderstood> failed;       // Markdown that could not be read
  std::vector<std::string> not_looked_at;  // files that are no notices: attachments, a README, …
};

// Every .md and .markdown file below `directory`, in order of their paths; folders that begin with a dot are left
// alone, symbolic links are never followed. Fails as a whole only where the directory cannot be listed or has more
// than limits::notice_files files. `on_progress` gets how many of how many are read.
using OnProgress = std::function<void(std::size_t, std::size_t, const std::string&)>;
Result<Intake> read_directory(const std::filesystem::path& directory, const OnProgress& on_progress);

}  // namespace ringfence::intake
