// Of a page of all rings each ring's own page is enough.
#include <fmt/format.h>

#include <map>
#include <set>

#include "base/limits.h"
#include "compile/postgres/aggregate_parts.h"
#include "compile/postgres/by_ring_parts.h"
#include "compile/postgres/statement_deparse.h"
#include "compile/postgres/statement_walk.h"
#include "pg/quote.h"

namespace ringfence::compile::parts {

namespace {

class Paging {
 public:
  explicit Paging(const Reading& reading) : reading_(reading), statement_(reading.statement) {}

  std::optional<std::string> run() {
    if (statement_.n_group_clause > 0 || statement_.having_clause || !statement_.limit_count ||
        statement_.limit_option == PG_QUERY__LIMIT_OPTION__LIMIT_OPTION_WITH_TIES) {
      return std::nullopt;
    }
    const auto rows = rows_wanted();
    if (!rows || !take_outputs() || !take_order() || (!star_ && columns_.empty())) return std::nullopt;
    const auto inside = of_parts(reading_, columns(), order_ + " LIMIT " + *rows);
    auto giver =
        StatementTree::parse(fmt::format("SELECT FROM {} AS {}", united, pg::quote_identifier(alias_of(reading_))));
    if (!inside || !giver) return std::nullopt;
    read_from(statement_, *giver->statement(0).select_stmt);
    const auto outside = deparsed(statement_);
    if (!outside) return std::nullopt;
    return fmt::format("WITH {} AS MATERIALIZED ({}) {}", united, *inside, *outside);
  }

 private:
  // Of each part as many as the page and what stands before it.
  std::optional<std::string> rows_wanted() {
    if (!statement_.limit_offset && statement_.limit_count->node_case == PG_QUERY__NODE__NODE_PARAM_REF)
      return deparsed(*statement_.limit_count);
    const auto limit = number(*statement_.limit_count);
    const auto offset = statement_.limit_offset ? number(*statement_.limit_offset) : 0;
    if (!limit || !offset) return std::nullopt;
    return std::to_string(*limit + *offset);
  }

  // Of parameters the sum could be NULL or too large.
  static std::optional<std::int64_t> number(const PgQuery__Node& node) {
    if (node.node_case != PG_QUERY__NODE__NODE_A_CONST || node.a_const->val_case != PG_QUERY__A__CONST__VAL_IVAL)
      return std::nullopt;
    return node.a_const->ival->ival;
  }

  bool take_outputs() {
    for (std::size_t i = 0; i < statement_.n_target_list; ++i) {
      const PgQuery__ResTarget& one = output(statement_, i);
      if (!take(*one.val)) return false;
      const auto name = aggregates::name_of(one);
      if (name) named_.emplace(*name, one.val);
      all_named_ = all_named_ && (name || is_star(*one.val));
    }
    return true;
  }

  static bool is_star(const PgQuery__Node& node) {
    const PgQuery__ColumnRef* column = walk::column(&node);
    const auto fields = column ? walk::fields(*column) : std::nullopt;
    return fields && fields->back() == "*";
  }

  // Notes the columns that are needed; false: it is not certain which, or there may be an aggregate.
  bool take(const PgQuery__Node& node) {
    if (const PgQuery__ColumnRef* column = walk::column(&node)) {
      const auto fields = walk::fields(*column);
      if (!fields || !is_of_table(reading_, *fields)) return false;
      star_ = star_ || fields->back() == "*";
      if (fields->back() == "*") return true;
      columns_.insert(fields->back());
      return reading_.table.find_column(fields->back()) != nullptr;
    }
    if (node.node_case == PG_QUERY__NODE__NODE_FUNC_CALL && !aggregates::is_plain_function(*node.func_call))
      return false;
    bool all = true;
    if (const ProtobufCMessage* message = walk::content(node)) {
      walk::children(*message, [&](const PgQuery__Node& child) { all = all && take(child); });
    }
    return all;
  }

  // What ORDER BY means: a position, an output's name before a column's, an expression.
  PgQuery__Node* meant(PgQuery__Node& by) {
    if (by.node_case == PG_QUERY__NODE__NODE_A_CONST) return star_ ? nullptr : at_position(statement_, *by.a_const);
    const auto name = lone_name(by);
    if (!name) return &by;
    const auto found = named_.find(*name);
    if (found != named_.end()) return found->second;
    return all_named_ ? &by : nullptr;
  }

  bool take_order() {
    for (std::size_t i = 0; i < statement_.n_sort_clause; ++i) {
      const PgQuery__SortBy& sort = *statement_.sort_clause[i]->sort_by;
      PgQuery__Node* const by = meant(*sort.node);
      if (by == nullptr || sort.n_use_op > 0 || by->node_case == PG_QUERY__NODE__NODE_A_CONST || !take(*by))
        return false;
      const auto text = deparsed(*by);
      if (!text || order_.size() + text->size() > limits::by_ring_bytes) return false;
      order_ += fmt::format("{}({}){}{}", i == 0 ? " ORDER BY " : ", ", *text,
                            sort.sortby_dir == PG_QUERY__SORT_BY_DIR__SORTBY_DESC ? " DESC" : "", nulls(sort));
    }
    return true;
  }

  static const char* nulls(const PgQuery__SortBy& sort) {
    if (sort.sortby_nulls == PG_QUERY__SORT_BY_NULLS__SORTBY_NULLS_FIRST) return " NULLS FIRST";
    return sort.sortby_nulls == PG_QUERY__SORT_BY_NULLS__SORTBY_NULLS_LAST ? " NULLS LAST" : "";
  }

  [[nodiscard]] std::string columns() const {
    if (star_) return "*";
    std::string text;
    for (const std::string& column : columns_) text += (text.empty() ? "" : ", ") + pg::quote_identifier(column);
    return text;
  }

  const Reading& reading_;
  PgQuery__SelectStmt& statement_;
  std::map<std::string, PgQuery__Node*> named_;  // outputs, but for `*`
  bool all_named_ = true;                        // that are known by their names
  std::set<std::string> columns_;
  bool star_ = false;
  std::string order_;
};

}  // namespace

std::optional<std::string> page_by_ring(const Reading& reading) {
  return Paging(reading).run();
}

}  // namespace ringfence::compile::parts
