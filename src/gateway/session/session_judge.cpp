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
    ++standing_;
  }
  if (temporary_seen_ != temporary_.changes()) {
    temporary_seen_ = temporary_.changes();
    ++standing_;
  }
  if (!asker_.service) return false;
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

Result<HomeQuestion> Session::question(const Whose& whose, const Values& values) const {
  const auto parameter = [&](unsigned number) -> BoundValue {
    if (!values.bind || number == 0 || number > values.bind->parameters.size()) return {};
    const auto& formats = values.bind->formats;
    const std::size_t place = number - 1;
    const std::uint16_t format = formats.empty() ? 0 : formats.size() == 1 ? formats[0] : formats[place];
    const std::uint32_t type = values.types && place < values.types->size() ? (*values.types)[place] : 0;
    return {values.bind->parameters[place], format == 1, type};
  };
  const auto literal = [&](unsigned index) { return values.literal(index); };
  return question_of(whose, surroundings_.router().knowledge(), parameter, literal);
}

Session::Verdict Session::judge(const Plan& plan, const Declared& declared, const Values& values, Error& why,
                                Actions& actions) {
  const std::string& subject = subject_of(declared);
  for (const StatementPlan& statement : plan.statements) {
    // On a server that is the name of what any client may have prepared.
    const std::string& deallocated = statement.session.deallocates;
    if (deallocated.starts_with("ringfence_") && (plan.statements.size() > 1 || !prepared_.find(deallocated))) {
      return why = no_statement(deallocated), Verdict::refuse;
    }
    const Verdict verdict = judge(statement, subject, values, why, actions);
    if (verdict != Verdict::go) return verdict;
  }
  return Verdict::go;
}

Session::Verdict Session::judge(const StatementPlan& plan, const std::string& declared, const Values& values,
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
      return Verdict::go;
    case Course::by_home:
      break;
  }
  const Knowledge& knowledge = surroundings_.router().knowledge();
  std::optional<HomeQuestion> proven;
  if (plan.whose && plan.whose->new_subject) {
    auto asked = question(*plan.whose, values);
    if (!asked) return why = asked.error(), Verdict::refuse;
    auto ring = ring_of_new_subject(knowledge, *plan.whose, asked->values.at(0));
    if (!ring) return why = ring.error(), Verdict::refuse;
    const auto& against = plan.in_ring.at(*ring);
    if (against) why = *against;
    if (against || declared.empty()) return against ? Verdict::refuse : Verdict::go;
    // Whoever is declared has to be at home in the same ring: the one that the rest of this judges.
  } else if (plan.whose) {
    auto asked = question(*plan.whose, values);
    if (!asked) return why = asked.error(), Verdict::refuse;
    proven = std::move(*asked);
  }
  if (declared.empty()) return at_home(plan, proven.value(), why, actions);
  if (proven && contradicts(declared, *proven))
    return why = contradiction(knowledge, declared, *proven), Verdict::refuse;
  auto asked = question_for_declared(knowledge, plan, declared);
  if (!asked) return why = asked.error(), Verdict::refuse;
  return at_home(plan, *asked, why, actions);
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
  const Knowledge& knowledge = surroundings_.router().knowledge();
  // Whom nobody knows is asked for here, and not found, as in one database.
  const std::size_t place = ring.value_or(static_cast<std::size_t>(knowledge.here - knowledge.policy.rings.data()));
  const auto& against = plan.in_ring.at(place);
  if (!against) return Verdict::go;
  why = *against;
  return Verdict::refuse;
}

}  // namespace ringfence::gateway
