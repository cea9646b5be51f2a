#include "lifecycle/split/survey.h"

#include <fmt/format.h>

#include "base/sha256.h"
#include "compile/postgres/transfers.h"
#include "compile/postgres/walls.h"

namespace ringfence::lifecycle {

namespace {

Status identify(pg::Connection& source, Survey& into) {
  RINGFENCE_TRY(source.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"));
  auto rows = source.query(
      "SELECT pg_catalog.pg_export_snapshot(), pg_catalog.pg_current_snapshot()::text, d.oid::text || ' ' || d.datname"
      " FROM pg_catalog.pg_database d WHERE d.datname = pg_catalog.current_database()");
  if (!rows) return rows.error();
  into.exported = rows->string(0, 0);
  into.snapshot = rows->string(0, 1);
  into.source_identity = rows->string(0, 2);
  RINGFENCE_TRY(source.execute("SAVEPOINT identifier"));
  auto locale = database_locale(source);
  if (!locale) return locale.error();
  into.locale = *locale;
  auto system = source.query("SELECT system_identifier FROM pg_catalog.pg_control_system()");
  if (system) into.source_identity = system->string(0, 0) + ' ' + into.source_identity;
  return source.execute("ROLLBACK TO SAVEPOINT identifier");
}

std::string hash_of_plan(const policy::Policy& policy, const Survey& survey) {
  std::string text;
  for (const policy::Ring& ring : policy.rings) text += ring.name + '\n';
  for (const Stream& stream : survey.streams) {
    text += fmt::format("{}\n{}\n{}\n{}\n", stream.id, stream.select, stream.target, stream.target_columns);
  }
  for (const compile::SqlStatement& statement : survey.schema.before_rows) text += statement.text + '\n';
  for (const compile::SqlStatement& statement : survey.schema.after_rows) text += statement.text + '\n';
  for (const policy::Ring& ring : policy.rings) {
    for (const compile::Object& object : compile::walls(policy, ring, survey.catalogue, survey.tables)) {
      // The policy's own hash is among the rows: a comment in the policy must not start a split over.
      if (object.kind != compile::ObjectKind::rows) text += object.create + '\n';
    }
  }
  return to_hex(sha256(text));
}

}  // namespace

Status survey(pg::Connection& source, const policy::Policy& policy, const SplitOptions& options, Survey& into) {
  RINGFENCE_TRY(identify(source, into));
  auto catalogue = compile::read_catalogue(source);
  if (!catalogue) return within("reading the source's catalogue", catalogue.error());
  into.catalogue = std::move(*catalogue);
  into.tables = compile::place(policy, into.catalogue, options.policy_file);
  auto today = compile::server_day(source);
  if (!today) return today.error();
  for (const policy::Ring& ring : policy.rings) {
    if (into.tables.findings.has_errors()) return {};
    into.tables.findings.append(compile::transfers(policy, ring, into.catalogue, into.tables, *today).findings);
  }
  if (into.tables.findings.has_errors()) return {};
  auto astray = find_astray(source, policy, into.catalogue, into.tables, options.placements);
  if (!astray) return astray.error();
  into.astray = std::move(*astray);
  if (!into.astray.groups.empty()) return {};
  into.streams = plan_streams(policy, into.catalogue, into.tables, options.placements);
  auto schema = dump_schema(source, options.source, into.exported, into.tables);
  if (!schema) return schema.error();
  into.schema = std::move(*schema);
  into.plan = hash_of_plan(policy, into);
  return {};
}

}  // namespace ringfence::lifecycle
