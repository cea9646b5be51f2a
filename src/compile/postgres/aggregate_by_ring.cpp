#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <set>
#include <utility>

#include "base/limits.h"
#include "compile/postgres/aggregate_parts.h"
#include "compile/postgres/by_ring_parts.h"
#include "compile/postgres/statement_deparse.h"
#include "compile/postgres/statement_walk.h"
#include "pg/quote.h"

namespace ringfence::compile::parts {

namespace {

// What stands for it in the rows that the parts give.
std::string as_column(std::size_t number) {
  return fmt::format("{}.c{}", united, number);
}

class Rewriting {
 public:
  explicit Rewriting(const Reading& reading)
      : reading_(reading), statement_(reading.statement), table_(reading.table) {}

  std::optional<std::string> run() {
    if (!take_keys() || !take_outputs() || !take_rest()) return std::nullopt;
    if (keys_.empty() && !any_aggregate_) return std::nullopt;
    const auto inside = inner_statements();
    if (!inside || !replace()) return std::nullopt;
    const auto outside = deparsed(statement_);
    if (!outside) return std::nullopt;
    return fmt::format("WITH {} AS MATERIALIZED ({}) {}", united, *inside, *outside);
  }

 private:
  struct Key {
    std::string text;
    std::size_t column = 0;
  };
  struct Replacement {
    PgQuery__Node* where = nullptr;
    std::string by;
  };

  std::size_t inner(std::string expression) {
    inner_.push_back(std::move(expression));
    return inner_.size();
  }

  // Two are the same where their texts are; a column, however it is qualified: there is one table.
  [[nodiscard]] std::optional<std::string> key_text(PgQuery__Node& node) const {
    const PgQuery__ColumnRef* column = walk::column(&node);
    if (!column) return deparsed(node);
    const auto fields = walk::fields(*column);
    if (!fields || fields->back() == "*" || !is_of_table(reading_, *fields)) return std::nullopt;
    return pg::quote_identifier(fields->back());
  }

  // What an entry of GROUP BY means: a position, a column before an output's name, an expression.
  PgQuery__Node* meant(PgQuery__Node& node) {
    if (node.node_case == PG_QUERY__NODE__NODE_A_CONST) return at_position(statement_, *node.a_const);
    const auto name = lone_name(node);
    if (!name || table_.find_column(*name)) return &node;
    PgQuery__Node* found = nullptr;
    for (std::size_t i = 0; i < statement_.n_target_list; ++i) {
      const PgQuery__ResTarget& one = output(statement_, i);
      if (!walk::has_text(one.name) || *name != one.name) continue;
      if (found != nullptr) return nullptr;
      found = one.val;
    }
    return found;
  }

  bool take_keys() {
    for (std::size_t i = 0; i < statement_.n_group_clause; ++i) {
      PgQuery__Node* const node = meant(*statement_.group_clause[i]);
      if (node == nullptr || aggregates::is_any_in(*node) || is_collated(*node)) return false;
      const auto text = key_text(*node);
      const auto whole = deparsed(*node);
      if (!text || !whole) return false;
      key_bytes_ += whole->size();
      if (key_bytes_ > limits::by_ring_bytes) return false;
      const bool is_known = std::ranges::any_of(keys_, [&](const Key& key) { return key.text == *text; });
      if (!is_known) keys_.push_back({*text, inner(*whole)});
    }
    return true;
  }

  // What is explicit here would be implicit in the rows that the parts give.
  static bool is_collated(const PgQuery__Node& node) {
    const ProtobufCMessage* message = walk::content(node);
    return node.node_case == PG_QUERY__NODE__NODE_COLLATE_CLAUSE ||
           (message && aggregates::has_any(*message, {PG_QUERY__NODE__NODE_COLLATE_CLAUSE}));
  }

  bool take_outputs() {
    for (std::size_t i = 0; i < statement_.n_target_list; ++i) {
      const PgQuery__ResTarget& one = output(statement_, i);
      const auto name = aggregates::name_of(one);
      if (!name || !take(*one.val)) return false;
      names_.push_back(*name);
      known_names_.insert(*name);
    }
    return true;
  }

  bool take_rest() {
    if (statement_.having_clause && !take(*statement_.having_clause)) return false;
    for (std::size_t i = 0; i < statement_.n_sort_clause; ++i) {
      PgQuery__Node& by = *statement_.sort_clause[i]->sort_by->node;
      if (by.node_case == PG_QUERY__NODE__NODE_A_CONST) continue;
      const auto name = lone_name(by);
      if (!(name && known_names_.contains(*name)) && !take(by)) return false;
    }
    return true;
  }

