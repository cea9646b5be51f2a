// The policy and the database under it, as one value.
#include <fmt/format.h>

#include <algorithm>

#include "base/file.h"
#include "base/limits.h"
#include "compile/postgres/existing.h"
#include "compile/postgres/search.h"
#include "compile/postgres/shown_views.h"
#include "gateway/control/control_state.h"
#include "policy/parse.h"
#include "policy/shown_text.h"

namespace ringfence::gateway {

namespace {

// What decisions rest on, by who last changed it: a row's xmin is kept when it is frozen, and ANALYZE and VACUUM do not
// change those of the catalogue. Of pg_class itself only what matters, so that TRUNCATE is no change.
constexpr const char* signature_sql = R"(
WITH n AS MATERIALIZED (
  SELECT oid, nspname, xmin FROM pg_catalog.pg_namespace
  WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'),
c AS MATERIALIZED (
  SELECT oid, pg_catalog.hash_record_extended(ROW(oid, relname, relnamespace, relkind, relowner, relpersistence,
    relispartition, relrowsecurity, relforcerowsecurity), 0) AS h
  FROM pg_catalog.pg_class WHERE relnamespace IN (SELECT oid FROM n))
SELECT pg_catalog.concat_ws(' ',
  (SELECT pg_catalog.concat(count(*), ':', bit_xor(pg_catalog.hash_record_extended(ROW(oid, xmin), 0))) FROM n),
  (SELECT pg_catalog.concat(count(*), ':', bit_xor(h)) FROM c),
  (SELECT pg_catalog.concat(count(*), ':', bit_xor(pg_catalog.hash_record_extended(ROW(attrelid, attnum, xmin), 0)))
   FROM pg_catalog.pg_attribute WHERE attrelid IN (SELECT oid FROM c) AND attnum > 0),
  (SELECT pg_catalog.concat(count(*), ':', bit_xor(pg_catalog.hash_record_extended(ROW(oid, xmin), 0)))
   FROM pg_catalog.pg_constraint WHERE connamespace IN (SELECT oid FROM n)),
  (SELECT pg_catalog.concat(count(*), ':', bit_xor(pg_catalog.hash_record_extended(ROW(oid, xmin), 0)))
   FROM pg_catalog.pg_trigger WHERE tgrelid IN (SELECT oid FROM c)),
  (SELECT pg_catalog.concat(count(*), ':', bit_xor(pg_catalog.hash_record_extended(ROW(oid, xmin), 0)))
   FROM pg_catalog.pg_proc WHERE pronamespace IN (SELECT oid FROM n)),
  (SELECT pg_catalog.concat(count(*), ':', bit_xor(pg_catalog.hash_record_extended(ROW(oid, xmin), 0)))
   FROM pg_catalog.pg_type WHERE typnamespace IN (SELECT oid FROM n)),
  (SELECT pg_catalog.concat(count(*), ':', bit_xor(pg_catalog.hash_record_extended(ROW(oid, xmin), 0)))
   FROM pg_catalog.pg_rewrite WHERE ev_class IN (SELECT oid FROM c)),
  (SELECT pg_catalog.concat(count(*), ':', bit_xor(pg_catalog.hash_record_extended(ROW(inhrelid, inhparent, xmin), 0)))
   FROM pg_catalog.pg_inherits WHERE inhparent IN (SELECT oid FROM c)),
  (SELECT pg_catalog.concat(count(*), ':', bit_xor(pg_catalog.hash_record_extended(ROW(indexrelid, indisunique,
     indisprimary, indisvalid, indnatts), 0))) FROM pg_catalog.pg_index WHERE indrelid IN (SELECT oid FROM c)),
  (SELECT pg_catalog.concat(count(*), ':', bit_xor(pg_catalog.hash_record_extended(ROW(oid, xmin), 0)))
   FROM pg_catalog.pg_extension))
)";

constexpr std::size_t findings_told = 5;

Error told(const std::string& what, const Diagnostics& findings) {
  std::string detail;
  std::size_t told = 0;
  for (const Diagnostic& finding : findings.sorted()) {
    if (finding.severity != Severity::error || told == findings_told) continue;
    detail += (told++ == 0 ? "" : "\n") + to_text(finding);
  }
  if (findings.errors() > told) detail += fmt::format("\n… and {} more", findings.errors() - told);
  Error error = fail(what, std::move(detail), "`ringfence check` tells all of them.");
  error.sqlstate = "F0000";
  return error;
}

Status read_policy(const ControlSettings& settings, Knowledge& into) {
  const std::filesystem::path& file = settings.policy_file;
  const auto text = read_file(file, limits::policy_file_bytes);
  if (!text) return text.error();
  policy::Parsed parsed = policy::parse(*text, file.string(), [&](const std::string& name) {
    return read_file(file.parent_path() / name, limits::codes_file_bytes);
  });
  if (parsed.findings.has_errors()) return told("the policy has errors", parsed.findings);
  if (settings.keeps_ledger) {
    auto shown = policy::shown_text(*text);
    if (!shown) return shown.error();
    into.shown_policy = std::move(*shown);
  }
  into.policy = std::move(parsed.policy);
  into.policy_file = file;
  into.here = into.policy.find_ring(settings.ring);
  if (into.here == nullptr) return fail(fmt::format("the policy has no ring {}", settings.ring));
  return {};
}

Status read_database(pg::Connection& connection, const std::string& policy_file, Knowledge& into) {
  auto signature = connection.query(signature_sql);
  if (!signature) return signature.error();
  into.schema_signature = signature->string(0, 0);
  auto catalogue = compile::application_catalogue(connection);
  if (!catalogue) return catalogue.error();
  into.catalogue = std::move(*catalogue);
  auto parts = compile::read_world_parts(connection, into.policy, into.catalogue);
  if (!parts) return parts.error();
  into.world_parts = std::move(*parts);
  compile::add_search_columns(into.policy, into.catalogue);
  into.placements = compile::place(into.policy, into.catalogue, policy_file);
  auto shown = compile::read_shown_views(connection, into.catalogue, into.placements);
  if (!shown) return shown.error();
  into.shown_views = std::move(*shown);
  return {};
}

// The policy as far as the database has its tables: what is wrong with that is an error, that the rest is missing is
// none. A view in a table's place stays one.
policy::Policy present_part(const policy::Policy& policy, const compile::Catalogue& catalogue) {
  policy::Policy part = policy;
  const auto missing = [&](const policy::TableName& name) {
    const auto same = [&](const compile::View& view) { return view.name == name; };
    return policy.find_table(name) != nullptr && catalogue.find(name) == nullptr &&
           !std::ranges::any_of(catalogue.views, same);
  };
  std::erase_if(part.tables, [&](const policy::Table& table) { return missing(table.name); });
  for (policy::Transfer& transfer : part.transfers) {
    std::erase_if(transfer.columns, [&](const policy::ColumnRef& column) { return missing(column.table); });
    std::erase_if(transfer.masks, [&](const auto& mask) { return missing(mask.first.table); });
    std::erase_if(transfer.rows, [&](const auto& rows) { return missing(rows.first); });
  }
  return part;
}

// What the policy says nothing about does not keep the rest from being served: statements that name it are refused.
compile::Catalogue named_part(const policy::Policy& policy, const compile::Catalogue& catalogue) {
  compile::Catalogue part = catalogue;
  const auto unnamed = [&](const compile::Table& table) {
    return table.parents.empty() && !policy.find_table(table.name);
  };
  std::erase_if(part.tables, unnamed);
  for (compile::Table& table : part.tables) {
    std::erase_if(table.foreign_keys, [&](const compile::ForeignKey& key) { return !part.find(key.to); });
  }
  return part;
}

}  // namespace

Result<std::shared_ptr<const Knowledge>> Control::load(std::uint64_t previous) {
  auto knowledge = std::make_shared<Knowledge>();
  RINGFENCE_TRY(read_policy(state_->settings, *knowledge));
  auto database = state_->database();
  if (!database) return database.error();
  RINGFENCE_TRY((*database)->execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"));
  const std::string file = state_->settings.policy_file.string();
  const Status read = read_database(**database, file, *knowledge);
  (void)(*database)->execute("ROLLBACK");
  if (!read) return within("the schema of ring " + state_->settings.ring, read.error());
  const policy::Policy present = present_part(knowledge->policy, knowledge->catalogue);
  const compile::Catalogue named = named_part(present, knowledge->catalogue);
  compile::Placements checked = compile::place(present, named, file);
  if (checked.findings.has_errors()) return told("the policy does not fit the database", checked.findings);
  knowledge->placements.findings = std::move(checked.findings);
  knowledge->keeps_ledger = state_->settings.keeps_ledger;
  knowledge->content_address = state_->settings.content_address;
  knowledge->generation = previous + 1;
  return std::shared_ptr<const Knowledge>(std::move(knowledge));
}

Result<std::string> Control::schema_signature() {
  auto rows = state_->ask(signature_sql);
  if (!rows) return within("the schema of ring " + state_->settings.ring, rows.error());
  return rows->string(0, 0);
}

}  // namespace ringfence::gateway
