#include "gateway/route/router.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <ctime>

#include "base/limits.h"
#include "compile/postgres/statement.h"
#include "gateway/route/planner.h"
#include "policy/jurisdictions.h"

namespace ringfence::gateway {

namespace {

policy::Date date_of(std::chrono::sys_days day) {
  const std::chrono::year_month_day date(day);
  return {static_cast<int>(date.year()), static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day())};
}

// libpg_query says where in its detail, PostgreSQL in a field of its own.
StatementPlan refusal_of_parser(Error error) {
  constexpr std::string_view at = "at character ";
  StatementPlan plan;
  if (error.detail.starts_with(at)) {
    std::from_chars(error.detail.data() + at.size(), error.detail.data() + error.detail.size(), plan.position);
    error.detail.clear();
  }
  if (error.sqlstate.empty()) error.sqlstate = "42601";
  plan.refusal = std::move(error);
  return plan;
}

bool holds_own_among_others(const Plan& plan) {
  return plan.statements.size() > 1 &&
         std::ranges::any_of(plan.statements, [](const StatementPlan& each) { return each.course == Course::own; });
}

// Whether the literals that the plan goes by are read here. Only the parser knows what E'\\x37' is.
bool says_whose(const Plan& plan, std::string_view text, std::span<const Span> literals) {
  for (const StatementPlan& statement : plan.statements) {
    if (!statement.whose) continue;
    for (const ValueFrom& from : statement.whose->values) {
      if (from.kind != ValueFrom::Kind::literal || from.index >= literals.size()) continue;
      const std::string_view literal =
          text.substr(literals[from.index].begin, literals[from.index].end - literals[from.index].begin);
      if ((literal.front() | 0x20) == 'e' && !literal_value(literal)) return false;
    }
  }
  return true;
}

bool may_transfer(const Plan& plan) {
  return std::ranges::any_of(plan.statements, [](const StatementPlan& each) {
    return each.transfer ||
           std::ranges::any_of(each.in_ring, [](const InRing& one) { return one.transfer != nullptr; });
  });
}

// Of a text that is decided on its own. What cannot be shaped is named, and not shown: its literals are in it.
std::string shape_of(std::string_view text) {
  Shaper shaper;
  return shaper.read(text) ? shown_shape(shaper.key(), limits::shape_shown_bytes) : std::string("(not to be shaped)");
}

bool refuses(const Plan& plan) {
  return std::ranges::any_of(plan.statements, [](const StatementPlan& each) { return each.course == Course::refuse; });
}

// A constant decides what a utility statement does, and libpg_query takes parameters where PostgreSQL takes none.
bool rests_on_constants(const policy::Analysis& analysis) {
  const bool on_rows = analysis.verb == policy::StatementVerb::read || analysis.verb == policy::StatementVerb::write;
  const policy::SessionEffect& effect = analysis.session;
  return !on_rows || effect.setting || effect.copies_in || effect.copies_out || analysis.typed_parameter;
}

}  // namespace

std::chrono::sys_days today_in_utc() {
  return std::chrono::floor<std::chrono::days>(std::chrono::system_clock::from_time_t(std::time(nullptr)));
}

std::vector<const policy::Table*> Knowledge::subject_tables() const {
  std::vector<const policy::Table*> tables;
  for (const policy::Table& table : policy.tables) {
    if (table.home) tables.push_back(&table);
  }
  return tables;
}

const policy::Table* Knowledge::subject_table(std::size_t root) const {
  for (const policy::Table& table : policy.tables) {
    if (table.home && root-- == 0) return &table;
  }
  return nullptr;
}

std::optional<std::size_t> Knowledge::root_of(const policy::TableName& subject_table) const {
  std::size_t root = 0;
  for (const policy::Table& table : policy.tables) {
    if (!table.home) continue;
    if (table.name == subject_table) return root;
    ++root;
  }
  return std::nullopt;
}

std::size_t AskerHash::operator()(const Asker& asker) const noexcept {
  const std::size_t service = std::hash<const void*>()(asker.service) ^ (asker.declared ? 1U : 0U);
  return service * 31 + text(asker.purpose) * 7 + (asker.viewer ? text(*asker.viewer) : 0);
}

Router::Router(std::shared_ptr<const Knowledge> knowledge, Today today)
    : knowledge_(std::move(knowledge)), today_(std::move(today)), day_(today_()) {}

std::uint64_t Router::generation() const {
  constexpr unsigned bits_of_day = 24;
  return (knowledge_->generation << bits_of_day) + static_cast<std::uint64_t>(today_().time_since_epoch().count());
}

void Router::forget() {
  plans_.clear();
  askers_.clear();
  last_asker_ = nullptr;
}

void Router::replace(std::shared_ptr<const Knowledge> knowledge) {
  knowledge_ = std::move(knowledge);
  said_anew_.clear();
  forget();
}

Router::Figures Router::figures() const {
  Figures figures = figures_;
  figures.cached = plans_.size();
  return figures;
}

std::vector<Router::Shape> Router::shapes(std::size_t most) const {
  std::unordered_map<std::uint64_t, const Asker*> askers;
  for (const auto& [asker, number] : askers_) askers.emplace(number, &asker);
  std::vector<std::pair<std::string_view, const Counted*>> all;
  plans_.each([&](std::string_view key, const Counted& one) { all.emplace_back(key, &one); });
  const auto more_often = [](const auto& a, const auto& b) { return a.second->asked > b.second->asked; };
  const std::size_t shown = std::min(most, all.size());
  std::partial_sort(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(shown), all.end(), more_often);
  std::vector<Shape> shapes;
  for (std::size_t i = 0; i < shown; ++i) {
    const auto& [key, one] = all[i];
    std::uint64_t number = 0;
    std::memcpy(&number, key.data(), sizeof number);
    const auto asker = askers.find(number);
    shapes.push_back({asker == askers.end() ? nullptr : asker->second,
                      shown_shape(key.substr(sizeof number), limits::shape_shown_bytes), one->asked, one->plan});
  }
  return shapes;
}

