// SQL text -> PostgreSQL's own raw parse tree, as libpg_query gives it. Only statement*.cpp and split_statements.cpp
// include this. Pure and safe for hostile text: what is nested too deep for libpg_query's recursion is refused first.
#pragma once

#include <pg_query/pg_query.pb-c.h>

#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace ringfence::compile {

// Owns the tree. Locations in it are offsets in bytes from the beginning of the text that was parsed.
class StatementTree {
 public:
  // Any number of statements. An error is PostgreSQL's own, with "at character N" in its detail (N counts from 1).
  static Result<StatementTree> parse(std::string_view sql);

  [[nodiscard]] std::size_t size() const { return tree_->n_stmts; }
  [[nodiscard]] const PgQuery__RawStmt& raw(std::size_t index) const { return *tree_->stmts[index]; }
  // Never null: libpg_query leaves empty statements out.
  [[nodiscard]] const PgQuery__Node& statement(std::size_t index) const { return *raw(index).stmt; }
  PgQuery__Node& statement(std::size_t index) { return *tree_->stmts[index]->stmt; }

 private:
  struct Free {
    void operator()(PgQuery__ParseResult* tree) const;
  };
  explicit StatementTree(PgQuery__ParseResult* tree) : tree_(tree) {}
  std::unique_ptr<PgQuery__ParseResult, Free> tree_;
};

// What comments_of() gives, for a text of any length.
Result<std::vector<std::pair<std::size_t, std::size_t>>> comment_spans(std::string_view sql);

// An upper bound on how deep the parse tree of `sql` can be: what StatementTree::parse() holds against
// limits::statement_depth. Exposed for tests.
Result<std::size_t> nesting_bound(std::string_view sql);

}  // namespace ringfence::compile
