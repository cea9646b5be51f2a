#include "demand/disclose/questions.h"

#include <fmt/format.h>

#include "compile/postgres/way_to_root.h"
#include "pg/quote.h"

namespace ringfence::demand {

namespace {

using compile::Placement;
using compile::Placements;
using Rights = std::map<policy::TableName, std::set<std::string>>;

std::string quoted(const policy::TableName& name) {
  return pg::quote_qualified(name.schema, name.name);
}

// The subject's key in `row` as one of those that the demand names.
std::string is_named(const std::vector<std::string>& columns, std::string_view row,
                     const std::vector<std::string>& keys) {
  std::string list;
  for (const std::string& key : keys) list += (list.empty() ? "" : ", ") + pg::quote_literal(key);
  std::string value;
  for (const std::string& each : columns) {
    value += fmt::format("{}{}.{}", value.empty() ? "" : ", ", row, pg::quote_identifier(each));
  }
  return columns.size() == 1 ? fmt::format("{} IN ({})", value, list)
                             : fmt::format("ROW({})::text IN ({})", value, list);
}

// By the table's own columns, else along the way to its subject.
std::string is_theirs(const Placement& table, const Placement& root, const std::vector<std::string>& keys,
                      Rights& rights) {
  if (!table.subject_columns.empty()) {
    rights[table.table->name].insert(table.subject_columns.begin(), table.subject_columns.end());
    return is_named(table.subject_columns, "t", keys);
  }
  std::string from;
  std::string where;
  std::string subject = "t";
  policy::TableName before_name = table.table->name;
  for (const compile::WayStep& one : compile::way_to_root(table, "t")) {
    from += fmt::format("{}{} AS {}", from.empty() ? "" : ", ", one.table, one.alias);
    where += one.on + " AND ";
    rights[before_name].insert(one.step->columns.begin(), one.step->columns.end());
    rights[one.step->to].insert(one.step->to_columns.begin(), one.step->to_columns.end());
    subject = one.alias;
    before_name = one.step->to;
  }
  rights[before_name].insert(root.subject_columns.begin(), root.subject_columns.end());
  return fmt::format("EXISTS (SELECT FROM {} WHERE {}{})", from, where, is_named(root.subject_columns, subject, keys));
}

Result<Question> question(const Says& says, const Placement& table, const std::vector<std::string>& columns,
                          const Placements& placements, Rights& rights) {
  const std::string name = policy::to_text(table.table->name);
  const Placement* root = table.is_personal() && table.root ? placements.find(*table.root) : nullptr;
  if (root == nullptr) {
    return Error(fmt::format("rows of {} are no subject's", name), {},
                 "amend the demand: only subjects' rows are disclosed", "22023");
  }
  std::vector<std::string> keys;
  for (const Named& account : says.accounts) {
    if (account.table == policy::to_text(root->rule->name)) keys.push_back(account.key);
  }
  if (keys.empty()) {
    return Error(
        fmt::format("rows of {} belong to a {}, and the demand names none", name, policy::to_text(root->rule->name)),
        {}, "amend the demand", "22023");
  }
  Question question{name, columns, {}};
  std::string shown;
  for (const std::string& column : columns) {
    if (table.table->find_column(column) == nullptr) {
      return Error(fmt::format("{} has no column {}", name, column), {}, "amend the demand", "42703");
    }
    shown += fmt::format("{}t.{}", shown.empty() ? "" : ", ", pg::quote_identifier(column));
    rights[table.table->name].insert(column);
  }
  // In one order on every machine, whatever types have none of their own.
  question.select = fmt::format("SELECT {} FROM {} AS t WHERE {} ORDER BY ROW({})::text COLLATE \"C\"", shown,
                                quoted(table.table->name), is_theirs(table, *root, keys, rights), shown);
  return question;
}

}  // namespace

Result<Questions> questions(const Says& says, const Placements& placements) {
  std::map<policy::TableName, std::vector<std::string>> asked;
  for (const policy::ColumnRef& each : says.columns) asked[each.table].push_back(each.column);
  Questions all;
  for (const auto& [name, columns] : asked) {
    const Placement* table = placements.find(name);
    if (table == nullptr) {
      return Error(fmt::format("the ring has no table {}", policy::to_text(name)), {}, "amend the demand", "42P01");
    }
    auto one = question(says, *table, columns, placements, all.rights);
    if (!one) return one.error();
    all.tables.push_back(std::move(*one));
  }
  return all;
}

}  // namespace ringfence::demand
