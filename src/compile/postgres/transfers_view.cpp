#include "compile/postgres/transfers_view.h"

#include <fmt/format.h>

#include <algorithm>

#include "compile/postgres/lint_row_filter.h"
#include "pg/quote.h"

namespace ringfence::compile::building {

namespace {

class ViewBuilder {
 public:
  ViewBuilder(const policy::Ring& ring, const Placement& table, const Rules& rules, std::set<std::string> never,
              TransferRole& role)
      : ring_(ring), table_(table), rules_(rules_on(rules, *table.rule)), never_(std::move(never)), role_(role) {}

  void build() {
    const bool is_empty = has(table_.never_in, ring_.name);
    const bool is_shared = table_.rest == Rest::shared;
    if (!is_empty && !is_shared && !any_column()) return;
    view_.name = {role_.login.name, table_.table->name.name};
    view_.on = table_.table->name;
    is_written_ = !is_empty && !is_shared && std::ranges::any_of(rules_, &policy::Transfer::write);
    for (const Column& column : table_.table->columns) {
      add_column(column, is_empty ? null_of(column) : is_shared ? shared(column) : expression(column));
    }
    view_.query = "SELECT " + columns_ + (is_empty ? " WHERE false" : from());
    if (!is_empty) need_something();
    role_.login.grants[target(view_.name)].insert("SELECT");
    // PostgreSQL writes through a view only where it has a column as it is.
    if (is_written_ && is_updatable_) let_write();
    role_.views.push_back(std::move(view_));
  }

 private:
  static bool has(const std::vector<std::string>& names, std::string_view name) {
    return std::ranges::find(names, name) != names.end();
  }
  static Target target(const TableName& name) { return {Securable::table, name.schema, name.name}; }
  [[nodiscard]] std::string alias() const { return pg::quote_identifier(table_.table->name.name); }
  [[nodiscard]] std::string value(const Column& column) const {
    return alias() + '.' + pg::quote_identifier(column.name);
  }
  void needs(const std::string& column) { role_.owner.columns[table_.table->name]["SELECT"].insert(column); }
  [[nodiscard]] Rules admitting(const Column& column) const {
    Rules rules;
    const auto is_never = [&](const std::string& name) { return never_.contains(name); };
    const bool is_search = column.name == policy::search_column_name;
    if (is_never(column.name) || (is_search && std::ranges::any_of(table_.rule->search, is_never))) return rules;
    for (const policy::Transfer* rule : rules_) {
      if (policy::admits(*rule, *table_.rule, column.name)) rules.push_back(rule);
    }
    return rules;
  }
  [[nodiscard]] bool any_column() const {
    return std::ranges::any_of(table_.table->columns, [&](const Column& column) { return !admitting(column).empty(); });
  }
  [[nodiscard]] const policy::Mask* mask_of(const policy::Transfer& rule, const Column& column) const {
    const auto mask = rule.masks.find({table_.rule->name, column.name});
    return mask == rule.masks.end() ? nullptr : &mask->second;
  }

  void add_column(const Column& column, const std::string& shown) {
    columns_ += fmt::format("{}{} AS {}", columns_.empty() ? "" : ", ", shown, pg::quote_identifier(column.name));
  }

  std::string shared(const Column& column) {
    needs(column.name);
    return value(column);
  }

  // Whether every row of the view may show what these rules admit.
  [[nodiscard]] bool is_everywhere(const Rules& admitting_rules) const {
    return admitting_rules.size() == rules_.size() || condition_of(admitting_rules, table_.rule->name).empty();
  }

  std::string expression(const Column& column) {
    const Rules rules = admitting(column);
    if (rules.empty()) return null_of(column);
    // The check has made sure that all of them mask it alike.
    const policy::Mask* mask = mask_of(*rules.front(), column);
    std::string shown = mask == nullptr ? value(column) : hidden_behind(*mask, column);
    if (mask == nullptr) needs(column.name);
    if (is_everywhere(rules)) {
      is_updatable_ = is_updatable_ || mask == nullptr;
      if (mask == nullptr && !column.generated && column.identity != 'a') writable_.push_back(column.name);
      return shown;
    }
    if (mask == nullptr && plain_type(column) != column.type)
      shown = fmt::format("({})::{}", shown, plain_type(column));
    return fmt::format("CASE WHEN {} THEN {} ELSE {} END", condition_of(rules, table_.rule->name), shown,
                       null_of(column));
  }

  std::string hidden_behind(const policy::Mask& mask, const Column& column) {
    if (mask.kind == policy::MaskKind::null) return null_of(column);
    if (mask.kind == policy::MaskKind::hash) return pseudonym(column);
    needs(column.name);
    return masked(column, mask, value(column)).value_or(null_of(column));
  }

