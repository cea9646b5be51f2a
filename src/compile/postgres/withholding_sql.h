// The functions of withholding, each the body of one in schema ringfence. For withholding.cpp only. All run as their
// owner with search_path pg_catalog, pg_temp, and nobody else may call them.
#pragma once

#include <array>

namespace ringfence::compile::building {

struct WithholdingFunction {
  const char* name;
  const char* signature;  // arguments and what it returns
  const char* body;
};

inline constexpr const char* withholding_columns =
    "id text, demand text, content_table text, content_key text, jurisdictions text[], reason text, asked_by text,"
    " law text, appeal text, sealed boolean, starts timestamp with time zone, ends timestamp with time zone,"
    " lifted timestamp with time zone, created timestamp with time zone, began timestamp with time zone,"
    " ended timestamp with time zone, changed_by xid8, settled boolean";

// `began` and `ended` say what has been done to the rows, `starts` and `ends` what is to be done. `changed_by`: the
// transaction that changed what is in force; till every transaction of its time is over, `settled` is false.
inline constexpr const char* make_withholding_table = R"sql(CREATE TABLE ringfence.withholding (
  id text PRIMARY KEY CHECK (id ~ '^[0-9a-f]{32}$'),
  demand text CHECK (pg_catalog.octet_length(demand) BETWEEN 1 AND 256),
  content_table text NOT NULL,
  content_key text NOT NULL,
  jurisdictions text[] NOT NULL CHECK (pg_catalog.cardinality(jurisdictions) > 0
    AND pg_catalog.array_to_string(jurisdictions, ' ', '?') ~ '^[A-Z]{2}(-[A-Z0-9]{1,3})?( [A-Z]{2}(-[A-Z0-9]{1,3})?)*$'),
  reason text NOT NULL CHECK (reason IN ('legal demand', 'local law', 'court order')),
  asked_by text NOT NULL CHECK (pg_catalog.octet_length(asked_by) BETWEEN 1 AND 256),
  law text NOT NULL CHECK (pg_catalog.octet_length(law) BETWEEN 1 AND 256),
  appeal text NOT NULL,
  sealed boolean NOT NULL,
  starts timestamptz NOT NULL,
  ends timestamptz CHECK (ends > starts),
  lifted timestamptz,
  created timestamptz NOT NULL DEFAULT pg_catalog.now(),
  began timestamptz,
  ended timestamptz,
  changed_by xid8 NOT NULL DEFAULT pg_catalog.pg_current_xact_id(),
  settled boolean NOT NULL DEFAULT false);
CREATE INDEX withholding_of ON ringfence.withholding (content_table, content_key) WHERE ended IS NULL;
CREATE INDEX withholding_to_begin ON ringfence.withholding (starts) WHERE began IS NULL AND ended IS NULL;
CREATE INDEX withholding_to_end ON ringfence.withholding (ends) WHERE ended IS NULL;
CREATE INDEX withholding_to_settle ON ringfence.withholding (changed_by) WHERE NOT settled)sql";

inline constexpr const char* content_columns =
    "content_table text, relation text, canonical text, present text, mark text";
inline constexpr const char* make_content_table =
    "CREATE TABLE ringfence.content (content_table text PRIMARY KEY, relation text NOT NULL, canonical text NOT NULL,"
    " present text NOT NULL, mark text NOT NULL)";

