// Two rules for one (reader, purpose) may show one column, but not each in its own way.
#include <fmt/format.h>

#include <set>

#include "policy/names.h"
#include "policy/parse_parts.h"

namespace ringfence::policy {

namespace {

// The first ring pair, other than within one ring, for which both rules hold.
bool share_rings(const Work& work, const Transfer& a, const Transfer& b) {
  const auto common = [&](const std::vector<std::string>& one, const std::vector<std::string>& other) {
    const std::vector<std::string> left = spell_out(work, one);
    const std::vector<std::string> right = spell_out(work, other);
    std::vector<std::string> both;
    std::ranges::copy_if(left, std::back_inserter(both),
                         [&](const std::string& ring) { return std::ranges::find(right, ring) != right.end(); });
    return both;
  };
  const std::vector<std::string> from = common(a.from, b.from);
  const std::vector<std::string> to = common(a.to, b.to);
  return !from.empty() && !to.empty() && (from.size() > 1 || to.size() > 1 || from != to);
}

bool share_purpose(const Transfer& a, const Transfer& b) {
  return std::ranges::any_of(a.purposes, [&](const std::string& purpose) {
    return std::ranges::find(b.purposes, purpose) != b.purposes.end();
  });
}

std::string mask_text(const Transfer& rule, const ColumnRef& column) {
  const auto found = rule.masks.find(column);
  if (found == rule.masks.end()) return "unmasked";
  if (found->second.kind != MaskKind::truncate) return std::string(to_text(found->second.kind));
  return fmt::format("truncate({})", found->second.length);
}

void compare(Work& work, const Transfer& earlier, const Transfer& later) {
  std::set<ColumnRef> masked;
  for (const auto& [column, mask] : earlier.masks) masked.insert(column);
  for (const auto& [column, mask] : later.masks) masked.insert(column);
  for (const ColumnRef& column : masked) {
    const Table* table = work.policy.find_table(column.table);
    if (table == nullptr || !permits(earlier, *table, column) || !permits(later, *table, column)) continue;
    const std::string before = mask_text(earlier, column);
    const std::string now = mask_text(later, column);
    if (before == now) continue;
    const Place& place = place_at(later.places, "mask." + to_text(column), later.place);
    work.findings.error(place,
                        fmt::format("{}: {} is {} here and {} in {}, for the same rings and purpose", words_for(later),
                                    to_text(column), now, before, words_for(earlier)),
                        "give both the same mask, or part their rings, purposes or columns");
  }
}

}  // namespace

void check_masks(Work& work) {
  const std::vector<Transfer>& rules = work.policy.transfers;
  for (std::size_t later = 1; later < rules.size(); ++later) {
    for (std::size_t earlier = 0; earlier < later; ++earlier) {
      const Transfer& a = rules[earlier];
      const Transfer& b = rules[later];
      if (is_expired(work, a) || is_expired(work, b) || (a.masks.empty() && b.masks.empty())) continue;
      if (share_purpose(a, b) && share_rings(work, a, b)) compare(work, a, b);
    }
  }
}

}  // namespace ringfence::policy
