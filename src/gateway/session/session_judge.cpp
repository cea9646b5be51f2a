// Whether a statement may run, and in this ring: nothing is sent to a server before.
#include <fmt/format.h>

#include <algorithm>

#include "gateway/route/shape.h"
#include "gateway/session/session.h"
#include "gateway/session/session_errors.h"

namespace ringfence::gateway {

// Brings what decisions depend on up to date with the knowledge and the session's own settings. False: the policy no
// longer has the service.
bool Session::refresh() {
  const Router& router = surroundings_.router();
  if (generation_ != router.generation()) {
    generation_ = router.generation();
    const auto& services = router.knowledge().policy.services;
    const auto found = std::ranges::find(services, service_name_, &policy::Service::name);
    asker_.service = found == services.end() ? nullptr : &*found;
    const Knowledge& knowledge = router.knowledge();
    reader_elsewhere_ = asker_.service && knowledge.policy.home_of(asker_.service->location) != knowledge.here;
    ++standing_;
  }
  if (temporary_seen_ != temporary_.changes()) {
    temporary_seen_ = temporary_.changes();
    ++standing_;
  }
  if (!asker_.service) return false;
  if (!transfers_.role.empty()) {
    asker_.views = transfers_.role;
    asker_.of = here();
  }
  const OwnValues& own = own_.now();
  if (asker_.purpose != own.purpose || asker_.viewer.value_or("") != own.viewer ||
      asker_.declared == own.subject.empty()) {
    asker_.purpose = own.purpose;
    asker_.viewer = own.viewer.empty() ? std::nullopt : std::optional(own.viewer);
    asker_.declared = !own.subject.empty();
    ++standing_;
  }
  return true;
}

Result<Routed> Session::route(std::string_view text) {
  if (!refresh()) {
    return Error{fmt::format("service {} is no longer in the policy", service_name_), {}, {}, "42501"};
  }
  if (!transfers_.peer.empty() && surroundings_.router().knowledge().policy.sha256 != transfers_.policy) {
    return Error{"refused: the policy has changed since this link was made", {}, "make another", "55000"};
  }
  return surroundings_.router().route(asker_, text, temporary_.names());
}

// What literals stand for, as far as a plan needs them: at the places that it names.
std::vector<std::string> Session::literal_texts(const Routed& routed, std::string_view text) {
  std::vector<std::string> texts;
  for (const StatementPlan& plan : routed.plan->statements) {
    if (!plan.whose) continue;
    for (const ValueFrom& from : plan.whose->values) {
      if (from.kind != ValueFrom::Kind::literal || from.index >= routed.literals.size()) continue;
      const Span span = routed.literals[from.index];
      if (texts.size() <= from.index) texts.resize(from.index + 1);
      texts[from.index] = std::string(text.substr(span.begin, span.end - span.begin));
    }
  }
  return texts;
}

Status Session::question(const Whose& whose, const StatementValues& values, HomeQuestion& question) const {
  const auto parameter = [&](unsigned number) -> BoundValue {
    if (!values.bind || number == 0 || number > values.bind->parameters.size()) return {};
    const auto& formats = values.bind->formats;
    const std::size_t place = number - 1;
    const std::uint16_t format = formats.empty() ? 0 : formats.size() == 1 ? formats[0] : formats[place];
    const std::uint32_t type = values.types && place < values.types->size() ? (*values.types)[place] : 0;
    return {values.bind->parameters[place], format == 1, type};
  };
  const auto literal = [&](unsigned index) { return values.literal(index); };
  return read_question(question, whose, surroundings_.router().knowledge(), parameter, literal);
}

Session::Verdict Session::judge(const Plan& plan, const Declared& declared, const StatementValues& values, Error& why,
                                Actions& actions) {
  const std::string& subject = subject_of(declared);
  transfers_.wanted = {};
  if (reader_elsewhere_) transfers_.reads_as = plan.reads_as;
  if (!transfers_.parts.empty()) transfers_.parts.clear();
  for (const StatementPlan& statement : plan.statements) {
    // On a server that is the name of what any client may have prepared.
    const std::string& deallocated = statement.session.deallocates;
    if (deallocated.starts_with("ringfence_") && (plan.statements.size() > 1 || !prepared_.find(deallocated))) {
      return why = no_statement(deallocated), Verdict::refuse;
    }
    if (statement.session.step == policy::TransactionStep::savepoint && !own_.takes_savepoint()) {
      why = {"too many savepoints in this transaction", {}, "release those that are no longer used", "54000"};
      return Verdict::refuse;
    }
    const Verdict verdict = judge(statement, subject, values, why, actions);
    if (verdict != Verdict::go) return verdict;
  }
  reads_for(plan, declared);
  const bool crosses = transfers_.wanted.transfer || !transfers_.wanted.world.empty() || (transfers_.away && link_) ||
                       !transfers_.peer.empty();
  return crosses || reader_elsewhere_ ? fit_to_cross(plan, why) : Verdict::go;
}

// Where rows cross, or the reader is elsewhere: nothing that would go on after the message that was put on record, or
// bring what nobody asked for.
// A cursor of world views reads other rings by cursors of its own, each on record.
Session::Verdict Session::fit_to_cross(const Plan& plan, Error& why) {
  const bool reads_world = !transfers_.wanted.world.empty() || (transfers_.away && transfers_.away->world);
  for (const StatementPlan& statement : plan.statements) {
    std::string what = statement.session.pins;
    if (statement.session.declares_cursor && !reads_world) what = "DECLARE CURSOR";
    if (!reads_world && (statement.command == "FETCH" || statement.command == "MOVE")) what = statement.command;
    if (what.empty() && pins(statement.session)) what = "SET " + statement.session.setting->name;
    if (what.empty()) continue;
    why = {fmt::format("refused: {} is not carried over a border", what),
           "each statement that crosses is on record by itself",
           "leave it out; large results can be read by a portal, or COPY (SELECT …) TO STDOUT", "0A000"};
    return Verdict::refuse;
  }
  return Verdict::go;
}

Session::Verdict Session::judge(const StatementPlan& plan, const std::string& declared, const StatementValues& values,
                                Error& why, Actions& actions) {
  switch (plan.course) {
    case Course::own:
      return Verdict::go;
    case Course::refuse:
      why = plan.refusal;
      position_ = plan.position;
      return Verdict::refuse;
    case Course::here:
      if (plan.session.reads_sequence_state && !is_pinned() && status() == Transaction::idle) {
        why = {"currval() and lastval() mean nothing outside the transaction of their nextval()",
               "Between transactions a session keeps no server of its own.",
               "use INSERT … RETURNING, or call both in one transaction", "55000"};
        return Verdict::refuse;
      }
      return bound(plan, why);
    case Course::by_home:
      break;
  }
  const Knowledge& knowledge = surroundings_.router().knowledge();
  HomeQuestion& proven = actions.subject;
  if (plan.whose) {
    if (auto asked = question(*plan.whose, values, proven); !asked) return why = asked.error(), Verdict::refuse;
  }
  const bool made = plan.whose && plan.whose->new_subject;
  if (made) {
    auto ring = ring_of_new_subject(knowledge, *plan.whose, proven.values.at(0));
    if (!ring) return why = ring.error(), Verdict::refuse;
    const Verdict verdict = run_in(*ring, plan.in_ring.at(*ring), {}, why);
    if (verdict == Verdict::refuse || declared.empty()) return verdict;
    // Whoever is declared has to be at home in the same ring: the one that the rest of this judges.
  }
  if (declared.empty()) return at_home(plan, proven, why, actions);
  if (plan.whose && !made && contradicts(declared, proven))
    return why = contradiction(knowledge, declared, proven), Verdict::refuse;
  auto asked = question_for_declared(knowledge, plan, declared);
  if (!asked) return why = asked.error(), Verdict::refuse;
  return at_home(plan, *asked, why, actions);
}

// A statement that is about nobody: it runs wherever the session is, unless it is of rows that one ring keeps.
Session::Verdict Session::bound(const StatementPlan& plan, Error& why) {
  const policy::Policy& policy = surroundings_.router().knowledge().policy;
  if (!plan.world.empty()) return run_in_world(plan.world, why);
  if (plan.transfer) return run_in(policy.number_of(plan.transfer->from), {std::nullopt, plan.transfer}, {}, why);
  if (plan.bound) return run_in(here(), {}, {}, why);
  if (plan.shared && !transfers_.reads_as.empty())
    return want({true, true, here(), {}}, why) ? Verdict::go : Verdict::refuse;
  return Verdict::go;
}

std::size_t Session::here() const {
  const Knowledge& knowledge = surroundings_.router().knowledge();
  return static_cast<std::size_t>(knowledge.here - knowledge.policy.rings.data());
}

Session::Verdict Session::at_home(const StatementPlan& plan, const HomeQuestion& question, Error& why,
                                  Actions& actions) {
  std::optional<std::size_t> ring = surroundings_.homes().find(question);
  if (!ring) {
    const auto asked = std::ranges::find(asked_, question, &Asked::question);
    if (asked == asked_.end()) {
      actions.ask = question;
      waits_ = true;
      return Verdict::wait;
    }
    if (!asked->answer) return why = asked->answer.error(), Verdict::refuse;
    ring = asked->answer->ring;
  }
  // Whom nobody knows is asked for here, and not found, as in one database.
  const std::size_t place = ring.value_or(here());
  const InRing& one = plan.in_ring.at(place);
  if (one.transfer && !plan.whose) {
    why = {"refused: a declared subject is no proof of whose rows would cross the border",
           fmt::format("the rows are at home in ring {}", one.transfer->from),
           "say in the statement whose rows it is about", "42501"};
    return Verdict::refuse;
  }
  return run_in(place, one, question, why);
}

}  // namespace ringfence::gateway
