// What the other walls stand on: the schema, its settings and records, the key of the look-ups.
#include <fmt/format.h>

#include "compile/postgres/walls_parts.h"
#include "pg/quote.h"

namespace ringfence::compile::building {

namespace {

constexpr std::string_view format_version = "1";

void add_table(Site& site, const std::string& name, const std::string& columns, const std::string& create,
               const std::string& why) {
  Object table{ObjectKind::table, Phase::before_rows, {"ringfence", name}, "", columns, create, "", "", why};
  site.objects.push_back(std::move(table));
}

void add_setting(Site& site, const std::string& name, const std::string& value) {
  Object rows{
      ObjectKind::rows, Phase::before_rows, {"ringfence", "setting"}, name, pg::quote_literal(value), "", "", "",
      "setting"};
  rows.create = fmt::format(
      "INSERT INTO ringfence.setting VALUES ({}, {}) ON CONFLICT (name) DO UPDATE SET value = EXCLUDED.value",
      pg::quote_literal(name), pg::quote_literal(value));
  site.objects.push_back(std::move(rows));
}

// 32 bytes from the server's strong generator, padded to SHA-256's block and combined with the two pads of RFC 2104.
// The key itself is kept nowhere else, and never leaves the ring.
constexpr const char* new_key_sql = R"(DO $$
DECLARE
  seed bytea := pg_catalog.sha256(pg_catalog.convert_to(pg_catalog.concat(pg_catalog.gen_random_uuid(),
    pg_catalog.gen_random_uuid(), pg_catalog.gen_random_uuid(), pg_catalog.gen_random_uuid()), 'UTF8'));
  inner_pad bytea := pg_catalog.decode(pg_catalog.repeat('36', 64), 'hex');
  outer_pad bytea := pg_catalog.decode(pg_catalog.repeat('5c', 64), 'hex');
BEGIN
  IF EXISTS (SELECT FROM ringfence.{0}) THEN RETURN; END IF;
  FOR i IN 0 .. 31 LOOP
    inner_pad := pg_catalog.set_byte(inner_pad, i, pg_catalog.get_byte(inner_pad, i) # pg_catalog.get_byte(seed, i));
    outer_pad := pg_catalog.set_byte(outer_pad, i, pg_catalog.get_byte(outer_pad, i) # pg_catalog.get_byte(seed, i));
  END LOOP;
  INSERT INTO ringfence.{0} VALUES (1, inner_pad, outer_pad);
END $$)";

// What is left for the ring's ledger by transactions (outbox/outbox.h).
void add_outbox(Site& site) {
  add_table(site, "outbox",
            "sequence bigint, event text, kind text, fields jsonb, committed jsonb, left_at timestamp with time zone,"
            " entry bigint, refused text",
            "CREATE TABLE ringfence.outbox (sequence bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,"
            " event text NOT NULL UNIQUE CHECK (event ~ '^[0-9a-f]{32}$'), kind text NOT NULL, fields jsonb NOT NULL,"
            " committed jsonb NOT NULL DEFAULT '{}', left_at timestamptz NOT NULL DEFAULT pg_catalog.now(),"
            " entry bigint, refused text);"
            " CREATE INDEX ON ringfence.outbox (sequence) WHERE entry IS NULL AND refused IS NULL",
            "what is to go on record");
}

// What the gateways of other rings may ask by, and what was learned from theirs.
void add_peers(Site& site) {
  add_table(site, "pair_key", "ring text, version integer, inner_pad bytea, outer_pad bytea",
            "CREATE TABLE ringfence.pair_key (ring text, version integer, inner_pad bytea NOT NULL,"
            " outer_pad bytea NOT NULL, PRIMARY KEY (ring, version))",
            "keys of the look-ups that a peer may make");
  add_table(site, "lookup_peer",
            "ring text, subject_table text, column_name text, key_version integer, hash bytea, subject text",
            "CREATE TABLE ringfence.lookup_peer (ring text, subject_table text, column_name text, key_version integer,"
            " hash bytea, subject text, PRIMARY KEY (ring, subject_table, column_name, key_version, hash, subject));"
            " CREATE INDEX ON ringfence.lookup_peer (subject_table, subject)",
            "look-ups of the subjects at home, as peers make them");
  add_table(site, "directory_pulled", "ring text, subject_table text, after text",
            "CREATE TABLE ringfence.directory_pulled (ring text, subject_table text, after text NOT NULL,"
            " PRIMARY KEY (ring, subject_table))",
            "how far the directories of the peers are known");
  add_table(site, "directory_conflict",
            "subject_table text, subject text, ring text, claimed_by text, seen timestamp with time zone",
            "CREATE TABLE ringfence.directory_conflict (subject_table text, subject text, ring text NOT NULL,"
            " claimed_by text, seen timestamptz NOT NULL DEFAULT pg_catalog.now(),"
            " PRIMARY KEY (subject_table, subject, claimed_by))",
            "subjects that two rings claim, for a person to decide");
}

}  // namespace

std::string new_key(std::string_view table) {
  return fmt::format(fmt::runtime(new_key_sql), table);
}

void add_foundation(Site& site) {
  Object schema{
      ObjectKind::schema, Phase::before_rows, {"ringfence", ""}, "", "", "", "", "", "everything of Ringfence's own"};
  schema.create = "CREATE SCHEMA IF NOT EXISTS ringfence; REVOKE ALL ON SCHEMA ringfence FROM PUBLIC";
  site.objects.push_back(std::move(schema));
  add_table(site, "setting", "name text, value text",
            "CREATE TABLE ringfence.setting (name text PRIMARY KEY, value text NOT NULL)", "settings");
  add_setting(site, "ring", site.ring.name);
  add_setting(site, "format", std::string(format_version));
  add_setting(site, "policy_sha256", site.policy.sha256);
  add_table(
      site, "reference",
      "on_schema text, on_table text, name text, columns text[], to_schema text, to_table text, to_columns text[],"
      " flags text, definition text, fate text, reason text",
      "CREATE TABLE ringfence.reference (on_schema text, on_table text, name text, columns text[] NOT NULL,"
      " to_schema text NOT NULL, to_table text NOT NULL, to_columns text[] NOT NULL, flags text NOT NULL,"
      " definition text NOT NULL, fate text NOT NULL, reason text NOT NULL, PRIMARY KEY (on_schema, on_table, name))",
      "foreign keys that were turned or dropped");
  add_table(site, "lookup_key", "version integer, inner_pad bytea, outer_pad bytea",
            "CREATE TABLE ringfence.lookup_key (version integer PRIMARY KEY, inner_pad bytea NOT NULL, outer_pad bytea "
            "NOT NULL)",
            "keys of the look-ups");
  add_table(
      site, "lookup", "subject_table text, column_name text, key_version integer, hash bytea, subject text",
      fmt::format("CREATE TABLE ringfence.lookup (subject_table text, column_name text, key_version integer, hash "
                  "bytea, subject text); {}; {}",
                  lookup_indexes[0].create, lookup_indexes[1].create),
      "look-ups of the subjects at home");
  add_peers(site);
  add_outbox(site);
  Object key{ObjectKind::rows,      Phase::before_rows, {"ringfence", "lookup_key"}, "first", "", "", "", "",
             "keys of the look-ups"};
  key.create = new_key("lookup_key");
  site.objects.push_back(std::move(key));
}

}  // namespace ringfence::compile::building