// Numbers are never given twice, so that what was decided for one asker is never found by another. 0: nothing is kept
// for such a one.
Result<std::uint64_t> Router::number_of(const Asker& asker) {
  if (last_asker_ && last_asker_->first == asker) return last_asker_->second;
  if (const auto known = askers_.find(asker); known != askers_.end()) {
    last_asker_ = &*known;
    return known->second;
  }
  if (asker.viewer && !policy::is_code(*asker.viewer)) {
    return Error(fmt::format("\"{}\" is not an ISO 3166 code", *asker.viewer), "it was given as ringfence.viewer",
                 "write it as \"DE\" or \"US-CA\"", "22023");
  }
  if (!asker.purpose.empty() &&
      std::ranges::find(asker.service->purposes, asker.purpose) == asker.service->purposes.end()) {
    return std::uint64_t{0};
  }
  if (askers_.size() >= limits::askers) forget();
  last_asker_ = &*askers_.emplace(asker, ++asker_numbers_).first;
  return last_asker_->second;
}

// A declaration must not be lost with the shape.
Result<Declared> Router::declared_by(std::string_view text, bool shaped) const {
  if (shaped) return declared_in(text, shaper_.comments());
  if (text.find("ringfence.") == std::string_view::npos) return Declared{};
  const auto found = compile::comments_of(text);
  if (!found) return Declared{};  // neither can it be parsed
  std::vector<Span> comments;
  for (const auto& [begin, end] : *found) comments.push_back({begin, end});
  return declared_in(text, comments);
}

Router::Known Router::plan_of_text(const Asker& asker, std::string_view text,
                                   const std::set<std::string>* temporary) const {
  auto plan = std::make_shared<Plan>();
  plan->generation = generation();
  const compile::KnownDatabase known{&knowledge_->catalogue, &knowledge_->placements, temporary, asker.views};
  auto analyses = compile::analyse(text, knowledge_->policy, known);
  const planning::Ground ground{*knowledge_, asker, date_of(day_), {}};
  plan->reads_as = planning::reads_as(ground);
  if (analyses) {
    plan->statements = planning::plans_of(ground, *analyses);
  } else {
    plan->statements.push_back(refusal_of_parser(analyses.error()));
  }
  plan->settle();
  if (may_transfer(*plan)) plan->shape = shape_of(text);
  return plan;
}

// Null: it has to be decided statement by statement. Parameters do not parse everywhere; what is refused may be proven
// by its literals, and is told in the words of the text; and where statements stand differs from text to text.
Router::Known Router::plan_of_shape(const Asker& asker) {
  const unsigned highest = shaper_.highest_parameter();
  const compile::KnownDatabase known{&knowledge_->catalogue, &knowledge_->placements, nullptr, asker.views};
  auto analyses = compile::analyse(shaper_.parameterised(highest + 1), knowledge_->policy, known);
  const bool literals = !shaper_.literals().empty();
  if (!analyses || (literals && std::ranges::any_of(*analyses, rests_on_constants))) return nullptr;
  auto plan = std::make_shared<Plan>();
  plan->generation = generation();
  const planning::Ground ground{*knowledge_, asker, date_of(day_), highest};
  plan->reads_as = planning::reads_as(ground);
  plan->statements = planning::plans_of(ground, *analyses);
  if (holds_own_among_others(*plan) || (literals && refuses(*plan))) return nullptr;
  plan->settle();
  if (may_transfer(*plan)) plan->shape = shown_shape(shaper_.key(), limits::shape_shown_bytes);
  return plan;
}

Result<Routed> Router::route(const Asker& asker, std::string_view text, const std::set<std::string>* temporary) {
  Result<Routed> result{Routed()};  // made where the caller has it, and not moved there
  if (Status done = find_plan(asker, text, temporary, *result); !done) result = done.error();
  return result;
}

Status Router::find_plan(const Asker& asker, std::string_view text, const std::set<std::string>* temporary,
                         Routed& routed) {
  if (const auto day = today_(); day != day_) {
    day_ = day;
    forget();
  }
  const bool shaped = shaper_.read(text);
  const Asker* who = &asker;
  std::optional<Asker> told;
  if (!shaped || !shaper_.comments().empty()) {
    auto declared = declared_by(text, shaped);
    if (!declared) return declared.error();
    routed.declared = std::move(*declared);
    if (routed.declared != Declared{}) {
      told = asker;
      told->declared = asker.declared || routed.declared.subject;
      if (routed.declared.purpose) told->purpose = *routed.declared.purpose;
      if (routed.declared.viewer) told->viewer = routed.declared.viewer;
      who = &*told;
    }
  }
  const auto number = number_of(*who);
  if (!number) return number.error();
  routed.literals = shaper_.literals();
  if (shaped && !temporary && *number != 0) {
    const std::string_view key = shaper_.tagged_key(*number);
    const Counted* known = plans_.find(key);
    if (known) {
      figures_.hits += known->plan ? 1 : 0;
      ++known->asked;
    } else {
      ++figures_.misses;
      known = &plans_.put(key, {plan_of_shape(*who)});
    }
    routed.plan = known->plan;
  }
  if (routed.plan && !says_whose(*routed.plan, text, routed.literals)) routed.plan = nullptr;
  if (!routed.plan) {
    ++figures_.unshaped;
    routed.plan = plan_of_text(*who, text, temporary);
  }
  return {};
}

}  // namespace ringfence::gateway
