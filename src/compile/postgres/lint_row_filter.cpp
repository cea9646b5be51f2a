#include "compile/postgres/lint_row_filter.h"

#include <pg_query.h>

#include <algorithm>
#include <memory>
#include <set>

#include "base/json.h"
#include "base/limits.h"

namespace ringfence::compile {

namespace {

constexpr std::size_t tree_depth = 1000;

// Gathers the columns of a condition; `refusal` is set at the first thing a condition may not hold.
struct ConditionWalk {
  std::string_view table;
  std::set<std::string> columns;
  std::string refusal;

  void node(const json::value& value) {
    if (const json::array* list = value.if_array()) {
      for (const json::value& element : *list) node(element);
    } else if (const json::object* object = value.if_object()) {
      for (const auto& [name, content] : *object) member(name, content);
    }
  }

 private:
  void member(std::string_view name, const json::value& content) {
    if (name == "SubLink") refusal = "a subquery";
    if (name == "ParamRef") refusal = "a parameter";
    if (name == "ColumnRef") {
      column(content.at("fields").as_array());
    } else {
      node(content);
    }
  }

  void column(const json::array& fields) {
    std::vector<std::string> names;
    for (const json::value& field : fields) {
      const json::object* text = field.at(field.as_object().begin()->key()).if_object();
      const json::value* value = text == nullptr ? nullptr : text->if_contains("sval");
      names.push_back(value == nullptr ? std::string() : std::string(value->as_string()));
    }
    if (names.back().empty()) {
      refusal = "a whole row";
    } else if (names.size() > 2 || (names.size() == 2 && names.front() != table)) {
      refusal = "a column of " + names.front();
    } else {
      columns.insert(names.back());
    }
  }
};

struct FreeParse {
  void operator()(PgQueryParseResult* result) const {
    pg_query_free_parse_result(*result);
    delete result;
  }
};

Error not_one_condition(std::string detail) {
  return fail("the row filter is not one condition", std::move(detail),
              "write what would follow WHERE, over the table's own columns");
}

// The WHERE of `SELECT WHERE (…)`, where the statement is that and nothing more.
const json::value* only_condition(const json::value& tree) {
  const json::array& statements = tree.at("stmts").as_array();
  if (statements.size() != 1) return nullptr;
  const json::object& statement = statements.front().at("stmt").as_object();
  const json::value* select = statement.if_contains("SelectStmt");
  if (select == nullptr) return nullptr;
  for (const auto& [name, value] : select->as_object()) {
    const std::string_view key = name;
    if (key == "whereClause" || key == "limitOption") continue;
    if (key == "op" && value.as_string() == "SETOP_NONE") continue;
    return nullptr;
  }
  return select->as_object().if_contains("whereClause");
}

// The columns of the WHERE that `sql` has, and has nothing else.
Result<std::vector<std::string>> columns_of_where(const std::string& sql, std::string_view table) {
  const std::unique_ptr<PgQueryParseResult, FreeParse> parsed(new PgQueryParseResult(pg_query_parse(sql.c_str())));
  if (parsed->error != nullptr) return not_one_condition("PostgreSQL says: " + std::string(parsed->error->message));
  json::parse_options options;
  options.max_depth = tree_depth;
  boost::system::error_code failed;
  const json::value tree = json::parse(parsed->parse_tree, failed, {}, options);
  if (failed) return not_one_condition("it is nested too deeply");
  const json::value* where = only_condition(tree);
  if (where == nullptr) return not_one_condition("it goes on after the condition");
  ConditionWalk walk{table, {}, {}};
  walk.node(*where);
  if (!walk.refusal.empty()) return not_one_condition("it holds " + walk.refusal);
  return std::vector<std::string>(walk.columns.begin(), walk.columns.end());
}

}  // namespace

Result<std::vector<std::string>> row_filter_columns(std::string_view condition, std::string_view table) {
  if (condition.size() > limits::statement_bytes) return not_one_condition("it is longer than 1 MiB");
  if (condition.find('\0') != std::string_view::npos) return not_one_condition("it holds a zero byte");
  // In parentheses, as it will stand; and alone, so that it closes none that it did not open.
  auto enclosed = columns_of_where("SELECT WHERE (" + std::string(condition) + "\n)", table);
  if (!enclosed) return enclosed;
  return columns_of_where("SELECT WHERE " + std::string(condition) + "\n", table);
}

}  // namespace ringfence::compile
