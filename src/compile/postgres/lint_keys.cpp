#include <algorithm>
#include <limits>

#include "compile/postgres/lint_work.h"
#include "compile/postgres/placement_work.h"

namespace ringfence::compile::linting {

namespace {

using placing::listed;
using placing::readable;

// How the split makes sequences disjoint (docs/decisions/0004-split.md): steps of 16, so that rings can be added, or of
// the number of rings where there are more of them, or too few numbers.
constexpr double usual_step = 16;
constexpr double least_values_per_ring = 10'000;

bool includes(const std::vector<std::string>& all, const std::vector<std::string>& some) {
  return !some.empty() &&
         std::ranges::all_of(some, [&](const std::string& each) { return std::ranges::find(all, each) != all.end(); });
}

// Values that come from a generator do not meet: sequences are made disjoint, random ones are random.
bool is_generated(const Table& table, const std::string& name) {
  const Column* column = table.find_column(name);
  if (column == nullptr) return false;
  const std::string& text = column->default_value;
  return column->identity != ' ' || text.find("nextval(") != std::string::npos ||
         text.find("uuid") != std::string::npos;
}

bool holds_across_rings(const Placement& placement, const Key& key) {
  if (includes(key.columns, placement.subject_columns)) return true;
  if (placement.anchor && includes(key.columns, placement.anchor->columns)) return true;
  return std::ranges::any_of(key.columns,
                             [&](const std::string& name) { return is_generated(*placement.table, name); });
}

double capacity(const Sequence& sequence, const Table* table) {
  double largest = static_cast<double>(sequence.maximum);
  const Column* column = table == nullptr ? nullptr : table->find_column(sequence.owner_column);
  if (column != nullptr && column->base_type == "smallint") largest = std::min(largest, 32767.0);
  if (column != nullptr && column->base_type == "integer") largest = std::min(largest, 2147483647.0);
  const double step = sequence.increment == 0 ? 1 : static_cast<double>(sequence.increment);
  return (largest - static_cast<double>(sequence.minimum) + 1) / (step < 0 ? -step : step);
}

}  // namespace

void lint_keys(Lint& lint, const Placement& placement) {
  if (!placement.is_personal()) return;
  for (const Key& key : placement.table->keys) {
    if (holds_across_rings(placement, key)) continue;
    lint.findings.warning(
        placement.rule->place,
        fmt::format("{} {} of {} holds within each ring only: two rings may have the same {}",
                    key.primary ? "PRIMARY KEY" : "UNIQUE", listed(key.columns), readable(placement.table->name),
                    listed(key.columns)),
        placement.rest == Rest::subject ? "people are found by it across rings through `lookup`" : "");
  }
}

void lint_sequences(Lint& lint) {
  const auto rings = static_cast<double>(lint.policy.rings.size());
  for (const Sequence& sequence : lint.catalogue.sequences) {
    if (!sequence.owner_table || rings < 1) continue;
    const Placement* owner = lint.placements.find(*sequence.owner_table);
    if (owner == nullptr || !owner->is_personal()) continue;
    const std::string name = readable(sequence.name);
    if (sequence.cycles) {
      lint.findings.warning(owner->rule->place, "sequence " + name + " cycles: its values repeat, in every ring",
                            "ALTER SEQUENCE " + name + " NO CYCLE");
    }
    const double all = capacity(sequence, owner->table);
    const double per_ring = all / (all < usual_step * least_values_per_ring ? rings : std::max(usual_step, rings));
    if (per_ring >= std::max(least_values_per_ring, 2 * owner->table->estimated_rows)) continue;
    lint.findings.warning(
        owner->rule->place,
        fmt::format("sequence {} is too small to be made disjoint: {:.0f} values for each of {} rings", name, per_ring,
                    lint.policy.rings.size()),
        "make it and its column bigint before the split");
  }
}

}  // namespace ringfence::compile::linting
