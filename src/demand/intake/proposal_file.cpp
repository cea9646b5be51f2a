#include "demand/intake/proposal_file.h"

#include <fmt/format.h>

#include <system_error>

#include "base/file.h"
#include "base/limits.h"
#include "base/sha256.h"
#include "demand/intake/proposal_text.h"

namespace ringfence::intake {

namespace {

namespace fs = std::filesystem;
constexpr std::size_t id_bytes = 16;

Error no_proposal(const fs::path& file) {
  return {file.string() + " is no proposal", {}, "`ringfence demand import DIR --to FOLDER` writes them", "22023"};
}

std::optional<std::string> text_at(const json::object& object, std::string_view key) {
  const json::value* found = object.if_contains(key);
  if (found == nullptr || !found->is_string()) return std::nullopt;
  return std::string(found->get_string());
}

std::vector<std::string> texts_at(const json::object& object, std::string_view key) {
  std::vector<std::string> all;
  const json::value* found = object.if_contains(key);
  if (found == nullptr || !found->is_array()) return all;
  for (const json::value& each : found->get_array()) {
    if (each.is_string()) all.emplace_back(each.get_string());
  }
  return all;
}

// "line 3: https://…: the text of a law", of each of `places.excluded`.
std::vector<std::string> kept_out_of(const json::object& places) {
  std::vector<std::string> all;
  const json::value* excluded = places.if_contains("excluded");
  if (excluded == nullptr || !excluded->is_array()) return all;
  for (const json::value& each : excluded->get_array()) {
    if (!each.is_object()) continue;
    std::vector<std::size_t> lines;
    const json::value* found = each.get_object().if_contains("lines");
    if (found != nullptr && found->is_array()) {
      for (const json::value& line : found->get_array()) {
        boost::system::error_code wrong;
        const auto number = line.to_number<std::size_t>(wrong);
        if (!wrong) lines.push_back(number);
      }
    }
    all.push_back(lines_of(lines) + ": " + text_at(each.get_object(), "address").value_or("?") + ": " +
                  text_at(each.get_object(), "why").value_or("?"));
  }
  return all;
}

Result<json::object> read_object(const fs::path& file) {
  const auto text = read_file(file, limits::proposal_file_bytes);
  if (!text) return text.error();
  boost::system::error_code wrong;
  json::value parsed = json::parse(*text, wrong);
  if (wrong || !parsed.is_object()) return no_proposal(file);
  const json::object& kept = parsed.get_object();
  const json::value* proposal = kept.if_contains("proposal");
  const auto state = text_at(kept, "state");
  if (!state || !text_at(kept, "document") || proposal == nullptr || !proposal->is_object()) return no_proposal(file);
  if (*state == "proposed") return std::move(parsed.get_object());
  if (*state != "filed") return no_proposal(file);
  return filed_already(text_at(kept, "demand").value_or("?"));
}

}  // namespace

Error filed_already(const std::string& demand) {
  return {"the proposal was filed already", "as demand " + demand,
          "`ringfence demand show` has it; what it says is changed by `ringfence demand amend`", "55000"};
}

Result<ProposalFile> ProposalFile::open(const fs::path& file) {
  auto kept = read_object(file);
  if (!kept) return kept.error();
  const json::object& proposal = kept->at("proposal").get_object();
  ProposalFile out;
  out.file_ = file;
  out.path = text_at(proposal, "path").value_or("");
  out.sha256 = *text_at(*kept, "document");
  out.jurisdiction = text_at(proposal, "jurisdiction");
  out.authority = text_at(proposal, "authority");
  out.date = text_at(proposal, "date");
  out.instruments = texts_at(proposal, "instruments");
  out.content = texts_at(proposal, "content");
  const json::value* narrower = proposal.if_contains("narrower_scope_offered");
  out.narrower_scope_offered = narrower != nullptr && narrower->is_bool() && narrower->get_bool();
  if (const json::value* places = proposal.if_contains("places"); places != nullptr && places->is_object()) {
    out.kept_out = kept_out_of(places->get_object());
    out.findings = texts_at(places->get_object(), "findings");
  }
  out.kept_ = std::move(*kept);
  return out;
}

// A link is made once: whoever comes second reads what the first has chosen. Looked at again behind it, since whoever
// was faster takes the claim away once the proposal says that it was filed.
Result<std::string> ProposalFile::claim() {
  const fs::path own = fs::path(claim_file().string() + "." + random_hex(id_bytes));
  RINGFENCE_TRY(write_file(own, random_hex(id_bytes)));
  std::error_code linked;
  std::error_code ignored;
  fs::create_hard_link(own, claim_file(), linked);
  fs::remove(own, ignored);
  if (linked && linked != std::errc::file_exists) {
    return fail(fmt::format("cannot make {}: {}", claim_file().string(), linked.message()));
  }
  auto id = read_file(claim_file(), 2 * id_bytes);
  if (const auto again = read_object(file_); !again) {
    if (!linked) fs::remove(claim_file(), ignored);
    return again.error();
  }
  return id;
}

Status ProposalFile::filed(const std::string& demand) {
  kept_["state"] = "filed";
  kept_["demand"] = demand;
  RINGFENCE_TRY(write_file(file_, pretty(kept_)));
  std::error_code error;
  fs::remove(claim_file(), error);
  return {};
}

fs::path ProposalFile::claim_file() const {
  return file_.string() + ".demand";
}

}  // namespace ringfence::intake
