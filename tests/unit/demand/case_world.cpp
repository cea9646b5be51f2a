#include "case_world.h"

#include <stdexcept>

#include "base/crypto.h"
#include "demand/case/approval.h"
#include "policy/parse.h"

namespace ringfence::demand::testing {

namespace {

std::string officer(const std::string& name, const std::string& person, const std::string& key,
                    const std::string& may) {
  const Ed25519PublicKey bytes = ed25519_public_key(seed_of(key));
  return fmt::format("[officer.{}]\nperson = \"{}\"\nkey = \"{}\"\nmay = [{}]\n", name, person,
                     to_base64({reinterpret_cast<const char*>(bytes.data()), bytes.size()}), may);
}

std::string usual_officer(EventKind kind, const Demand& demand) {
  switch (right_for(kind)) {
    case policy::OfficerMay::file:
      return "fay";
    case policy::OfficerMay::verify:
      return "vic";
    case policy::OfficerMay::approve:
      return demand.approvals.empty() ? "ann" : "bob";
    case policy::OfficerMay::execute:
      return "eli";
    case policy::OfficerMay::review:
      return "rex";
  }
  return {};
}

}  // namespace

Ed25519Seed seed_of(const std::string& officer) {
  Ed25519Seed seed{};
  std::ranges::copy(sha256(officer), seed.begin());
  return seed;
}

policy::Policy platform(const std::string& standing) {
  const std::string text =
      "[platform]\nname = \"m\"\n[ring.eu]\njurisdictions = [\"EU\"]\n[ring.row]\njurisdictions = [\"*\"]\n"
      "[table.person]\nsubject = \"id\"\nhome = \"country\"\npublic = [\"id\"]\nsensitive = [\"face\"]\n"
      "[table.post]\nsubject = \"author\"\ncontent = true\n"
      "[[authority]]\nname = \"Police\"\nreach = [\"HK\"]\ncontact = \"+852 1\"\ninstruments = [\"warrant\"]\n"
      "standing = [ { from = 1997-07-01, is = \"" +
      standing + "\", why = \"review\" } ]\n" + officer("fay", "Fay", "fay", "\"file\"") +
      officer("vic", "Vic", "vic", "\"verify\"") + officer("ann", "Ann", "ann", "\"approve\"") +
      officer("bob", "Bob", "bob", "\"approve\"") + officer("ann2", "Ann", "ann2", "\"approve\"") +
      officer("fay2", "Fay", "fay2", "\"approve\"") + officer("eli", "Eli", "eli", "\"execute\"") +
      officer("eli2", "Eli", "eli2", "\"review\"") + officer("rex", "Rex", "rex", "\"review\"");
  auto parsed = policy::parse(text, "t.toml",
                              [](const std::string&) -> Result<std::string> { return fail("no files"); }, {2026, 1, 1});
  if (parsed.findings.has_errors()) throw std::runtime_error(to_text(parsed.findings.sorted().front()));
  return std::move(parsed.policy);
}

Says warrant(Kind kind) {
  Says says;
  says.kind = kind;
  says.ring = "row";
  says.authority = "Police";
  says.jurisdiction = "HK";
  says.instrument = "warrant 17";
  says.official = says.court = true;
  says.document = "letter.pdf";
  says.document_sha256 = std::string(64, 'a');
  says.received = start;
  says.deadline = start + usual_deadline;
  if (kind == Kind::withhold) {
    says.content = true;
    says.items = {{"post", "9"}};
    says.viewers = {"HK"};
    says.reason = "legal demand";
  } else {
    says.accounts = {{"person", "42"}};
  }
  if (kind == Kind::disclose) says.columns = {{{"public", "person"}, "id"}};
  if (kind == Kind::preserve) says.until = policy::Date{2026, 6, 1};
  return says;
}

Says emergency() {
  Says says = warrant();
  says.emergency = true;
  says.instrument.clear();
  says.document.clear();
  says.document_sha256.clear();
  says.deadline = start + emergency_deadline;
  return says;
}

Event Case::event(EventKind kind, const std::string& by) {
  now_ += 60'000;
  Event event;
  event.id = fmt::format("{:032x}", ++events_);
  event.kind = kind;
  event.version = demand_.version;
  event.at = now_;
  event.officer = by.empty() ? usual_officer(kind, demand_) : by;
  event.note = "said";
  if (kind == EventKind::file || kind == EventKind::amend) event.says = says_;
  if (!says_.accounts.empty()) event.found = found;
  if (says_.emergency) event.contact = "+852 1";
  if (kind == EventKind::approve) {
    event.signature = sign_approval(seed_of(event.officer), approval_text(demand_, event.officer, event.at));
  }
  return event;
}

Case& Case::take(const Event& event) {
  auto next = attempt(event);
  if (!next) throw std::runtime_error(to_text(next.error()));
  demand_ = std::move(*next);
  return *this;
}

Case& Case::to(State state) {
  if (state == State::none) return *this;
  take(EventKind::file);
  if (state == State::received) return *this;
  if (state == State::conflict) found = {{"row", "JP"}};
  if (state == State::referred) return take(EventKind::refer);
  if (state == State::refused) return take(EventKind::refuse);
  if (state == State::held) return take(EventKind::hold);
  take(EventKind::verify);
  if (state == State::conflict) {
    found = {{"row", "HK"}};
    return *this;
  }
  for (const auto& [reached, event] :
       {std::pair{State::verified, EventKind::approve}, std::pair{State::approved_once, EventKind::approve},
        std::pair{State::approved, EventKind::execute}, std::pair{State::executed, EventKind::notify},
        std::pair{State::notified, EventKind::close}}) {
    if (demand_.state == state) return *this;
    if (demand_.state == reached) take(event);
  }
  return *this;
}

}  // namespace ringfence::demand::testing
