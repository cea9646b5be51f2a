#include "demand/intake/keep.h"

#include <fmt/format.h>

#include <system_error>

#include "base/file.h"
#include "base/limits.h"

namespace ringfence::intake {

namespace {

namespace fs = std::filesystem;

std::string text_at(const json::object& object, std::string_view key) {
  const json::value* found = object.if_contains(key);
  return found != nullptr && found->is_string() ? std::string(found->as_string()) : std::string();
}

}  // namespace

Result<ProposalFolder> ProposalFolder::open(const fs::path& folder) {
  ProposalFolder out;
  out.folder_ = folder;
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) return fail(fmt::format("cannot make {}: {}", folder.string(), error.message()));
  fs::directory_iterator each(folder, error);
  for (; !error && each != fs::directory_iterator(); each.increment(error)) {
    if (each->path().extension() != ".json") continue;
    const auto text = read_file(each->path(), limits::proposal_file_bytes);
    if (!text) return text.error();
    boost::system::error_code wrong;
    const json::value parsed = json::parse(*text, wrong);
    const std::string document = !wrong && parsed.is_object() ? text_at(parsed.as_object(), "document") : std::string();
    if (document.empty()) {
      return fail(fmt::format("{} is no proposal", each->path().string()), {}, "choose another folder with --to");
    }
    const std::string name = each->path().filename().string();
    out.documents_.emplace(document, name);
    const std::string digest = text_at(parsed.as_object(), "content_digest");
    if (!digest.empty()) out.contents_.emplace(digest, name);
  }
  if (error) return fail(fmt::format("cannot list {}: {}", folder.string(), error.message()));
  return out;
}

Result<KeptProposal> ProposalFolder::keep(const Proposal& proposal) {
  if (const auto found = documents_.find(proposal.sha256); found != documents_.end()) {
    return KeptProposal{Kept::same_document, found->second};
  }
  const auto digest = content_digest(proposal);
  if (digest) {
    if (const auto found = contents_.find(*digest); found != contents_.end()) {
      return KeptProposal{Kept::same_content, found->second};
    }
  }
  const std::string name = proposal.sha256 + ".json";
  json::object kept{{"state", "proposed"}, {"document", proposal.sha256}};
  if (digest) kept["content_digest"] = *digest;
  kept["proposal"] = to_json(proposal);
  RINGFENCE_TRY(write_file(folder_ / name, pretty(kept)));
  documents_.emplace(proposal.sha256, name);
  if (digest) contents_.emplace(*digest, name);
  return KeptProposal{Kept::written, name};
}

}  // namespace ringfence::intake
