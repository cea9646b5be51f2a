// Which foreign key ties the rows of an owned table: breadth first from the subject tables, so that a table is tied by
// the fewest steps, and where several are equally few and the policy does not choose, it is asked to.
#include <fmt/ranges.h>

#include <algorithm>

#include "compile/postgres/placement_search.h"

namespace ringfence::compile::placing {

namespace {

void search_levels(Search& search) {
  Work& work = search.work;
  for (unsigned level = 1;; ++level) {
    std::vector<Placement*> reached;
    for (Placement& placement : work.tables) {
      if (placement.rest != Rest::owned || follows_parent(placement) || placement.anchor) continue;
      Ways near = search.ways[placement.table->name];
      std::erase_if(near, [&](const Anchor& way) { return !work.distance.contains(rule_name(*work.find(way.to))); });
      if (near.empty()) continue;
      placement.anchor = near.front();
      search.nearest[placement.table->name] = std::move(near);
      reached.push_back(&placement);
    }
    if (reached.empty()) return;
    for (const Placement* placement : reached) work.distance[placement->table->name] = level;
  }
}

// The line of policy that chooses this anchor.
std::string line_for(const Work& work, const Anchor& first) {
  std::vector<std::string> steps;
  for (const Anchor* way = &first;;) {
    const Placement* to = work.find(way->to);
    if (steps.empty() && to->rest == Rest::subject) return "subject = " + as_toml(way->columns);
    if (way->columns.size() != 1 && !way->constraint) break;
    steps.push_back(way->columns.size() == 1 ? way->columns.front() : *way->constraint);
    if (follows_parent(*to)) to = work.find(rule_name(*to));
    if (to == nullptr || to->rest == Rest::subject || !to->anchor) break;
    way = &*to->anchor;
  }
  return "subject = { path = " + as_toml(fmt::format("{}", fmt::join(steps, "."))) + " }";
}

std::string lines_for(const Search& search, const TableName& table) {
  std::vector<std::string> lines;
  const auto found = search.nearest.find(table);
  if (found != search.nearest.end()) {
    for (const Anchor& way : found->second) lines.push_back(line_for(search.work, way));
  }
  return fmt::format("{}", fmt::join(lines, " or "));
}

constexpr std::string_view nobody_help =
    "shared = true (reference data, the same in every ring) or ring = \"…\" (rows of nobody, in one ring)";

void tell_unnamed(Search& search, const Placement& placement) {
  for (const TableName& parent : placement.table->parents) {
    if (search.work.find(parent) != nullptr) return;  // the parent's entry will do
  }
  const std::string lines = lines_for(search, placement.table->name);
  const std::string name = heading(placement.table->name);
  search.work.findings.error(search.work.whole_file(),
                             "table " + readable(placement.table->name) + " of the database is not in the policy",
                             lines.empty() ? fmt::format("write {} with {}, or a subject", name, nobody_help)
                                           : fmt::format("write {} with {}", name, lines));
}

// Tables along the first way from here, up to one that repeats or has none.
std::vector<TableName> walk(const Search& search, const TableName& from) {
  std::vector<TableName> seen;
  for (TableName at = from; std::ranges::find(seen, at) == seen.end();) {
    seen.push_back(at);
    const auto ways = search.ways.find(at);
    if (ways == search.ways.end() || ways->second.empty()) return seen;
    at = rule_name(*search.work.find(ways->second.front().to));
    if (at == from) {
      seen.push_back(at);
      return seen;
    }
  }
  return seen;
}

void tell_unhomed(Search& search, const Placement& placement) {
  const TableName& name = placement.table->name;
  if (search.ways[name].empty()) {
    tell(search, placement, "nothing says whose the rows of " + readable(name) + " are",
         fmt::format("say subject = \"…\" (the column that holds the person's key), {}", nobody_help));
    return;
  }
  const std::vector<TableName> chain = walk(search, name);
  if (chain.back() != name) return;  // another table's error is the cause
  std::vector<std::string> names;
  for (const TableName& table : chain) names.push_back(readable(table));
  tell(search, placement,
       fmt::format("the subject of {} goes in a circle: {}", readable(name), fmt::join(names, " → ")),
       "one of them must name a column that holds the person's key: subject = \"…\"");
}

}  // namespace

void anchor_owned(Work& work) {
  Search search{work, {}, {}, {}};
  const auto is_owner = [](const Placement& placement) {
    return placement.rest == Rest::owned && !follows_parent(placement);
  };
  for (const Placement& placement : work.tables) {
    if (is_owner(placement)) search.ways[placement.table->name] = ways_of(search, placement);
  }
  search_levels(search);
  for (const Placement& placement : work.tables) {
    const TableName& name = placement.table->name;
    if (!is_owner(placement) || search.told.contains(name)) continue;
    if (placement.rule == nullptr) {
      tell_unnamed(search, placement);
    } else if (!placement.anchor) {
      tell_unhomed(search, placement);
    } else if (!placement.rule->subject && search.nearest[name].size() > 1) {
      tell(search, placement, readable(name) + " could be at home by several chains of foreign keys, equally short",
           "choose: " + lines_for(search, name));
    }
  }
}

}  // namespace ringfence::compile::placing
