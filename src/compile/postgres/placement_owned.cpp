#include <algorithm>
#include <span>

#include "compile/postgres/placement_work.h"

namespace ringfence::compile::placing {

namespace {

// Whether `steps` go on from `at` the way its own rows are homed. To stop early is to agree.
bool agrees(const Work& work, const Placement& at, std::span<const std::string> steps) {
  if (steps.empty()) return true;
  if (at.rest == Rest::subject) return steps.size() == 1 && at.subject_columns == std::vector{steps.front()};
  if (!at.anchor) return false;
  const bool same = at.anchor->constraint == steps.front() || at.anchor->columns == std::vector{steps.front()};
  const Placement* next = work.find(at.anchor->to);
  return same && next != nullptr && agrees(work, *next, steps.subspan(1));
}

void check_subject(Work& work, const Placement& placement) {
  const policy::Subject& subject = *placement.rule->subject;
  const std::string name = readable(placement.table->name);
  const Placement& to = *work.find(placement.anchor->to);
  const std::string to_name = readable(to.table->name);
  if (subject.path.empty()) {
    if (to.rest == Rest::subject || !placement.subject_columns.empty()) return;
    const std::string key = key_names(*placement.table).empty()     ? ""
                            : placement.anchor->columns.size() == 1 ? placement.anchor->columns.front()
                                                                    : placement.anchor->constraint.value_or("");
    work.findings.error(subject.place,
                        name + "." + listed(subject.columns) + " refers to a row of " + to_name +
                            ", which does not hold the person's key there",
                        "say it as a chain: subject = { path = " + as_toml(key) + " }");
    return;
  }
  if (agrees(work, to, std::span(subject.path).subspan(1))) return;
  const std::string way = to.anchor ? listed(to.anchor->columns) : listed(to.subject_columns);
  work.findings.error(subject.place,
                      "the path of " + name + " leaves " + to_name + " by another way than " + to_name +
                          "'s own rows are homed (" + way + "): a row and its wall would be in different rings",
                      "let the path end at " + to_name + ", or go on by " + way);
}

// A row whose chain breaks at a row without a subject rests where that row does: both must say the same ring.
void check_unowned(Work& work, const Placement& placement) {
  const Placement& to = *work.find(placement.anchor->to);
  if (to.rest != Rest::owned || !to.unowned_ring || placement.unowned_ring == to.unowned_ring) return;
  work.findings.error(place_of(*placement.rule, "unowned"),
                      "rows of " + readable(to.table->name) + " without a subject rest in ring " + *to.unowned_ring +
                          ", and rows of " + readable(placement.table->name) + " that refer to them must too",
                      "write unowned = " + as_toml(*to.unowned_ring) + " in " + heading(placement.rule->name));
}

bool may_inherit(const Placement& child, const Placement& parent) {
  switch (parent.rest) {
    case Rest::shared:
      return true;
    case Rest::bound:
      return child.rest == Rest::bound && child.bound_ring == parent.bound_ring;
    case Rest::owned:
      return child.rest == Rest::owned && child.anchor && parent.anchor &&
             child.anchor->columns == parent.anchor->columns;
    case Rest::subject:
      return true;  // told by place_subjects()
  }
  return false;
}

void check_parents(Work& work, const Placement& placement) {
  for (const TableName& name : placement.table->parents) {
    const Placement* parent = work.find(name);
    if (parent == nullptr || parent->rule == nullptr || may_inherit(placement, *parent)) continue;
    work.findings.error(placement.rule->place,
                        "rows of " + readable(placement.table->name) + " are also rows of " + readable(name) +
                            ", from which it inherits, and would rest by another rule",
                        "remove " + heading(placement.table->name) + " (it then follows " + readable(name) +
                            "), or say the same in both");
  }
}

}  // namespace

void check_owned(Work& work) {
  for (const Placement& placement : work.tables) {
    if (placement.rule == nullptr || follows_parent(placement)) continue;
    check_parents(work, placement);
    if (placement.rest != Rest::owned || !placement.anchor) continue;
    if (placement.rule->subject) check_subject(work, placement);
    check_unowned(work, placement);
  }
}

}  // namespace ringfence::compile::placing
