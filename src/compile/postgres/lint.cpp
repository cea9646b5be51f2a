#include "compile/postgres/lint.h"

#include <algorithm>

#include "compile/postgres/lint_row_filter.h"
#include "compile/postgres/lint_work.h"
#include "compile/postgres/placement_work.h"

namespace ringfence::compile {

namespace linting {

void lint_row_filters(Lint& lint) {
  for (const policy::Transfer& transfer : lint.policy.transfers) {
    for (const auto& [name, condition] : transfer.rows) {
      const Table* table = lint.catalogue.find(name);
      if (table == nullptr) continue;  // told by place()
      const std::string what = "rows." + placing::readable(name) + " of transfer " + transfer.name;
      const Result<std::vector<std::string>> columns = row_filter_columns(condition, name.name);
      if (!columns) {
        lint.findings.error(transfer.place, what + ": " + columns.error().message + ": " + columns.error().detail,
                            columns.error().hint);
        continue;
      }
      for (const std::string& column : *columns) {
        if (table->find_column(column) != nullptr) continue;
        lint.findings.error(transfer.place,
                            what + ": " + placing::readable(name) + " has no column " + placing::listed({column}),
                            placing::did_you_mean(column, placing::column_names(*table)));
      }
    }
  }
}

// The first minor of each major that does not leak through statistics (CVE-2025-8713).
void lint_server(Lint& lint) {
  const int version = lint.catalogue.server_version;
  const int major = version / 10000;
  const int minor = version % 10000;
  if (version == 0) return;
  if (major != 15) {
    lint.findings.warning(lint.whole_file,
                          fmt::format("the server is PostgreSQL {}.{}: Ringfence is tested with 15", major, minor));
  } else if (minor < 14) {
    lint.findings.warning(
        lint.whole_file,
        fmt::format("the server is PostgreSQL 15.{}: before 15.14 its statistics leak rows that policies "
                    "hide (CVE-2025-8713)",
                    minor),
        "install the current minor version");
  }
}

namespace {

void lint_indexes(Lint& lint, const std::vector<LeakyIndex>& leaky) {
  for (const LeakyIndex& index : leaky) {
    const Placement* placement = lint.placements.find(index.table);
    if (placement == nullptr || !placement->rule->content) continue;
    std::string operators;
    for (const std::string& each : index.operators) operators += (operators.empty() ? "" : ", ") + each;
    lint.findings.warning(
        placement->rule->place,
        "index " + index.index + " of " + placing::readable(index.table) +
            " is not used where content can be withheld: not LEAKPROOF: " + operators,
        "a superuser can say ALTER FUNCTION … LEAKPROOF of a function that tells nothing of its arguments");
  }
}

}  // namespace

}  // namespace linting

Diagnostics lint(const policy::Policy& policy, const Catalogue& catalogue, const Placements& placements,
                 const std::vector<LeakyIndex>& leaky_indexes, const std::string& policy_file) {
  linting::Lint lint{policy, catalogue, placements, {policy_file, 0, 0}, {}};
  for (const Placement& placement : placements.tables) {
    if (placing::follows_parent(placement)) continue;
    linting::lint_columns(lint, placement);
    linting::lint_references(lint, placement);
    linting::lint_keys(lint, placement);
  }
  linting::lint_sequences(lint);
  linting::lint_row_filters(lint);
  linting::lint_indexes(lint, leaky_indexes);
  linting::lint_server(lint);
  return std::move(lint.findings);
}

}  // namespace ringfence::compile