inline constexpr std::array<WithholdingFunction, 10> withholding_functions = {{
    // Row security and the trigger that looks up each new row cost something, and the former makes PostgreSQL refuse
    // COPY … FROM: so both are off till something of the table is withheld.
    {"withholding_wakes", "(content_table text) RETURNS void", R"sql(
DECLARE
  one record;
BEGIN
  FOR one IN
    WITH RECURSIVE tree(oid) AS (
      SELECT c.relation::regclass::oid FROM ringfence.content AS c WHERE c.content_table = withholding_wakes.content_table
      UNION SELECT i.inhrelid FROM tree JOIN pg_inherits AS i ON i.inhparent = tree.oid)
    SELECT format('%I.%I', n.nspname, k.relname) AS name, k.relrowsecurity AS is_secured, t.tgenabled AS look_up
      FROM tree JOIN pg_class AS k ON k.oid = tree.oid JOIN pg_namespace AS n ON n.oid = k.relnamespace
      LEFT JOIN pg_trigger AS t ON t.tgrelid = k.oid AND t.tgname = '~ringfence_withheld'
     ORDER BY k.oid
  LOOP
    IF NOT one.is_secured THEN
      EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', one.name);
      INSERT INTO ringfence.setting VALUES ('row security of ' || one.name, 'on since something is withheld')
        ON CONFLICT (name) DO NOTHING;
    END IF;
    IF one.look_up = 'D' THEN
      EXECUTE format('ALTER TABLE %s ENABLE TRIGGER "~ringfence_withheld"', one.name);
    END IF;
  END LOOP;
END)sql"},
    // Makes the arrays what is in force. Nothing of the row changes but the array: an application's triggers (which
    // might set a time of change) do not run, where the owner is a superuser and may say so.
    {"withholding_marks", "(ids text[]) RETURNS bigint", R"sql(
DECLARE
  one record;
  marked bigint;
  total bigint := 0;
  before text := current_setting('session_replication_role');
  mighty boolean := (SELECT r.rolsuper FROM pg_roles AS r WHERE r.rolname = current_user);
BEGIN
  IF mighty THEN PERFORM set_config('session_replication_role', 'replica', true); END IF;
  FOR one IN
    SELECT c.mark, array_agg(DISTINCT w.content_key) AS keys FROM ringfence.withholding AS w
      JOIN ringfence.content AS c ON c.content_table = w.content_table WHERE w.id = ANY (ids) GROUP BY c.mark ORDER BY c.mark
  LOOP
    EXECUTE one.mark USING one.keys;
    GET DIAGNOSTICS marked = ROW_COUNT;
    total := total + marked;
  END LOOP;
  IF mighty THEN PERFORM set_config('session_replication_role', before, true); END IF;
  RETURN total;
END)sql"},
    // Those of the keys that are here, as they were given and as they are kept.
    {"content_found", "(content_table text, content_keys text[]) RETURNS TABLE (given text, content_key text)", R"sql(
#variable_conflict use_column
DECLARE
  content ringfence.content;
BEGIN
  SELECT c.* INTO content FROM ringfence.content AS c WHERE c.content_table = content_found.content_table;
  IF NOT FOUND THEN RETURN; END IF;
  RETURN QUERY EXECUTE format('SELECT c.given, c.key FROM (SELECT k.key AS given, (%s) AS key FROM unnest($1) AS k(key)) AS c'
    ' WHERE c.key IN (%s)', content.canonical, content.present) USING content_keys;
END)sql"},
    // For the ring's ledger, in the transaction that does it. The key, and what a sealed order is about, only as
    // commitments.
    {"withholding_on_record", "(ids text[], step text) RETURNS void", R"sql(
BEGIN
  INSERT INTO ringfence.outbox (event, kind, fields, committed)
  SELECT replace(gen_random_uuid()::text, '-', ''), 'withholding',
         jsonb_build_object('id', w.id, 'step', step, 'table', w.content_table, 'jurisdictions', to_jsonb(w.jurisdictions),
           'reason', w.reason, 'asked_by', CASE WHEN w.sealed THEN '' ELSE w.asked_by END,
           'law', CASE WHEN w.sealed THEN '' ELSE w.law END, 'demand', COALESCE(w.demand, ''),
           'sealed', CASE WHEN w.sealed THEN 'yes' ELSE 'no' END),
         jsonb_build_object('key', w.content_key)
           || CASE WHEN w.sealed THEN jsonb_build_object('asked_by', w.asked_by, 'law', w.law) ELSE '{}' END
    FROM ringfence.withholding AS w WHERE w.id = ANY (ids) ORDER BY w.content_key COLLATE "C", w.id;
  IF step = 'begin' THEN PERFORM ringfence.withholding_tells(ids); END IF;
END)sql"},
    {"withhold",
     "(demand text, content_table text, content_keys text[], jurisdictions text[], reason text, asked_by text, law "
     "text,"
     " appeal text, sealed boolean, starts timestamptz, ends timestamptz)"
     " RETURNS TABLE (id text, content_key text, marked boolean)",
     R"sql(
#variable_conflict use_column
DECLARE
  content ringfence.content;
  keys text[];
  ids text[];
  astray text;
BEGIN
  SELECT c.* INTO content FROM ringfence.content AS c WHERE c.content_table = withhold.content_table;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'table % holds no content that can be withheld', withhold.content_table USING ERRCODE = 'undefined_table',
      HINT = 'content = true in the policy makes it so, with the next ringfence apply';
  END IF;
  IF withhold.ends <= greatest(withhold.starts, now()) THEN
    RAISE EXCEPTION 'it would have ended before it begins' USING ERRCODE = 'invalid_parameter_value';
  END IF;
  LOCK TABLE ringfence.withholding IN SHARE ROW EXCLUSIVE MODE;
  EXECUTE format('SELECT array_agg(DISTINCT (%s)) FROM unnest($1) AS k(key)', content.canonical) INTO keys USING content_keys;
  EXECUTE format('SELECT k.key FROM unnest($1) AS k(key) EXCEPT %s LIMIT 1', content.present) INTO astray USING keys;
  IF astray IS NOT NULL OR keys IS NULL THEN
    RAISE EXCEPTION 'no row % in %', astray, withhold.content_table USING ERRCODE = 'no_data_found';
  END IF;
  PERFORM ringfence.withholding_wakes(withhold.content_table);
  WITH made AS (
    INSERT INTO ringfence.withholding AS w (id, demand, content_table, content_key, jurisdictions, reason, asked_by, law,
        appeal, sealed, starts, ends, began)
    SELECT replace(gen_random_uuid()::text, '-', ''), withhold.demand, withhold.content_table, k.key,
           ARRAY(SELECT DISTINCT j COLLATE "C" FROM unnest(withhold.jurisdictions) AS j ORDER BY 1),
           withhold.reason, withhold.asked_by, withhold.law, withhold.appeal, withhold.sealed, withhold.starts,
           withhold.ends, CASE WHEN withhold.starts <= now() THEN now() END
      FROM unnest(keys) AS k(key) RETURNING w.id)
  SELECT array_agg(made.id) INTO ids FROM made;
  PERFORM ringfence.withholding_marks(ids);
  IF starts <= now() THEN PERFORM ringfence.withholding_on_record(ids, 'begin'); END IF;
  RETURN QUERY SELECT w.id, w.content_key, w.began IS NOT NULL FROM ringfence.withholding AS w
    WHERE w.id = ANY (ids) ORDER BY w.content_key COLLATE "C";
END)sql"},
    {"lift_all", "(ids text[]) RETURNS SETOF text", R"sql(
DECLARE
  over text[];
BEGIN
  LOCK TABLE ringfence.withholding IN SHARE ROW EXCLUSIVE MODE;
  WITH gone AS (
    UPDATE ringfence.withholding AS w SET lifted = now(), ended = now(), changed_by = pg_current_xact_id(), settled = false
     WHERE w.id = ANY (ids) AND w.ended IS NULL RETURNING w.id)
  SELECT array_agg(gone.id) INTO over FROM gone;
  PERFORM ringfence.withholding_marks(over);
  PERFORM ringfence.withholding_on_record(over, 'lift');
  RETURN QUERY SELECT unnest(over);
END)sql"},
    {"lift", "(id text) RETURNS boolean", R"sql(
BEGIN
  RETURN EXISTS (SELECT FROM ringfence.lift_all(ARRAY[id]));
END)sql"},
    // Whoever wrote a row while something changed may not have seen the change: so what changed is marked once more
    // when
    // all of them are done.
    {"withholdings_turn", "() RETURNS TABLE (id text, what text)", R"sql(
#variable_conflict use_column
DECLARE
  horizon xid8 := pg_snapshot_xmin(pg_current_snapshot());
  over text[];
  begun text[];
  calm text[];
BEGIN
  IF NOT EXISTS (SELECT FROM ringfence.withholding AS w WHERE w.began IS NULL AND w.ended IS NULL AND w.starts <= now())
     AND NOT EXISTS (SELECT FROM ringfence.withholding AS w WHERE w.ended IS NULL AND w.ends <= now())
     AND NOT EXISTS (SELECT FROM ringfence.withholding AS w WHERE NOT w.settled AND w.changed_by < horizon) THEN
    RETURN;
  END IF;
  LOCK TABLE ringfence.withholding IN SHARE ROW EXCLUSIVE MODE;
  WITH settling AS (
    UPDATE ringfence.withholding AS w SET settled = true WHERE NOT w.settled AND w.changed_by < horizon RETURNING w.id)
  SELECT array_agg(s.id) INTO calm FROM settling AS s;
  WITH gone AS (
    UPDATE ringfence.withholding AS w SET ended = now(), changed_by = pg_current_xact_id(), settled = false
     WHERE w.ended IS NULL AND w.ends <= now() RETURNING w.id)
  SELECT array_agg(g.id) INTO over FROM gone AS g;
  WITH come AS (
    UPDATE ringfence.withholding AS w SET began = now(), changed_by = pg_current_xact_id(), settled = false
     WHERE w.began IS NULL AND w.ended IS NULL AND w.starts <= now() RETURNING w.id)
  SELECT array_agg(c.id) INTO begun FROM come AS c;
  PERFORM ringfence.withholding_wakes(t.content_table)
     FROM (SELECT DISTINCT w.content_table FROM ringfence.withholding AS w WHERE w.id = ANY (begun)) AS t;
  PERFORM ringfence.withholding_marks(calm || over || begun);
  PERFORM ringfence.withholding_on_record(begun, 'begin');
  PERFORM ringfence.withholding_on_record(over, 'end');
  RETURN QUERY SELECT b, 'began' FROM unnest(begun) AS b UNION ALL SELECT o, 'ended' FROM unnest(over) AS o;
END)sql"},
    // Whether a row that is withheld from the viewer may be counted for it: a count is an oracle, so never where an
    // order is sealed.
    {"withholding_is_open", "(content_table text, content_key text) RETURNS boolean", R"sql(
DECLARE
  viewer text := NULLIF(current_setting('ringfence.viewer', true), '');
BEGIN
  RETURN viewer IS NOT NULL AND NOT EXISTS (SELECT FROM ringfence.withholding AS w
    WHERE w.content_table = withholding_is_open.content_table AND w.content_key = withholding_is_open.content_key
      AND w.ended IS NULL AND w.starts <= now() AND w.sealed AND w.jurisdictions && ARRAY[viewer, left(viewer, 2)]);
END)sql"},
    // One that is due counts before its rows are marked, and till they are unmarked. Without a viewer everything
    // counts.
    // Who asked for a sealed one, and under which law, is not told.
    {"withheld_for",
     "(content_table text, content_key text, viewer text) RETURNS TABLE (id text, jurisdictions text[], reason text,"
     " asked_by text, law text, appeal text, sealed boolean, starts timestamptz, ends timestamptz)",
     R"sql(
#variable_conflict use_column
DECLARE
  content ringfence.content;
  key text;
BEGIN
  SELECT c.* INTO content FROM ringfence.content AS c WHERE c.content_table = withheld_for.content_table;
  IF NOT FOUND THEN RETURN; END IF;
  EXECUTE format('SELECT (%s) FROM (VALUES ($1)) AS k(key)', content.canonical) INTO key USING withheld_for.content_key;
  RETURN QUERY SELECT w.id, w.jurisdictions, w.reason, CASE WHEN NOT w.sealed THEN w.asked_by END,
      CASE WHEN NOT w.sealed THEN w.law END, w.appeal, w.sealed, w.starts, w.ends
    FROM ringfence.withholding AS w
   WHERE w.content_table = withheld_for.content_table AND w.content_key = key AND w.ended IS NULL AND w.starts <= now()
     AND (COALESCE(viewer, '') = '' OR w.jurisdictions && ARRAY[viewer, left(viewer, 2)])
   ORDER BY w.starts, w.id;
END)sql"},
}};

}  // namespace ringfence::compile::building
