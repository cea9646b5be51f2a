#include "lifecycle/split/projection.h"

#include <fmt/format.h>

#include <algorithm>

#include "pg/quote.h"

namespace ringfence::lifecycle {

namespace {

using compile::Placement;
using compile::Rest;
using pg::quote_identifier;
using pg::quote_literal;

std::string column(std::string_view alias, std::string_view name) {
  return fmt::format("{}.{}", alias, quote_identifier(name));
}

std::string text_of(std::string_view alias, std::string_view name) {
  return fmt::format("({})::text", column(alias, name));
}

std::string text_array(const std::vector<policy::Code>& codes) {
  std::string list;
  for (const policy::Code& code : codes) list += (list.empty() ? "" : ",") + quote_literal(code);
  return fmt::format("ARRAY[{}]::text[]", list);
}

// A foreign key sees the rows of its target alone, those of partitions but not those of INHERITS children.
std::string relation(const compile::Catalogue& catalogue, const policy::TableName& name) {
  const compile::Table* table = catalogue.find(name);
  const bool plain = table == nullptr || table->kind == compile::TableKind::table;
  return (plain ? "ONLY " : "") + compile::qualified(name);
}

std::string key_text(const compile::Table& table, std::string_view alias) {
  const compile::Key* primary = table.primary_key();
  if (primary == nullptr) return fmt::format("({0}.tableoid::text || ' ' || {0}.ctid::text)", alias);
  if (primary->columns.size() == 1) return text_of(alias, primary->columns[0]);
  std::string list;
  for (const std::string& name : primary->columns) list += (list.empty() ? "" : ", ") + column(alias, name);
  return fmt::format("ROW({})::text", list);
}

// The operator by which PostgreSQL itself checks this foreign key: by name alone, with no search_path, those of
// extensions (citext) would not be found and text's would be taken for them.
std::string equality(const compile::Catalogue& catalogue, const policy::TableName& from,
                     const std::vector<std::string>& columns, const policy::TableName& to, std::size_t at) {
  const compile::Table* table = catalogue.find(from);
  if (table != nullptr) {
    for (const compile::ForeignKey& key : table->foreign_keys) {
      if (key.to == to && key.columns == columns && at < key.operators.size()) {
        return fmt::format("OPERATOR({})", key.operators[at]);
      }
    }
  }
  return "=";
}

std::string any_null(std::string_view alias, const std::vector<std::string>& columns) {
  std::string condition;
  for (const std::string& name : columns) {
    condition += (condition.empty() ? "" : " OR ") + column(alias, name) + " IS NULL";
  }
  return '(' + condition + ')';
}

// Where one row belongs and, if nowhere, why: two expressions that belong together.
struct Verdict {
  std::string ring;
  std::string reason;  // NULL when the row has a ring
};

class Builder {
 public:
  Builder(const policy::Policy& policy, const compile::Catalogue& catalogue, const compile::Placements& tables,
          const std::vector<RowPlacement>& placements)
      : policy_(policy), catalogue_(catalogue), tables_(tables), placements_(placements) {}

  Projection build(const Placement& table) {
    out_.from = fmt::format(" FROM ONLY {} AS t", compile::qualified(table.table->name));
    out_.home = out_.subject = out_.home_value = "NULL::text";
    const Verdict verdict = verdict_of(table, "t");
    out_.ring = verdict.ring;
    out_.reason = verdict.reason;
    out_.key = key_text(*table.table, "t");
    return std::move(out_);
  }

 private:
  Verdict verdict_of(const Placement& table, const std::string& alias) {
    Verdict verdict = table.rest == Rest::subject ? subject_verdict(table, alias) : owned_verdict(table, alias);
    return with_never_in(table, alias, std::move(verdict));
  }

