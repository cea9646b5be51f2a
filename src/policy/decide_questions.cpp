// What a world read would tell the rings that it asks: values of this ring's rows, and of what other rings let it see,
// become constants of the questions. They may, where the rules would let them out of their ring into the one asked.
#include <fmt/format.h>

#include <algorithm>

#include "policy/decide_judge.h"
#include "policy/decide_words.h"
#include "policy/transfer_rules.h"

namespace ringfence::policy {

namespace {

const Mask* mask_of(const Transfer& rule, const Table& table, const std::string& column) {
  const auto found = rule.masks.find(ColumnRef{table.name, column});
  return found == rule.masks.end() ? nullptr : &found->second;
}

const std::string* filter_of(const Transfer& rule, const Table& table) {
  const auto found = rule.rows.find(table.name);
  return found == rule.rows.end() ? nullptr : &found->second;
}

// Whether all that `seen` shows of the column, `rule` shows too. Of no `seen`: all there is. A reference may be of rows
// that a filter hides, as a key may.
bool shows_as_much(const Transfer& rule, const Transfer* seen, const Table& table, const CarriedColumn& carried) {
  const std::string& column = carried.column;
  const Mask* mask = mask_of(rule, table, column);
  const std::string* filter = carried.refers ? nullptr : filter_of(rule, table);
  const Mask* seen_mask = seen ? mask_of(*seen, table, column) : nullptr;
  const std::string* seen_filter = seen ? filter_of(*seen, table) : nullptr;
  return (!mask || (seen_mask && *mask == *seen_mask)) && (!filter || (seen_filter && *filter == *seen_filter));
}

}  // namespace

// Those whose rows some table of the statement stands for.
std::vector<const Ring*> Judge::asked() const {
  std::vector<const Ring*> rings;
  for (const Ring& ring : question_.policy->rings) {
    const auto rules = rules_in_force(*question_.policy, ring.name, out_.readers_ring, purpose_, question_.today);
    const bool seen = std::ranges::any_of(rules, [&](const Transfer* rule) {
      return std::ranges::any_of(analysis_.tables,
                                 [&](const TableUse& use) { return use.rule && mentions(*rule, use.rule->name); });
    });
    if (seen) rings.push_back(&ring);
  }
  return rings;
}

// Why the values of the column that are read of ring `of` may not be told to ring `asked`; empty: they may.
std::string Judge::stays(const CarriedColumn& carried, const Ring& of, const Ring& asked) const {
  const TableUse& use = analysis_.tables.at(carried.table);
  const std::string& column = carried.column;
  if (!use.rule) return fmt::format("{} is of no table that a rule could name", to_text(use.name));
  const Table& table = *use.rule;
  if (words::holds(table.never_in, of.name)) return {};
  std::vector<const Transfer*> seen = {nullptr};
  if (of.name != out_.readers_ring) {
    seen = rules_in_force(*question_.policy, of.name, out_.readers_ring, purpose_, question_.today);
    std::erase_if(seen, [&](const Transfer* rule) { return column != "*" && !admits(*rule, table, column); });
  }
  const auto rules = rules_in_force(*question_.policy, of.name, asked.name, purpose_, question_.today);
  const std::string name = to_text(use.name) + "." + column;
  for (const Transfer* by : seen) {
    const Transfer* less = nullptr;
    const bool told = std::ranges::any_of(rules, [&](const Transfer* rule) {
      if (!admits(*rule, table, column)) return false;
      less = rule;
      return shows_as_much(*rule, by, table, carried);
    });
    if (told) continue;
    const std::string way = fmt::format("leave ring {} for ring {} for {}", of.name, asked.name, purpose_);
    if (!less) return fmt::format("no rule lets {} {}", name, way);
    if (const Mask* mask = mask_of(*less, table, column)) {
      return fmt::format("rule {} lets {} {} only masked ({})", less->name, name, way, words::mask(*mask));
    }
    const std::string* filter = filter_of(*less, table);
    return fmt::format("rule {} lets {} {} only where {}", less->name, name, way, filter ? *filter : "it says so");
  }
  return {};
}

// Keys are told: who asks for a row has to say which. A sensitive one is not.
bool Judge::tells_others() {
  if (analysis_.untraced) {
    return refuse(fmt::format("Refused: {}, so that it may tell other rings anything.", analysis_.untraced->reason),
                  analysis_.untraced->hint);
  }
  const auto others = asked();
  for (const CarriedColumn& carried : analysis_.carried) {
    const TableUse& use = analysis_.tables.at(carried.table);
    const bool sensitive = use.rule && words::holds(use.rule->sensitive, carried.column);
    if (carried.key && !sensitive) continue;
    const std::string name = to_text(use.name) + "." + carried.column;
    for (const Ring& of : question_.policy->rings) {
      for (const Ring* ring : others) {
        if (ring == &of) continue;
        std::string why = stays(carried, of, *ring);
        if (why.empty()) continue;
        std::string hint = fmt::format(
            "compare {} with constants and parameters only: what a statement of its own has read of it may be one",
            name);
        if (use.rule && !sensitive && carried.column != "*") {
          hint += fmt::format("; or let it leave: [[transfer]] from = {} to = {} purpose = [{}] columns = [{}]",
                              words::quoted(of.name), words::quoted(ring->name), words::quoted(purpose_),
                              words::quoted(to_text(use.rule->name) + "." + carried.column));
        }
        refuse(fmt::format("Refused: it would ask other rings with values of {} in its questions.", name),
               std::move(hint));
        out_.detail = std::move(why);
        out_.position = carried.position;
        return true;
      }
    }
  }
  return false;
}

}  // namespace ringfence::policy
