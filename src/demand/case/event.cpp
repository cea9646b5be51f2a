#include "demand/case/event.h"

namespace ringfence::demand {

std::string_view to_text(State state) {
  constexpr std::array<std::string_view, states> names = {
      "not filed",     "received", "verified", "held",      "refused",  "referred", "conflict",
      "approved once", "approved", "executed", "preserved", "notified", "closed"};
  return names[static_cast<std::size_t>(state)];
}

std::string_view to_text(EventKind kind) {
  constexpr std::array<std::string_view, every_event.size()> names = {
      "file",    "amend",   "verify",  "hold",   "refuse", "refer", "preserve",
      "release", "approve", "execute", "notify", "review", "close", "appeal"};
  return names[static_cast<std::size_t>(kind)];
}

policy::OfficerMay right_for(EventKind kind) {
  switch (kind) {
    case EventKind::file:
    case EventKind::amend:
    case EventKind::appeal:
      return policy::OfficerMay::file;
    case EventKind::verify:
    case EventKind::hold:
    case EventKind::refuse:
    case EventKind::refer:
    case EventKind::close:
      return policy::OfficerMay::verify;
    case EventKind::approve:
      return policy::OfficerMay::approve;
    case EventKind::review:
      return policy::OfficerMay::review;
    case EventKind::preserve:
    case EventKind::release:
    case EventKind::execute:
    case EventKind::notify:
      return policy::OfficerMay::execute;
  }
  return policy::OfficerMay::review;
}

namespace {

// An authority's law reaches a ring's subject only where that subject is at home in its reach.
std::string foreign_of(const Says& says, const std::vector<Found>& found, const policy::Authority& authority) {
  const auto reaches = [&](const policy::Code& code) {
    const auto& reach = authority.reach;
    const auto country = code.substr(0, code.find('-'));
    return std::ranges::binary_search(reach, code) || std::ranges::binary_search(reach, country);
  };
  std::string foreign;
  const auto add = [&](const std::string& what) { foreign += (foreign.empty() ? "" : "; ") + what; };
  if (!reaches(says.jurisdiction)) add("law of " + says.jurisdiction);
  for (const policy::Code& viewer : says.viewers) {
    if (!reaches(viewer)) add("viewers in " + viewer);
  }
  for (std::size_t i = 0; i < found.size(); ++i) {
    const std::string account = "account " + std::to_string(i + 1);
    if (found[i].ring.empty()) continue;
    if (found[i].ring != says.ring) {
      add(account + " is at home in ring " + found[i].ring);
    } else if (!reaches(found[i].code)) {
      add(account + " is at home in " + (found[i].code.empty() ? "no jurisdiction" : found[i].code));
    }
  }
  return foreign;
}

std::string approvers_gone(const Demand& demand, const policy::Policy& policy) {
  std::string gone;
  for (const Approval& approval : demand.approvals) {
    const policy::Officer* officer = policy.find_officer(approval.by.officer);
    const bool stands = officer != nullptr && officer->person == approval.by.person &&
                        officer->key == approval.by.key &&
                        std::ranges::find(officer->may, policy::OfficerMay::approve) != officer->may.end();
    if (!stands) gone += (gone.empty() ? "" : ", ") + approval.by.officer;
  }
  return gone;
}

}  // namespace

Facts facts_of(const Demand& demand, const Event& event, const policy::Policy& policy) {
  Facts facts;
  facts.policy = policy.sha256;
  facts.actor.officer = event.officer;
  if (const policy::Officer* officer = policy.find_officer(event.officer)) {
    facts.actor = {officer->name, officer->person, officer->key};
    facts.may = std::ranges::find(officer->may, right_for(event.kind)) != officer->may.end();
  }
  const Says& says = event.says ? *event.says : demand.says;
  if (const policy::Authority* authority = policy.find_authority(says.authority)) {
    facts.known = true;
    facts.contact = authority->contact;
    facts.foreign = foreign_of(says, event.found, *authority);
    facts.standing_text = "no standing yet";
    if (const policy::Standing* standing = authority->standing_on(date_of(event.at))) {
      constexpr std::array<std::string_view, 3> words = {"accept", "pause", "refuse"};
      facts.standing = standing->is;
      facts.standing_text = std::string(words[static_cast<std::size_t>(standing->is)]) + " since " +
                            policy::to_text(standing->from) + (standing->why.empty() ? "" : ": " + standing->why);
    }
  }
  facts.approvers = approvers_gone(demand, policy);
  return facts;
}

}  // namespace ringfence::demand
