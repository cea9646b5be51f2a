#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <iostream>

#include "base/file.h"
#include "base/limits.h"
#include "base/sha256.h"
#include "base/terminal.h"
#include "cli/demand_file.h"
#include "demand/intake/match.h"
#include "demand/intake/proposal_file.h"
#include "policy/jurisdictions.h"

namespace ringfence::cli {

namespace {

constexpr const char* all_unknown = "unknown";

Error wrong(std::string message, std::string hint) {
  return {std::move(message), {}, std::move(hint), "22023"};
}

// What is left of the addresses once those that were named are left out.
Result<std::vector<std::string>> asked_for(const FileOptions& options, const intake::ProposalFile& proposal) {
  std::vector<std::string> left = proposal.content;
  for (const std::string& each : options.leave_out) {
    if (each == all_unknown) continue;
    if (std::erase(left, each) == 0) return wrong(each + " is no address of the proposal", "as the proposal has it");
  }
  return left;
}

Status take_items(const intake::ProposalFile& proposal, const policy::Policy& policy, FileOptions& options) {
  if (!options.items.empty() || options.filing.kind != to_text(demand::Kind::withhold)) return {};
  const auto addresses = asked_for(options, proposal);
  if (!addresses) return addresses.error();
  const auto matched = intake::match(*addresses, policy);
  if (!matched) return matched.error();
  if (!matched->unknown.empty() && std::ranges::find(options.leave_out, all_unknown) == options.leave_out.end()) {
    return Error(
        fmt::format("{} addresses of the notice are of no table of the policy", matched->unknown.size()),
        fmt::format("{}", fmt::join(matched->unknown, "\n")),
        "say so: --leave-out ADDRESS, or --leave-out unknown; or give their table its `addresses` in the policy",
        "22023");
  }
  for (const intake::Row& row : matched->rows) options.items.push_back(row.table + "=" + row.key);
  return {};
}

Status take_words(const intake::ProposalFile& proposal, const policy::Policy& policy, FileOptions& options) {
  demand::Says& says = options.filing.says;
  if (options.filing.kind.empty()) options.filing.kind = to_text(demand::Kind::withhold);
  if (says.authority.empty()) {
    auto authority = intake::authority_named(proposal.authority, proposal.jurisdiction, policy);
    if (!authority) return authority.error();
    says.authority = std::move(*authority);
  }
  if (says.jurisdiction.empty()) says.jurisdiction = proposal.jurisdiction.value_or("");
  if (!policy::is_code(says.jurisdiction)) {
    return wrong(says.jurisdiction.empty() ? "the proposal does not say whose law it is"
                                           : fmt::format("\"{}\" is no one jurisdiction", says.jurisdiction),
                 "--jurisdiction with a code of ISO 3166");
  }
  if (says.instrument.empty()) says.instrument = fmt::format("{}", fmt::join(proposal.instruments, "; "));
  if (options.filing.kind != to_text(demand::Kind::withhold)) return {};
  if (says.viewers.empty()) says.viewers = {says.jurisdiction};
  if (says.reason.empty()) says.reason = "legal demand";
  return {};
}

Status find_document(const intake::ProposalFile& proposal, FileOptions& options) {
  if (options.document.empty() && !options.notices.empty()) {
    options.document = (std::filesystem::path(options.notices) / proposal.path).string();
  }
  if (options.document.empty()) {
    return wrong("where the notice itself is is not said", "--notices DIR, that was imported, or --document FILE");
  }
  const auto bytes = read_file(options.document, limits::demand_document_bytes);
  if (!bytes) return bytes.error();
  if (to_hex(sha256(*bytes)) == proposal.sha256) return {};
  return wrong(options.document + " is not the notice that the proposal was made from",
               "its SHA-256 is " + proposal.sha256 + "; import it again if the notice is another by now");
}

Status fill_in(const intake::ProposalFile& proposal, const policy::Policy& policy, FileOptions& options) {
  RINGFENCE_TRY(take_words(proposal, policy, options));
  RINGFENCE_TRY(take_items(proposal, policy, options));
  return find_document(proposal, options);
}

void show(const intake::ProposalFile& proposal, const FileOptions& options) {
  const demand::Says& says = options.filing.says;
  const auto line = [](std::string_view name, std::string_view value) {
    fmt::print(stderr, "  {}: {}\n", name, value);
  };
  fmt::print(stderr, "from the notice {}{}:\n", options.document, proposal.date ? " of " + *proposal.date : "");
  line("kind", options.filing.kind);
  line("authority", says.authority);
  line("law of", says.jurisdiction);
  line("instrument", says.instrument);
  for (const std::string& each : says.viewers) line("from viewers in", each);
  if (proposal.narrower_scope_offered) line("narrower scope", "the authority itself offered its own territory");
  for (const std::string& each : options.items) line("item", each);
  for (const std::string& each : options.accounts) line("account", each);
  for (const std::string& each : options.leave_out) line("left out", each);
  for (const std::string& each : proposal.kept_out) line("not asked about", each);
  for (const std::string& each : proposal.findings) line("look at", each);
}

Status confirm(const FileOptions& options) {
  if (options.confirmed) return {};
  const Error no = fail("nobody has confirmed it", "a proposal is not a demand before a person has read the notice",
                        "read both, then --confirmed, or answer on a terminal");
  if (!is_terminal(0)) return no;
  fmt::print(stderr, "File this demand? Type yes: ");
  std::string answer;
  std::getline(std::cin, answer);
  return answer == "yes" ? Status() : Status(no);
}

}  // namespace

int file_from_import(FileOptions options) {
  auto proposal = intake::ProposalFile::open(options.from_import);
  if (!proposal) return report(proposal.error());
  auto ring = open_demand_ring(options.demand);
  if (!ring) return Exit::findings;
  if (const Status whole = fill_in(*proposal, ring->policy, options); !whole) return report(whole.error());
  show(*proposal, options);
  if (const Status yes = confirm(options); !yes) return report(yes.error());
  auto id = proposal->claim();
  if (!id) return report(id.error());
  // By a command that was cut off before it could say so.
  if (demand::read_demand(ring->connection, *id)) {
    if (const Status kept = proposal->filed(*id); !kept) return report(kept.error());
    return report(intake::filed_already(*id));
  }
  options.demand.id = *id;
  const int exit = file_or_amend(options, demand::EventKind::file);
  // Where its entry is not on record yet it was filed all the same.
  if (demand::read_demand(ring->connection, *id)) {
    if (const Status kept = proposal->filed(*id); !kept) return report(kept.error());
  }
  return exit;
}

}  // namespace ringfence::cli
