#include "compile/postgres/transfers.h"

#include <fmt/format.h>

#include <algorithm>

#include "compile/postgres/lint_row_filter.h"
#include "compile/postgres/search.h"
#include "compile/postgres/transfers_view.h"
#include "pg/quote.h"

namespace ringfence::compile {

namespace {

using building::Rules;

void error(Diagnostics& findings, const policy::Transfer& rule, const std::string& key, std::string message,
           std::string help) {
  findings.error(policy::place_at(rule.places, key, rule.place), "transfer " + rule.name + ": " + std::move(message),
                 std::move(help));
}

// Of a type that comes with an extension, whose operators are not found where views are read: `=` would compare
// something else than the application's own.
bool is_foreign_type(const Column& column) {
  return column.type_kind == 'b' && column.base_type.find('.') != std::string::npos;
}

void check_filter(const policy::Transfer& rule, const TableName& name, const std::string& condition,
                  const Catalogue& catalogue, Diagnostics& findings) {
  const std::string key = "rows." + policy::to_text(name);
  const Table* table = catalogue.find(name);
  if (table == nullptr) return;
  const auto columns = row_filter_columns(condition, name.name);
  if (!columns) {
    error(findings, rule, key, fmt::format("{}: {}", columns.error().message, columns.error().detail),
          columns.error().hint);
    return;
  }
  for (const std::string& column : *columns) {
    const Column* found = table->find_column(column);
    if (found == nullptr) {
      error(findings, rule, key, fmt::format("{} has no column {}", policy::to_text(name), column),
            "a row filter is over the table's own columns");
    } else if (is_foreign_type(*found)) {
      error(findings, rule, key, fmt::format("{} is of type {}, which an extension brings", column, found->type),
            fmt::format("compare it as text: {}::text", column));
    }
  }
}

void check_mask(const policy::Transfer& rule, const policy::ColumnRef& ref, const policy::Mask& mask,
                const Catalogue& catalogue, Diagnostics& findings) {
  const std::string key = "mask." + policy::to_text(ref);
  const Table* table = catalogue.find(ref.table);
  const Column* column = table == nullptr ? nullptr : table->find_column(ref.column);
  if (column == nullptr) return;
  std::string why;
  if (mask.kind == policy::MaskKind::hash) {
    why = building::why_no_pseudonym(catalogue, *table, *column);
  } else if (!building::masked(*column, mask, "x")) {
    why = fmt::format("there is none for {}", column->type);
  }
  if (why.empty()) return;
  error(findings, rule, key,
        fmt::format("{} cannot have mask {}: {}", policy::to_text(ref), policy::to_text(mask.kind), why),
        "domain and truncate(n) are for text, year for dates, hash for text, uuid, bigint and bytea in a table with a "
        "primary key; null is for everything");
}

void check_rules(const policy::Policy& policy, const policy::Ring& ring, const Catalogue& catalogue,
                 Diagnostics& findings) {
  for (const policy::Transfer& rule : policy.transfers) {
    const bool leaves =
        std::ranges::any_of(rule.from, [&](const std::string& from) { return from == "*" || from == ring.name; });
    if (!leaves) continue;
    for (const auto& [table, condition] : rule.rows) check_filter(rule, table, condition, catalogue, findings);
    for (const auto& [column, mask] : rule.masks) check_mask(rule, column, mask, catalogue, findings);
  }
}

// Views have the tables' names without their schemas.
void check_names(const TransferRole& role, const policy::Policy& policy, Diagnostics& findings) {
  for (std::size_t i = 1; i < role.views.size(); ++i) {
    if (role.views[i].name != role.views[i - 1].name) continue;
    const policy::Table* table = policy.find_table(role.views[i].on);
    findings.error(table == nullptr ? Place{} : table->place,
                   fmt::format("{} and {} would be one view of {}", policy::to_text(role.views[i - 1].on),
                               policy::to_text(role.views[i].on), role.login.name),
                   "leave one of the two out of the rules for this purpose, or give the tables different names");
  }
}

}  // namespace

ServiceRole reader_login(const std::string& name) {
  ServiceRole role;
  role.name = name;
  role.kind = RoleKind::reader;
  role.at_home = true;
  role.attributes = {"LOGIN"};
  role.settings["search_path"] = pg::readable_identifier(name);
  return role;
}

std::vector<ServiceRole> transfer_logins(const policy::Policy& policy, const policy::Ring& ring,
                                         const policy::Date& today) {
  std::vector<ServiceRole> roles;
  for (const policy::Reader& reader : policy::readers_of(policy, ring.name, today)) {
    roles.push_back(reader_login(policy::transfer_name(reader.ring, reader.purpose)));
  }
  std::ranges::move(world_logins(policy, ring, today), std::back_inserter(roles));
  return roles;
}

Transfers transfers(const policy::Policy& policy, const policy::Ring& ring, const Catalogue& catalogue,
                    const Placements& placements, const policy::Date& today) {
  Transfers all;
  const std::vector<policy::Reader> readers = policy::readers_of(policy, ring.name, today);
  if (readers.empty()) return all;
  check_rules(policy, ring, catalogue, all.findings);
  if (all.findings.has_errors()) return all;
  for (const policy::Reader& reader : readers) {
    TransferRole role;
    role.reader = reader;
    role.login = reader_login(policy::transfer_name(reader.ring, reader.purpose));
    role.owner.name = pg::generated_name({"ringfence", role.login.name});
    role.owner.kind = RoleKind::view_owner;
    role.owner.at_home = true;
    role.owner.views = role.login.name;
    role.login.grants[{Securable::database, "", catalogue.database}] = {"CONNECT"};
    role.login.grants[{Securable::schema, role.login.name, ""}] = {"USAGE"};
    if (!searched_tables(placements).empty()) grant_search(role.login);
    const Rules rules = policy::rules_in_force(policy, ring.name, reader.ring, reader.purpose, today);
    building::add_views(ring, catalogue, placements, rules, role);
    std::ranges::sort(role.views, {}, &TransferView::name);
    check_names(role, policy, all.findings);
    all.roles.push_back(std::move(role));
  }
  return all;
}

}  // namespace ringfence::compile
