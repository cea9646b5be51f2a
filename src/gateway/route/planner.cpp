#include "gateway/route/planner.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "gateway/route/homes.h"
#include "policy/transfer_rules.h"

namespace ringfence::gateway::planning {

namespace {

using policy::Route;

ValueFrom value_from(const Ground& ground, const policy::ProofValue& value) {
  if (!value.parameter) return {ValueFrom::Kind::constant, value.text, 0};
  unsigned number = 0;
  std::from_chars(value.text.data() + 1, value.text.data() + value.text.size(), number);
  if (ground.highest_parameter && number > *ground.highest_parameter) {
    return {ValueFrom::Kind::literal, {}, number - *ground.highest_parameter - 1};
  }
  return {ValueFrom::Kind::parameter, {}, number};
}

std::optional<Whose> whose_of(const Ground& ground, const policy::Analysis& analysis) {
  if (!analysis.subject) return std::nullopt;
  const auto root = ground.knowledge.root_of(analysis.subject->root);
  if (!root) return std::nullopt;
  Whose whose;
  whose.root = *root;
  whose.lookup = analysis.subject->lookup;
  whose.new_subject = analysis.subject->home;
  for (const policy::ProofValue& value : analysis.subject->values) whose.values.push_back(value_from(ground, value));
  whose.types = key_types(whose, ground.knowledge);
  return whose;
}

std::optional<std::size_t> root_of(const Knowledge& knowledge, const policy::TableUse& use) {
  if (use.role == policy::TableRole::subject) return knowledge.root_of(use.rule->name);
  const compile::Placement* placement = knowledge.placements.find(use.name);
  return placement && placement->root ? knowledge.root_of(*placement->root) : std::nullopt;
}

// What a declared key is the key of: of the one subject table that the statement's tables come to, or that there is.
std::optional<std::size_t> declared_root(const Knowledge& knowledge, const policy::Analysis& analysis) {
  if (knowledge.subject_table(0) && !knowledge.subject_table(1)) return 0;
  std::optional<std::size_t> only;
  for (const policy::TableUse& use : analysis.tables) {
    if (!use.is_personal()) continue;
    const auto root = root_of(knowledge, use);
    if (!root || (only && *only != *root)) return std::nullopt;
    only = root;
  }
  return only;
}

bool touches_people(const policy::Analysis& analysis) {
  return !analysis.opaque.empty() ||
         std::ranges::any_of(analysis.tables, [](const policy::TableUse& use) { return use.is_personal(); });
}

bool migrates(const Asker& asker) {
  return policy::purpose_of(*asker.service, asker.purpose) == "migrate";
}

void by_home(const Ground& ground, const policy::Analysis& analysis, const policy::Decision& decision,
             StatementPlan& plan) {
  const auto& rings = ground.knowledge.policy.rings;
  const Error elsewhere{"refused: the statement says that its rows are at home in another ring",
                        {},
                        "write the home that the person has",
                        "42501"};
  plan.in_ring.assign(rings.size(), {elsewhere, nullptr});
  for (const policy::RingOutcome& outcome : decision.rings) {
    plan.in_ring[ground.knowledge.policy.number_of(outcome.ring)] = in_ring(ground, analysis, decision, outcome);
  }
}

// Rows of nobody have no home that would have to be asked for: a statement of theirs is one of a single ring.
void bound(InRing one, StatementPlan& plan) {
  plan.course = one.refusal ? Course::refuse : Course::here;
  if (one.refusal) plan.refusal = std::move(*one.refusal);
  plan.bound = !one.transfer;
  plan.transfer = std::move(one.transfer);
}

// Of one ring, where a world view's foreign table asks; of all, through this ring's views, where a client does.
void world(const Ground& ground, const policy::Analysis& analysis, const policy::Decision& decision,
           StatementPlan& plan) {
  if (!ground.asker.views.empty()) return bound(in_ring(ground, analysis, decision, decision.rings.at(0)), plan);
  if (auto why = no_world_views(ground, analysis, decision)) {
    plan.refusal = std::move(*why);
    return;
  }
  plan.course = Course::here;
  plan.world = policy::world_name(policy::purpose_of(*ground.asker.service, ground.asker.purpose));
}

void settle(const Ground& ground, const policy::Analysis& analysis, const policy::Decision& decision,
            StatementPlan& plan) {
  switch (decision.route) {
    case Route::this_ring:
      plan.course = Course::here;
      plan.shared = std::ranges::any_of(
          analysis.tables, [](const policy::TableUse& use) { return use.role == policy::TableRole::shared; });
      plan.bound = migrates(ground.asker);  // it may be of anybody's rows, and of this ring's alone
      return;
    case Route::subject_home:
      plan.course = Course::by_home;
      plan.copy = analysis.copy;
      return by_home(ground, analysis, decision, plan);
    case Route::arrivals:
      plan.course = Course::here;
      plan.bound = true;
      plan.copy = analysis.copy;
      return by_home(ground, analysis, decision, plan);
    case Route::bound_ring:
      return bound(in_ring(ground, analysis, decision, decision.rings.at(0)), plan);
    case Route::world:
      return world(ground, analysis, decision, plan);
    case Route::refused:
      plan.refusal = refusal_of(decision);
      plan.position = decision.position;
      return;
  }
}

void settle_copy(const Ground& ground, StatementPlan& plan) {
  const auto root = ground.knowledge.root_of(plan.copy->root);
  if (root) {
    plan.copy_root = *root;
    return;
  }
  plan.course = Course::refuse;
  plan.refusal = {
      fmt::format("refused: {} is no subject table of the policy", policy::to_text(plan.copy->root)), {}, {}, "42501"};
}

std::optional<std::size_t> written_root(const Knowledge& knowledge, const policy::Analysis& analysis) {
  for (const policy::TableUse& use : analysis.tables) {
    if (use.written && use.role == policy::TableRole::subject) return knowledge.root_of(use.rule->name);
  }
  return std::nullopt;
}

StatementPlan plan_of(const Ground& ground, const policy::Analysis& analysis) {
  StatementPlan plan;
  plan.verb = analysis.verb;
  plan.command = analysis.command;
  plan.session = analysis.session;
  plan.whose = whose_of(ground, analysis);
  plan.home_only = !analysis.home_only.empty();
  plan.says_only_whose = plan.whose && plan.whose->lookup.empty() && plan.whose->values.size() == analysis.values;
  const bool several_roots = ground.knowledge.subject_table(1) != nullptr;
  policy::Question question;
  question.policy = &ground.knowledge.policy;
  question.service = ground.asker.service;
  question.purpose = ground.asker.purpose;
  question.viewer = ground.asker.viewer;
  question.analysis = &analysis;
  question.today = ground.today;
  question.here = ground.knowledge.here;
  if (analysis.through_views) question.from = &ground.knowledge.policy.rings.at(ground.asker.of);
  // Whose key the declaration is cannot be told from nobody's rows, and need not be: they are the same everywhere.
  if (ground.asker.declared && (touches_people(analysis) || !several_roots)) {
    question.declared.emplace();
    plan.declared_root = declared_root(ground.knowledge, analysis);
  }
  settle(ground, analysis, policy::decide(question), plan);
  if (plan.copy) settle_copy(ground, plan);
  plan.makes_subjects = written_root(ground.knowledge, analysis);
  plan.changes_schema = plan.course != Course::refuse && migrates(ground.asker) &&
                        (analysis.verb == policy::StatementVerb::other || !analysis.opaque.empty());
  return plan;
}

Error out_of_order() {
  return {"refused: a statement of the gateway's own follows another one in the same text",
          {},
          "send SET, RESET and SHOW of ringfence.* first, or on their own",
          "0A000"};
}

}  // namespace

std::string reads_as(const Ground& ground) {
  const policy::Policy& policy = ground.knowledge.policy;
  const std::string_view purpose = policy::purpose_of(*ground.asker.service, ground.asker.purpose);
  const policy::Ring* const home = policy.home_of(ground.asker.service->location);
  const std::string& here = ground.knowledge.here->name;
  if (!ground.asker.views.empty() || !home || home->name == here) return {};
  if (policy::rules_in_force(policy, here, home->name, purpose, ground.today).empty()) return {};
  return policy::transfer_name(home->name, purpose);
}

std::vector<StatementPlan> plans_of(const Ground& ground, const std::vector<policy::Analysis>& analyses) {
  std::vector<StatementPlan> plans;
  const bool any_own = analyses.size() > 1 && std::ranges::any_of(analyses, is_own);
  bool others = false;
  for (const policy::Analysis& analysis : analyses) {
    const bool own = is_own(analysis);
    plans.push_back(own ? own_plan(analysis) : plan_of(ground, analysis));
    StatementPlan& plan = plans.back();
    if (own && others) {
      plan.course = Course::refuse;
      plan.refusal = out_of_order();
    }
    others = others || !own;
    if (any_own) plan.in_text = {analysis.begin, analysis.end};
  }
  return plans;
}

}  // namespace ringfence::gateway::planning