  // Notes what in it has to be said anew; false: it cannot be.
  bool take(PgQuery__Node& node) {
    if (const Key* key = find_key(node)) {
      replacements_.push_back({&node, as_column(key->column)});
      return true;
    }
    if (walk::column(&node)) return false;
    if (node.node_case == PG_QUERY__NODE__NODE_FUNC_CALL) {
      if (const auto aggregate = aggregates::kind_of(*node.func_call, table_)) return take_aggregate(node, *aggregate);
      if (!aggregates::is_plain_function(*node.func_call)) return false;
    }
    const ProtobufCMessage* message = walk::content(node);
    bool all = true;
    if (message) {
      // NOLINTNEXTLINE(cppcoreguidelines-pro-type-const-cast): the tree is ours, and walked for reading elsewhere
      walk::children(*message,
                     [&](const PgQuery__Node& child) { all = all && take(const_cast<PgQuery__Node&>(child)); });
    }
    return all;
  }

  // Each comparison writes the expression out: a long one, at each of its levels, would take too long.
  const Key* find_key(PgQuery__Node& node) {
    if (keys_.empty() || node.node_case == PG_QUERY__NODE__NODE_A_CONST) return nullptr;
    if (++compared_ > limits::by_ring_comparisons) return nullptr;
    const auto text = key_text(node);
    const auto found = std::ranges::find_if(keys_, [&](const Key& key) { return text && key.text == *text; });
    return found == keys_.end() ? nullptr : &*found;
  }

  bool take_aggregate(PgQuery__Node& node, const aggregates::Aggregate& aggregate) {
    if (is_collated(node)) return false;
    any_aggregate_ = true;
    std::vector<std::string> columns;
    for (std::string& partial : aggregates::partials_of(aggregate, node)) {
      if (partial.empty()) return false;
      columns.push_back(as_column(inner(std::move(partial))));
    }
    if (columns.empty()) return false;
    replacements_.push_back({&node, aggregates::of_partials(aggregate, columns)});
    return true;
  }

  [[nodiscard]] std::optional<std::string> inner_statements() const {
    std::string columns;
    for (std::size_t i = 0; i < inner_.size(); ++i)
      columns += fmt::format("{}{} AS c{}", i == 0 ? "" : ", ", inner_[i], i + 1);
    std::string groups;
    for (std::size_t i = 0; i < keys_.size(); ++i)
      groups += fmt::format("{}{}", i == 0 ? " GROUP BY " : ", ", keys_[i].column);
    return of_parts(reading_, columns, groups);
  }

  // What is noted, within the statement: it gives and takes what it is made of, and another tree frees the rest.
  bool replace() {
    std::string text;
    for (const Replacement& one : replacements_) text += (text.empty() ? "SELECT " : ", ") + one.by;
    text += fmt::format(" FROM {}", united);
    for (std::size_t i = 0; i < keys_.size(); ++i) text += (i == 0 ? " GROUP BY " : ", ") + as_column(keys_[i].column);
    auto giver = StatementTree::parse(text);
    if (!giver) return false;
    PgQuery__SelectStmt& other = *giver->statement(0).select_stmt;
    for (std::size_t i = 0; i < replacements_.size(); ++i) {
      std::swap(*replacements_[i].where, *other.target_list[i]->res_target->val);
    }
    read_from(statement_, other);
    std::swap(statement_.group_clause, other.group_clause);
    std::swap(statement_.n_group_clause, other.n_group_clause);
    for (std::size_t i = 0; i < names_.size(); ++i) {
      if (walk::has_text(output(statement_, i).name)) continue;
      output(statement_, i).name = strdup(names_[i].c_str());  // NOLINT(cppcoreguidelines-no-malloc): the tree frees it
    }
    return true;
  }

  const Reading& reading_;
  PgQuery__SelectStmt& statement_;
  const Table& table_;
  std::vector<Key> keys_;
  std::vector<std::string> inner_;  // what each part gives
  std::vector<std::string> names_;  // of the outputs
  std::set<std::string> known_names_;
  std::vector<Replacement> replacements_;
  std::size_t compared_ = 0;
  std::size_t key_bytes_ = 0;
  bool any_aggregate_ = false;
};

}  // namespace

std::optional<std::string> aggregate_by_ring(const Reading& reading) {
  return Rewriting(reading).run();
}

}  // namespace ringfence::compile::parts