  // A join, so that an index finds a pseudonym; where the view is written to it may have none, and looks each up.
  std::string pseudonym(const Column& column) {
    const TableName side = pseudonym_table(table_.table->name, column.name);
    const std::vector<std::string>& key = table_.table->primary_key()->columns;
    const std::string name = fmt::format("ringfence_{}", ++joined_);
    std::vector<std::string> own;
    std::string on;
    for (std::size_t i = 0; i < key.size(); ++i) {
      needs(key[i]);
      own.push_back(fmt::format("{}_key_{}", name, i + 1));
      on += fmt::format("{}{}.{} = {}.{}", i == 0 ? "" : " AND ", name, own.back(), alias(),
                        pg::quote_identifier(key[i]));
    }
    own.push_back(name + "_value");
    std::set<std::string>& read = role_.owner.columns[side]["SELECT"];
    for (const std::string& one : numbered("key_", key.size())) read.insert(one);
    read.insert("pseudonym");
    const std::string source = fmt::format("{} AS {}({})", qualified(side), name, joined(own, ", "));
    const std::string shown = is_written_ ? fmt::format("(SELECT {}.{} FROM {} WHERE {})", name, own.back(), source, on)
                                          : fmt::format("{}.{}", name, own.back());
    if (!is_written_) joins_ += fmt::format(" LEFT JOIN {} ON {}", source, on);
    return fmt::format("({})::{}", shown, plain_type(column));
  }

  // Where no row is hidden, a barrier would hide nothing and keep every index of the table from being used.
  std::string from() {
    std::string text = fmt::format(" FROM {} AS {}{}", qualified(table_.table->name), alias(), joins_);
    if (table_.rest == Rest::shared) {
      view_.barrier = false;
      return text;
    }
    for (const policy::Transfer* rule : rules_) {
      const auto filter = rule->rows.find(table_.rule->name);
      if (filter == rule->rows.end()) continue;
      const auto columns = row_filter_columns(filter->second, table_.table->name.name);
      if (!columns) continue;
      for (const std::string& column : *columns) needs(column);
    }
    const std::string condition = condition_of(rules_, table_.rule->name);
    view_.barrier = !condition.empty();
    return condition.empty() ? text : text + " WHERE " + condition;
  }

  // Even of rows that show nothing but NULL, PostgreSQL counts none without the right to some column.
  void need_something() {
    if (!role_.owner.columns[table_.table->name]["SELECT"].empty()) return;
    const auto first =
        std::ranges::find_if(table_.table->columns, [&](const Column& column) { return !admitting(column).empty(); });
    if (first != table_.table->columns.end()) needs(first->name);
  }

  // What every rule that writes admits, as it is. The guard on the table sees to the rows.
  void let_write() {
    view_.writes = true;
    std::set<std::string> columns;
    for (const std::string& column : writable_) {
      const bool all = std::ranges::all_of(rules_, [&](const policy::Transfer* rule) {
        return !rule->write || policy::admits(*rule, *table_.rule, column);
      });
      if (all) columns.insert(column);
    }
    role_.owner.grants[target(table_.table->name)].insert("DELETE");
    role_.login.grants[target(view_.name)].insert("DELETE");
    if (columns.empty()) return;
    for (const char* privilege : {"INSERT", "UPDATE"}) {
      role_.owner.columns[table_.table->name][privilege] = columns;
      role_.login.columns[view_.name][privilege] = columns;
    }
  }

  const policy::Ring& ring_;
  const Placement& table_;
  Rules rules_;
  std::set<std::string> never_;
  TransferRole& role_;
  TransferView view_;
  std::string columns_;
  std::string joins_;
  unsigned joined_ = 0;
  bool is_written_ = false;
  bool is_updatable_ = false;
  std::vector<std::string> writable_;
};

// What children by INHERITS call sensitive: their rows are rows of their parent too.
std::set<std::string> sensitive_below(const Catalogue& catalogue, const Placements& placements, const TableName& name) {
  std::set<std::string> columns;
  for (const Table* child : catalogue.children_of(name)) {
    const Placement* placed = placements.find(child->name);
    if (placed != nullptr && placed->rule != nullptr) {
      columns.insert(placed->rule->sensitive.begin(), placed->rule->sensitive.end());
    }
    columns.merge(sensitive_below(catalogue, placements, child->name));
  }
  return columns;
}

// Defaults that draw from a sequence do so with the rights of who inserts.
void add_sequences(const Catalogue& catalogue, TransferRole& role) {
  for (const Sequence& sequence : catalogue.sequences) {
    if (!sequence.owner_table) continue;
    const bool inserts = std::ranges::any_of(role.views, [&](const TransferView& view) {
      return view.writes && view.on == *sequence.owner_table && role.login.columns.contains(view.name);
    });
    if (inserts) role.login.grants[{Securable::sequence, sequence.name.schema, sequence.name.name}] = {"USAGE"};
  }
}

}  // namespace

void add_views(const policy::Ring& ring, const Catalogue& catalogue, const Placements& placements, const Rules& rules,
               TransferRole& role) {
  for (const Placement& table : placements.tables) {
    if (table.rule == nullptr || follows_parent(table)) continue;
    ViewBuilder(ring, table, rules, sensitive_below(catalogue, placements, table.table->name), role).build();
  }
  add_sequences(catalogue, role);
}

}  // namespace ringfence::compile::building
