#include "compile/postgres/lint_work.h"
#include "compile/postgres/placement_work.h"

namespace ringfence::compile::linting {

namespace {

using placing::listed;
using placing::readable;

std::string_view action(char code) {
  switch (code) {
    case 'c':
      return "CASCADE";
    case 'n':
      return "SET NULL";
    case 'd':
      return "SET DEFAULT";
    default:
      return {};
  }
}

// ON DELETE and ON UPDATE reach rows of this ring only, and behind the directory there is no row to delete.
void tell_actions(Lint& lint, const Placement& placement, const Reference& reference) {
  const auto tell = [&](std::string_view event, char code) {
    if (action(code).empty()) return;
    lint.findings.warning(
        placement.rule->place,
        fmt::format("{} {} of foreign key {} of {} no longer acts: {}", event, action(code), reference.key.name,
                    readable(placement.table->name),
                    reference.fate == ReferenceFate::directory ? "it refers to the directory, whose rows stay"
                                                               : "the foreign key is dropped"),
        "let the application do it, in each ring");
  };
  tell("ON DELETE", reference.key.on_delete);
  tell("ON UPDATE", reference.key.on_update);
}

void tell_crossing(Lint& lint, const Placement& placement, const Reference& reference) {
  const bool dropped = reference.fate == ReferenceFate::drop;
  std::string message =
      fmt::format("foreign key {} of {}.{} to {} crosses rings and is {}: {}", reference.key.name,
                  readable(placement.table->name), listed(reference.key.columns), readable(reference.key.to),
                  dropped ? "dropped" : "turned to the directory", reference.reason);
  if (!dropped) {
    lint.findings.note(placement.rule->place, std::move(message));
    return;
  }
  std::string help;
  if (const Placement* to = lint.placements.find(reference.key.to);
      to != nullptr && to->is_personal() && placement.is_personal()) {
    help = "to keep it and refuse rows that cross: local = [" + placing::as_toml(reference.key.name) + "]";
  }
  lint.findings.warning(placement.rule->place, std::move(message), std::move(help));
}

void tell_anchor(Lint& lint, const Placement& placement, const Reference& reference) {
  const bool is_anchor = placement.anchor && placement.anchor->constraint == reference.key.name;
  const char code = reference.key.on_delete;
  if (!is_anchor || (code != 'n' && code != 'd')) return;
  lint.findings.warning(
      placement.rule->place,
      fmt::format("ON DELETE {} of foreign key {} of {} will fail: it is what ties the row to its ring", action(code),
                  reference.key.name, readable(placement.table->name)),
      "delete what is the person's with them: ON DELETE CASCADE");
}

}  // namespace

void lint_references(Lint& lint, const Placement& placement) {
  for (const Reference& reference : placement.references) {
    tell_anchor(lint, placement, reference);
    if (reference.fate == ReferenceFate::keep) continue;
    tell_crossing(lint, placement, reference);
    tell_actions(lint, placement, reference);
  }
}

}  // namespace ringfence::compile::linting
