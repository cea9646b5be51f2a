// Proposals in a folder, one JSON file each, until a person confirms them.
#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "base/result.h"
#include "demand/intake/proposal.h"

namespace ringfence::intake {

enum class Kept {
  written,
  same_document,  // the very file has been proposed before: nothing to do
  same_content    // another notice asks the same of the same: a person has to say which of the two counts
};

struct KeptProposal {
  Kept kept;
  std::string file;  // of the proposal, or of the one that was there
};

// Opens or makes `folder` and reads what is in it; fails where that is not possible, or a file there is no proposal.
class ProposalFolder {
 public:
  static Result<ProposalFolder> open(const std::filesystem::path& folder);
  // Writes FOLDER/SHA256.json, durably, as {"state": "proposed", "document", "content_digest", "proposal"}. Never over
  // another.
  Result<KeptProposal> keep(const Proposal& proposal);

 private:
  std::filesystem::path folder_;
  std::map<std::string, std::string> documents_;  // sha256 -> file
  std::map<std::string, std::string> contents_;   // digest -> file
};

}  // namespace ringfence::intake
