#include <fmt/ranges.h>

#include "compile/postgres/lint.h"
#include "pg/quote.h"

namespace ringfence::compile {

namespace {

std::string from_item(const Placements& placements, const TableName& name) {
  const Placement* placement = placements.find(name);
  const bool parent_of_partitions = placement != nullptr && placement->table->kind == TableKind::partitioned;
  return (parent_of_partitions ? "" : "ONLY ") + qualified(name);
}

std::string pairs(const std::string& left, const std::vector<std::string>& left_columns, const std::string& right,
                  const std::vector<std::string>& right_columns) {
  std::string text;
  for (std::size_t i = 0; i < left_columns.size(); ++i) {
    text += fmt::format("{}{}.{} OPERATOR(pg_catalog.=) {}.{}", i == 0 ? "" : " AND ", left,
                        pg::quote_identifier(left_columns[i]), right, pg::quote_identifier(right_columns[i]));
  }
  return text;
}

// (value, ring) for every value that a home of this subject table may have.
std::string home_values(const policy::Policy& policy, const policy::Home& home) {
  std::vector<std::string> values;
  const auto add = [&](const std::string& value, const policy::Ring& ring) {
    values.push_back(fmt::format("({}, {})", pg::quote_literal(value), pg::quote_literal(ring.name)));
  };
  if (home.codes.empty()) {
    for (const policy::Ring& ring : policy.rings) {
      for (const policy::Code& code : ring.codes) add(code, ring);
    }
  }
  for (const auto& [value, code] : home.codes) {
    if (const policy::Ring* ring = policy.home_of(code)) add(value, *ring);
  }
  return values.empty() ? "(SELECT NULL::text, NULL::text WHERE false)"
                        : fmt::format("(VALUES {})", fmt::join(values, ", "));
}

struct RingOfRow {
  std::string joins;
  std::string ring;  // an expression; NULL where the row is astray
};

// Joins from the table at alias `prefix` to where its home is known.
RingOfRow ring_of_row(const policy::Policy& policy, const Placements& placements, const Placement& placement,
                      const std::string& prefix) {
  if (placement.rest == Rest::bound) return {{}, pg::quote_literal(placement.bound_ring)};
  const Placement* root = placement.root ? placements.find(*placement.root) : nullptr;
  if (root == nullptr) return {{}, "NULL::text"};
  RingOfRow made;
  std::string at = prefix;
  unsigned count = 0;
  const auto join = [&](const Step& step) {
    const std::string next = prefix + std::to_string(++count);
    made.joins += fmt::format(" LEFT JOIN {} {} ON {}", from_item(placements, step.to), next,
                              pairs(at, step.columns, next, step.to_columns));
    at = next;
  };
  for (const Step& step : placement.steps_to_root) join(step);
  const std::string subject = at;
  for (const Step& step : root->home_steps) join(step);
  const policy::Home& home = *root->rule->home;
  made.joins += fmt::format(" LEFT JOIN {} {}h(value, ring) ON {}h.value = ({}.{})::text COLLATE \"C\"",
                            home_values(policy, home), prefix, prefix, at, pg::quote_identifier(root->home_column));
  const policy::Ring* otherwise = home.otherwise ? policy.home_of(*home.otherwise) : nullptr;
  const auto literal = [](const std::string& text) { return text.empty() ? "NULL" : pg::quote_literal(text); };
  made.ring =
      fmt::format("CASE WHEN {}.{} IS NULL THEN {} ELSE coalesce({}h.ring, {}) END", subject,
                  pg::quote_identifier(root->subject_columns.front()), literal(placement.unowned_ring.value_or("")),
                  prefix, literal(otherwise == nullptr ? "" : otherwise->name));
  return made;
}

}  // namespace

std::vector<Crossing> crossings(const Placements& placements) {
  std::vector<Crossing> found;
  for (const Placement& placement : placements.tables) {
    for (const Reference& reference : placement.references) {
      if (reference.fate != ReferenceFate::keep) found.push_back({placement.table->name, reference, std::nullopt});
    }
  }
  return found;
}

std::string crossing_count_sql(const policy::Policy& policy, const Placements& placements, const Crossing& crossing) {
  const Placement& from = *placements.find(crossing.table);
  const Placement& to = *placements.find(crossing.reference.key.to);
  const ForeignKey& key = crossing.reference.key;
  const std::string start =
      fmt::format("SELECT count(*) FROM {} s JOIN {} t ON {}", from_item(placements, crossing.table),
                  from_item(placements, key.to), pairs("s", key.columns, "t", key.to_columns));
  if (from.rest == Rest::shared) return start;  // the row is in every ring, the other only in one
  const RingOfRow left = ring_of_row(policy, placements, from, "s");
  const RingOfRow right = ring_of_row(policy, placements, to, "t");
  return start + left.joins + right.joins + fmt::format(" WHERE {} <> {}", left.ring, right.ring);
}

Status count_crossings(pg::Connection& connection, const policy::Policy& policy, const Placements& placements,
                       std::vector<Crossing>& crossings) {
  for (Crossing& crossing : crossings) {
    const Result<pg::Rows> rows = connection.query(crossing_count_sql(policy, placements, crossing));
    if (!rows) return within("counting the rows that cross by " + crossing.reference.key.name, rows.error());
    crossing.rows = static_cast<std::uint64_t>(rows->integer(0, 0));
  }
  return {};
}

}  // namespace ringfence::compile