  Verdict subject_verdict(const Placement& table, const std::string& alias) {
    const Placement& root = root_of(table);
    const policy::Home& home = *root.rule->home;
    out_.subject = subject_text(root, alias);
    out_.home_value = joined_home_value(root, alias);
    std::string code = out_.home_value;
    if (!home.codes.empty()) {
      join_values("map", {"value", "code"}, {home.codes.begin(), home.codes.end()},
                  fmt::format("map.value = {} COLLATE \"C\"", code));
      code = "map.code";
    }
    const std::string known = fmt::format("({} COLLATE \"C\" = ANY ({}))", code, text_array(policy_.ringed_codes()));
    if (home.otherwise) {
      code = fmt::format("CASE WHEN {} THEN {} ELSE {} END", known, code, quote_literal(*home.otherwise));
    }
    const std::string reason = fmt::format(
        "CASE WHEN ({0}) COLLATE \"C\" = ANY ({1}) THEN NULL WHEN {2} IS NULL THEN 'home is NULL' ELSE 'home is no "
        "ring''s' END",
        code, text_array(policy_.ringed_codes()), out_.home_value);
    const std::string decided = decision(root, alias, reason);
    if (!decided.empty()) code = fmt::format("COALESCE({}, {})", decided, code);
    out_.home = code;
    return {ring_number(code),
            decided.empty() ? reason : fmt::format("CASE WHEN {} IS NOT NULL THEN NULL ELSE {} END", decided, reason)};
  }

  Verdict owned_verdict(const Placement& table, const std::string& alias) {
    const compile::Anchor& anchor = *table.anchor;
    const Placement& parent = *tables_.find(anchor.to);
    const std::string parent_alias = fmt::format("s{}", ++aliases_);
    std::string on;
    for (std::size_t i = 0; i < anchor.columns.size(); ++i) {
      on += fmt::format("{}{} {} {}", i == 0 ? "" : " AND ", column(parent_alias, anchor.to_columns[i]),
                        equality(catalogue_, table.table->name, anchor.columns, anchor.to, i),
                        column(alias, anchor.columns[i]));
    }
    out_.from += fmt::format(" LEFT JOIN {} AS {} ON {}", relation(catalogue_, anchor.to), parent_alias, on);
    const Verdict parents = verdict_of(parent, parent_alias);
    const std::string no_subject = any_null(alias, anchor.columns);
    const std::string no_such_subject = any_null(parent_alias, anchor.to_columns);
    const std::string unowned = table.unowned_ring ? quote_literal(number_of(*table.unowned_ring)) : "'?'";
    const std::string own_reason = fmt::format(
        "CASE WHEN {} THEN {} WHEN {} THEN 'subject does not exist' WHEN ({}) IS NOT NULL THEN 'its subject is astray' "
        "END",
        no_subject, table.unowned_ring ? "NULL" : "'subject is NULL'", no_such_subject, parents.reason);
    const std::string ring = fmt::format("CASE WHEN {} THEN {} WHEN {} THEN '?' ELSE {} END", no_subject, unowned,
                                         no_such_subject, parents.ring);
    return decided_verdict(table, alias, {ring, own_reason});
  }

  // Rows of a table other than a subject's can only be left behind: their wall admits no other ring.
  Verdict decided_verdict(const Placement& table, const std::string& alias, Verdict verdict) {
    const std::string decided = decision(table, alias, verdict.reason);
    if (decided.empty()) return verdict;
    return {fmt::format("CASE WHEN {} IS NOT NULL THEN '-' ELSE {} END", decided, verdict.ring),
            fmt::format("CASE WHEN {} IS NOT NULL THEN NULL ELSE {} END", decided, verdict.reason)};
  }

  Verdict with_never_in(const Placement& table, const std::string& alias, Verdict verdict) {
    if (table.never_in.empty()) return verdict;
    std::string numbers;
    for (const std::string& ring : table.never_in)
      numbers += (numbers.empty() ? "" : ",") + quote_literal(number_of(ring));
    const std::string forbidden = fmt::format("({}) IN ({})", verdict.ring, numbers);
    return decided_verdict(
        table, alias,
        {fmt::format("CASE WHEN {} THEN '?' ELSE {} END", forbidden, verdict.ring),
         fmt::format("CASE WHEN {} THEN 'never in its home' ELSE {} END", forbidden, verdict.reason)});
  }

  // What a person decided about a row of this table, as an expression that is NULL where nothing was decided; empty
  // when nothing was decided about the whole table.
  std::string decision(const Placement& table, const std::string& alias, const std::string& reason) {
    std::vector<std::pair<std::string, std::string>> by_key;
    std::string by_reason;
    for (const RowPlacement& placement : placements_) {
      if (placement.table != table.rule->name) continue;
      if (placement.key != "*") {
        by_key.emplace_back(placement.key, placement.place);
      } else {
        by_reason += fmt::format(" WHEN {} THEN {}", quote_literal(placement.reason), quote_literal(placement.place));
      }
    }
    std::string expression;
    if (!by_key.empty()) {
      const std::string values = fmt::format("placed_{}", ++aliases_);
      join_values(values, {"key", "place"}, by_key,
                  fmt::format("{}.key = {}", values, key_text(*catalogue_.find(table.table->name), alias)));
      expression = values + ".place";
    }
    if (by_reason.empty()) return expression;
    const std::string cases = fmt::format("CASE {}{} END", reason, by_reason);
    return expression.empty() ? cases : fmt::format("COALESCE({}, {})", expression, cases);
  }

