#include "demand/store/accounts.h"

#include <fmt/format.h>

#include "pg/quote.h"

namespace ringfence::demand {

namespace {

const policy::Table* subject_table(const policy::Policy& policy, const std::string& name) {
  const auto table = std::ranges::find(policy.tables, name, [](const auto& each) { return to_text(each.name); });
  return table != policy.tables.end() && table->home && table->subject ? &*table : nullptr;
}

// A key that its column cannot hold is nobody's.
bool is_no_value(const Error& error) {
  return error.sqlstate == "22P02" || error.sqlstate == "22003" || error.sqlstate == "22007" ||
         error.sqlstate == "22008";
}

Result<pg::Rows> rows_here(pg::Connection& connection, const policy::Table& table, const std::string& key) {
  const std::vector<std::string>& columns = table.subject->columns;
  const std::string name = pg::quote_qualified(table.name.schema, table.name.name);
  const std::string home = pg::quote_identifier(table.home->is_plain() ? table.home->path.front() : "ringfence_home");
  const std::string all = pg::quote_identifiers(columns);
  const std::string text = columns.size() == 1 ? fmt::format("({})::text", all) : fmt::format("ROW({})::text", all);
  const std::string same = columns.size() == 1 ? fmt::format("{} = $1", all) : fmt::format("{} = $1", text);
  if (!connection.is_in_transaction()) {
    return connection.query(fmt::format("SELECT {}, ({})::text FROM {} WHERE {}", text, home, name, same), {key});
  }
  RINGFENCE_TRY(connection.execute("SAVEPOINT ringfence_account"));
  auto rows =
      connection.query(fmt::format("SELECT {}, ({})::text FROM {} WHERE {} FOR SHARE", text, home, name, same), {key});
  if (!rows) RINGFENCE_TRY(connection.execute("ROLLBACK TO SAVEPOINT ringfence_account"));
  return rows;
}

}  // namespace

Result<AccountFound> find_account(pg::Connection& connection, const policy::Policy& policy, const Named& account) {
  const policy::Table* table = subject_table(policy, account.table);
  if (table == nullptr) {
    return Error(fmt::format("\"{}\" is no table of subjects", account.table), {},
                 "accounts are named by one: person=42", "22023");
  }
  auto ring = connection.query("SELECT value FROM ringfence.setting WHERE name = 'ring'");
  if (!ring) return ring.error();
  const auto here = rows_here(connection, *table, account.key);
  if (!here && is_no_value(here.error())) return AccountFound{account, {}};
  if (!here) return here.error();
  if (here->size() == 1) {
    return AccountFound{{account.table, here->string(0, 0)}, {ring->string(0, 0), here->string(0, 1)}};
  }
  auto elsewhere = connection.query(
      "SELECT subject, ring FROM ringfence.directory WHERE subject_table = $1 AND subject = $2 AND gone IS NULL",
      {account.table, account.key});
  if (!elsewhere) return elsewhere.error();
  if (elsewhere->size() != 1 || elsewhere->text(0, 1) == ring->text(0, 0)) return AccountFound{account, {}};
  return AccountFound{{account.table, elsewhere->string(0, 0)}, {elsewhere->string(0, 1), {}}};
}

Result<std::vector<Found>> find_accounts(pg::Connection& connection, const policy::Policy& policy, const Says& says) {
  std::vector<Found> all;
  for (const Named& account : says.accounts) {
    const auto found = find_account(connection, policy, account);
    if (!found) return found.error();
    all.push_back(found->home);
  }
  return all;
}

}  // namespace ringfence::demand
