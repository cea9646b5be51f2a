// One proposal as `ProposalFolder` keeps it, on its way to a demand. What holds: one file becomes one demand at most,
// whoever files it at once and wherever it is cut off: the demand's id is chosen once, kept beside the proposal, and
// used for it again.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/result.h"

namespace ringfence::intake {

Error filed_already(const std::string& demand);  // 55000

class ProposalFile {
 public:
  // 22023: it is no proposal. 55000: it was filed already, as which demand.
  static Result<ProposalFile> open(const std::filesystem::path& file);

  std::string path;  // of the notice, from the directory that was imported
  std::string sha256;
  std::optional<std::string> jurisdiction, authority, date;
  std::vector<std::string> instruments, content;
  bool narrower_scope_offered = false;
  std::vector<std::string> kept_out;  // addresses, each with its lines and the reason
  std::vector<std::string> findings;

  // The id that its demand has or is to have. 55000: it was filed meanwhile.
  Result<std::string> claim();
  // Its state becomes "filed", with the demand.
  Status filed(const std::string& demand);

 private:
  [[nodiscard]] std::filesystem::path claim_file() const;

  std::filesystem::path file_;
  json::object kept_;
};

}  // namespace ringfence::intake