  std::string joined_home_value(const Placement& root, const std::string& alias) {
    std::string at = alias;
    policy::TableName before = root.table->name;
    for (const compile::Step& step : root.home_steps) {
      const std::string next = fmt::format("h{}", ++aliases_);
      std::string on;
      for (std::size_t i = 0; i < step.columns.size(); ++i) {
        on += fmt::format("{}{} {} {}", i == 0 ? "" : " AND ", column(next, step.to_columns[i]),
                          equality(catalogue_, before, step.columns, step.to, i), column(at, step.columns[i]));
      }
      before = step.to;
      out_.from += fmt::format(" LEFT JOIN {} AS {} ON {}", relation(catalogue_, step.to), next, on);
      at = next;
    }
    return text_of(at, root.home_column);
  }

  void join_values(std::string_view alias, std::pair<std::string, std::string> names,
                   const std::vector<std::pair<std::string, std::string>>& values, const std::string& on) {
    std::string list;
    for (const auto& [first, second] : values) {
      list +=
          fmt::format("{}({}::text,{}::text)", list.empty() ? "" : ",", quote_literal(first), quote_literal(second));
    }
    out_.from += fmt::format(" LEFT JOIN (VALUES {}) AS {}({},{}) ON {}", list, alias, names.first, names.second, on);
  }

  std::string subject_text(const Placement& root, const std::string& alias) const {
    if (root.subject_columns.size() == 1) return text_of(alias, root.subject_columns[0]);
    std::string list;
    for (const std::string& name : root.subject_columns) list += (list.empty() ? "" : ", ") + column(alias, name);
    return fmt::format("ROW({})::text", list);
  }

  std::string ring_number(const std::string& code) const {
    std::string cases = fmt::format("CASE WHEN ({}) = {} THEN '-'", code, quote_literal(place_leave));
    for (std::size_t i = 0; i < policy_.rings.size(); ++i) {
      cases +=
          fmt::format(" WHEN ({}) COLLATE \"C\" = ANY ({}) THEN '{}'", code, text_array(policy_.rings[i].codes), i);
    }
    return cases + " ELSE '?' END";
  }

  std::string number_of(std::string_view ring) const { return std::to_string(policy_.number_of(ring)); }

  // A partition's rows are its parent's for everything that is decided about them.
  const Placement& root_of(const Placement& subject) const { return *tables_.find(*subject.root); }

  const policy::Policy& policy_;
  const compile::Catalogue& catalogue_;
  const compile::Placements& tables_;
  const std::vector<RowPlacement>& placements_;
  Projection out_;
  int aliases_ = 0;
};

}  // namespace

Projection project(const policy::Policy& policy, const compile::Catalogue& catalogue, const compile::Placements& tables,
                   const Placement& table, const std::vector<RowPlacement>& placements) {
  return Builder(policy, catalogue, tables, placements).build(table);
}

bool may_stray(const compile::Catalogue& catalogue, const Placement& table) {
  if (table.rest == Rest::subject || !table.never_in.empty()) return true;
  if (table.rest != Rest::owned) return false;
  const compile::Table& here = *catalogue.find(table.table->name);
  const auto nullable = [&](const std::string& name) { return !here.find_column(name)->not_null; };
  if (std::ranges::any_of(table.anchor->columns, nullable)) return !table.unowned_ring;
  const auto same_key = [&](const compile::ForeignKey& key) { return key.name == table.anchor->constraint; };
  const auto declared = std::ranges::find_if(here.foreign_keys, same_key);
  return declared == here.foreign_keys.end() || !declared->validated;
}

std::vector<std::string> copied_columns(const compile::Table& table) {
  std::vector<std::string> names;
  for (const compile::Column& candidate : table.columns) {
    if (!candidate.generated) names.push_back(candidate.name);
  }
  return names;
}

}  // namespace ringfence::lifecycle
