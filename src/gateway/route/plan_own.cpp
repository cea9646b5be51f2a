// Settings of the gateway's own.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "gateway/route/planner.h"

namespace ringfence::gateway::planning {

namespace {

using Do = policy::SettingUse::Do;

constexpr std::string_view ours = "ringfence.";
constexpr std::array<std::string_view, 4> settable = {"subject", "purpose", "viewer", "count_withheld"};
constexpr std::array<std::string_view, 4> told = {"pools", "shapes", "refusals", "version"};

template <std::size_t N>
bool is_one_of(const std::array<std::string_view, N>& names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

StatementPlan refused(StatementPlan plan, Error why) {
  plan.course = Course::refuse;
  plan.refusal = std::move(why);
  return plan;
}

}  // namespace

bool is_own(const policy::Analysis& analysis) {
  return analysis.verb == policy::StatementVerb::session && analysis.session.setting &&
         analysis.session.setting->name.starts_with(ours);
}

StatementPlan own_plan(const policy::Analysis& analysis) {
  const policy::SettingUse& use = *analysis.session.setting;
  StatementPlan plan;
  plan.course = Course::own;
  plan.verb = analysis.verb;
  plan.command = analysis.command;
  plan.session = analysis.session;
  plan.setting = {use.what, use.name, use.value, use.local};
  const std::string_view name = std::string_view(use.name).substr(ours.size());
  if (is_one_of(told, name)) {
    if (use.what == Do::show) return plan;
    return refused(std::move(plan),
                   {fmt::format("parameter \"{}\" cannot be changed", use.name), {}, "SHOW tells it", "55P02"});
  }
  if (!is_one_of(settable, name)) {
    return refused(std::move(plan), {fmt::format("unrecognized configuration parameter \"{}\"", use.name),
                                     {},
                                     fmt::format("those that may be set are {}; SHOW tells {} too",
                                                 fmt::join(settable, ", "), fmt::join(told, ", ")),
                                     "42704"});
  }
  if (use.what == Do::set && !use.value && !use.to_default) {
    return refused(std::move(plan),
                   {fmt::format("SET {} takes one constant", use.name), {}, "write it as a string: '42'", "22023"});
  }
  return plan;
}

}  // namespace ringfence::gateway::planning
