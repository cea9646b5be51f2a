// What statements do to the session and the transaction.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "compile/postgres/statement.h"

namespace ringfence::compile {
namespace {

using policy::StatementVerb;
using Do = policy::SettingUse::Do;
using Step = policy::TransactionStep;
using testing::HasSubstr;

policy::Policy meridian() {
  policy::Policy policy;
  policy::Table person;
  person.name = {"public", "person"};
  person.home = policy::Home{{"country"}, {}, {}, {}};
  person.subject = policy::Subject{{"id"}, {}, {}};
  policy::Table secret;
  secret.name = {"public", "pg_secret"};
  secret.subject = policy::Subject{{"owner"}, {}, {}};
  policy::Table tag;
  tag.name = {"app", "tag"};
  tag.shared = true;
  policy.tables = {person, secret, tag};
  return policy;
}

policy::Analysis analysed(std::string_view sql, const std::set<std::string>& temporary = {}) {
  static const policy::Policy policy = meridian();
  const auto found = analyse(sql, policy, {nullptr, nullptr, &temporary});
  EXPECT_TRUE(found) << sql << ": " << to_text(found.error());
  EXPECT_EQ(found->size(), 1u) << sql;
  return found->front();
}

policy::SessionEffect effect(std::string_view sql) {
  return analysed(sql).session;
}

// "set work_mem = 4MB, local", "set x", "reset all", "show x"; "-" where there is none.
std::string setting(std::string_view sql) {
  const auto use = effect(sql).setting;
  if (!use) return "-";
  std::string text = use->what == Do::set ? "set " : use->what == Do::reset ? "reset " : "show ";
  text += use->name;
  if (use->value) text += " = " + *use->value;
  return text + (use->local ? ", local" : "");
}

std::string forbidden(std::string_view sql) {
  const auto analysis = analysed(sql);
  return analysis.forbidden ? analysis.forbidden->reason : "";
}

TEST(SessionEffect, StepsOfATransaction) {
  const std::pair<const char*, Step> steps[] = {
      {"BEGIN", Step::begin},
      {"START TRANSACTION READ ONLY", Step::begin},
      {"COMMIT", Step::commit},
      {"END", Step::commit},
      {"ROLLBACK AND CHAIN", Step::rollback},
      {"SAVEPOINT a", Step::savepoint},
      {"RELEASE a", Step::release},
      {"ROLLBACK TO a", Step::rollback_to},
      {"PREPARE TRANSACTION 'a'", Step::prepare},
      {"COMMIT PREPARED 'a'", Step::commit_prepared},
      {"ROLLBACK PREPARED 'a'", Step::rollback_prepared},
  };
  for (const auto& [sql, step] : steps) {
    EXPECT_EQ(effect(sql).step, step) << sql;
    EXPECT_EQ(analysed(sql).verb, StatementVerb::transaction) << sql;
  }
  EXPECT_EQ(effect("SELECT 1"), policy::SessionEffect());
  EXPECT_TRUE(effect("ROLLBACK AND CHAIN").chains);
  EXPECT_TRUE(effect("COMMIT AND CHAIN").chains);
  EXPECT_FALSE(effect("COMMIT AND NO CHAIN").chains);
}

TEST(SessionEffect, Settings) {
  EXPECT_EQ(setting("SET work_mem = '4MB'"), "set work_mem = 4MB");
  EXPECT_EQ(setting("SET LOCAL Statement_Timeout TO 5"), "set statement_timeout = 5, local");
  EXPECT_EQ(setting("SET seq_page_cost = 1.5"), "set seq_page_cost = 1.5");
  EXPECT_EQ(setting("SET extra_float_digits = -15"), "set extra_float_digits = -15");
  EXPECT_EQ(setting("SET enable_sort = off"), "set enable_sort = off");
  EXPECT_EQ(setting("SET search_path TO a, b"), "set search_path");
  EXPECT_EQ(setting("SET SCHEMA 'a'"), "set search_path = a");
  EXPECT_EQ(setting("SET work_mem TO DEFAULT"), "set work_mem");
  EXPECT_EQ(setting("SET TIME ZONE 'UTC'"), "set timezone = UTC");
  EXPECT_EQ(setting("SET TIME ZONE INTERVAL '1' HOUR"), "set timezone");
  EXPECT_EQ(setting("SET NAMES 'UTF8'"), "set client_encoding = UTF8");
  EXPECT_EQ(setting("SET Ringfence.Subject = '42'"), "set ringfence.subject = 42");
  EXPECT_EQ(setting("SET TRANSACTION READ ONLY"), "set transaction, local");
  EXPECT_EQ(setting("SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY"), "set session characteristics");
  EXPECT_EQ(setting("RESET work_mem"), "reset work_mem");
  EXPECT_EQ(setting("RESET ALL"), "reset all");
  EXPECT_EQ(setting("SHOW ALL"), "show all");
  EXPECT_EQ(setting("SHOW TimeZone"), "show timezone");
  EXPECT_EQ(analysed("SHOW ALL").verb, StatementVerb::session);
  EXPECT_TRUE(analysed("SET work_mem = '4MB'").opaque.empty());
}

TEST(SessionEffect, SetConfigIsASetting) {
  EXPECT_EQ(setting("SELECT pg_catalog.set_config('Search_Path', '', false)"), "set search_path = ");
  EXPECT_EQ(setting("SELECT set_config('work_mem', '4MB', true)"), "set work_mem = 4MB, local");
  EXPECT_EQ(setting("SELECT set_config('work_mem', $1, $2)"), "set work_mem");
  EXPECT_EQ(analysed("SELECT set_config('work_mem', '4MB', true)").verb, StatementVerb::read);
  for (const char* sql : {"SELECT set_config('work_mem', '4MB', false) WHERE 1 = 2",
                          "SELECT CASE WHEN 1 = 2 THEN set_config('work_mem', '4MB', false) END",
                          "SELECT set_config('work_mem', '4MB', false) LIMIT 0",
                          "SELECT set_config('work_mem', '4MB', false), generate_series(1, 0)",
                          "SELECT set_config(name, '4MB', false) FROM pg_settings WHERE name = 'work_mem'",
                          "EXPLAIN SELECT set_config('work_mem', '4MB', false)"}) {
    EXPECT_EQ(setting(sql), "set work_mem") << sql << ": it may not have been set";
  }
}

TEST(SessionEffect, WhatUndoesDecisionsIsForbidden) {
  EXPECT_THAT(forbidden("SET ROLE x"), HasSubstr("SET ROLE"));
  EXPECT_THAT(forbidden("SET ROLE NONE"), HasSubstr("SET ROLE"));
  EXPECT_THAT(forbidden("SET LOCAL \"Role\" = x"), HasSubstr("SET ROLE"));
  EXPECT_THAT(forbidden("SET role TO DEFAULT"), HasSubstr("SET ROLE"));
  EXPECT_THAT(forbidden("SET SESSION AUTHORIZATION x"), HasSubstr("SET SESSION AUTHORIZATION"));
  EXPECT_THAT(forbidden("SELECT set_config('session_authorization', 'x', false)"), HasSubstr("SESSION AUTHORIZATION"));
  EXPECT_THAT(forbidden("SELECT set_config('RINGFENCE.viewer', 'x', false)"), HasSubstr("only the gateway"));
  EXPECT_THAT(forbidden("SELECT * FROM set_config('ringfence.viewer', 'x', false)"), HasSubstr("only the gateway"));
  EXPECT_THAT(forbidden("SELECT set_config('ring' || 'fence.viewer', 'x', false)"), HasSubstr("not written out"));
  EXPECT_THAT(forbidden("SELECT set_config($1, 'x', false)"), HasSubstr("not written out"));
  EXPECT_THAT(forbidden("SELECT set_config(name, 'x', false) FROM pg_settings"), HasSubstr("not written out"));
  EXPECT_THAT(forbidden("SELECT set_config(name, 'x', false) FROM pg_settings WHERE name = 'role' OR true"),
              HasSubstr("not written out"));
  EXPECT_THAT(forbidden("SELECT set_config('a.b', 'x', true), set_config('a.c', 'x', true)"),
              HasSubstr("two settings"));
  EXPECT_THAT(forbidden("SET standard_conforming_strings = off"), HasSubstr("stays on"));
  EXPECT_THAT(forbidden("SELECT set_config('standard_conforming_strings', $1, true)"), HasSubstr("stays on"));
  EXPECT_THAT(forbidden("SET client_encoding = 'GBK'"), HasSubstr("stays UTF8"));
  EXPECT_THAT(forbidden("SET NAMES 'SJIS'"), HasSubstr("stays UTF8"));
  for (const char* sql : {"SET standard_conforming_strings TO on", "SET client_encoding TO 'utf-8'", "RESET ROLE",
                          "SET standard_conforming_strings TO DEFAULT", "SHOW role"}) {
    EXPECT_EQ(forbidden(sql), "") << sql;
  }
}

TEST(SessionEffect, WhatPins) {
  EXPECT_EQ(effect("LISTEN news").pins, "LISTEN");
  EXPECT_EQ(effect("LOAD 'x'").pins, "LOAD");
  EXPECT_EQ(effect("DECLARE c CURSOR WITH HOLD FOR SELECT 1").pins, "a cursor WITH HOLD");
  EXPECT_EQ(effect("DECLARE c NO SCROLL CURSOR FOR SELECT 1").pins, "");
  EXPECT_EQ(effect("PREPARE p AS SELECT 1").pins, "PREPARE");
  EXPECT_EQ(analysed("PREPARE p AS DELETE FROM person WHERE id = $1").verb, StatementVerb::write);
  for (const char* locks : {"pg_advisory_lock", "pg_advisory_lock_shared", "pg_try_advisory_lock",
                            "pg_catalog.pg_try_advisory_lock_shared"}) {
    EXPECT_EQ(effect(std::string("SELECT ") + locks + "(1)").pins, "a session-level advisory lock") << locks;
  }
  EXPECT_EQ(effect("SELECT pg_advisory_xact_lock(1), pg_advisory_unlock(1)").pins, "");
  EXPECT_EQ(effect("CREATE TEMP VIEW v AS SELECT 1").pins, "a temporary table");
  EXPECT_EQ(effect("CREATE TEMP SEQUENCE s").pins, "a temporary table");
  EXPECT_EQ(effect("UNLISTEN news").pins, "");
  EXPECT_EQ(effect("NOTIFY news").pins, "");
}

TEST(SessionEffect, DiscardAndDeallocate) {
  const auto all = effect("DISCARD ALL");
  EXPECT_TRUE(all.releases && all.discards && all.deallocates_all);
  const auto plans = effect("DISCARD PLANS");
  EXPECT_TRUE(plans.discards && !plans.releases && !plans.deallocates_all);
  EXPECT_EQ(effect("DEALLOCATE PREPARE \"P\"").deallocates, "P");
  EXPECT_FALSE(effect("DEALLOCATE p").deallocates_all);
  EXPECT_TRUE(effect("DEALLOCATE ALL").deallocates_all);
}

TEST(SessionEffect, SequencesAndCopies) {
  EXPECT_TRUE(effect("SELECT currval('s')").reads_sequence_state);
  EXPECT_TRUE(effect("INSERT INTO person (id, country) VALUES (1, 'DE') RETURNING lastval()").reads_sequence_state);
  EXPECT_FALSE(effect("SELECT nextval('s')").reads_sequence_state);
  EXPECT_FALSE(analysed("SELECT setval('s', 1)").opaque.empty());
  EXPECT_TRUE(effect("COPY app.tag FROM STDIN").copies_in);
  EXPECT_TRUE(effect("COPY (SELECT 1) TO STDOUT").copies_out);
  EXPECT_FALSE(effect("COPY app.tag TO '/tmp/x'").copies_out);
  EXPECT_FALSE(effect("COPY app.tag FROM PROGRAM 'x'").copies_in);
}

TEST(TemporaryTables, AreMadeOfTheirOwnColumns) {
  const auto made = analysed("CREATE TEMP TABLE t (a int DEFAULT 1, b text CHECK (b <> ''), UNIQUE (a))");
  EXPECT_EQ(made.session.pins, "a temporary table");
  EXPECT_EQ(made.verb, StatementVerb::write);
  EXPECT_TRUE(made.opaque.empty());
  ASSERT_EQ(made.tables.size(), 1u);
  EXPECT_EQ(made.tables[0].role, policy::TableRole::temporary);
  EXPECT_EQ(made.tables[0].name, (TableName{"pg_temp", "t"}));
  EXPECT_EQ(effect("CREATE TEMP TABLE t (a int) ON COMMIT DROP").pins, "") << "gone with its transaction";
  EXPECT_EQ(effect("CREATE TEMP TABLE t (a int) ON COMMIT DELETE ROWS").pins, "a temporary table");
  EXPECT_EQ(effect("CREATE TABLE pg_temp.t (a int)").pins, "a temporary table");
  EXPECT_EQ(effect("CREATE TEMP TABLE t AS SELECT 1 AS a").pins, "a temporary table");
  EXPECT_EQ(effect("SELECT 1 AS a INTO TEMP t").pins, "a temporary table");
  for (const char* sql : {"CREATE TEMP TABLE t (a int DEFAULT secrets())", "CREATE TEMP TABLE t (a int, CHECK (f(a)))",
                          "CREATE TEMP TABLE t () INHERITS (person)", "CREATE TABLE t (a int)",
                          "CREATE TABLE t AS SELECT 1", "CREATE TEMP TABLE t (a int, EXCLUDE USING gist (a WITH ~~~))",
                          "CREATE TEMP TABLE t AS EXECUTE p", "CREATE TEMP TABLE t AS SELECT secrets()"}) {
    EXPECT_FALSE(analysed(sql).opaque.empty()) << sql;
  }
}

TEST(TemporaryTables, OthersAreSchemaChanges) {
  for (const char* sql : {"SELECT 1 AS a INTO t", "SELECT id INTO t FROM person WHERE id IN (SELECT 1)",
                          "CREATE TABLE t AS SELECT 1 AS a", "CREATE TABLE t (a int)"}) {
    EXPECT_EQ(analysed(sql).verb, StatementVerb::other) << sql;
  }
}

TEST(TemporaryTables, NeverHideAnother) {
  for (const char* sql : {"CREATE TEMP TABLE person (id int)", "CREATE TABLE pg_temp.person (id int)",
                          "CREATE TEMP TABLE IF NOT EXISTS tag (id int)", "CREATE TEMP TABLE pg_class (id int)",
                          "CREATE TEMP TABLE person AS SELECT 1 AS id", "SELECT 1 AS id INTO TEMPORARY person"}) {
    EXPECT_THAT(forbidden(sql), HasSubstr("in place of the real one")) << sql;
  }
  EXPECT_EQ(analysed("SELECT * FROM person WHERE id = 1", {"person"}).tables[0].role, policy::TableRole::subject);
  EXPECT_EQ(analysed("SELECT * FROM pg_class", {"pg_class"}).tables[0].role, policy::TableRole::system);
}

TEST(TemporaryTables, AreKnownByNameOrSchema) {
  EXPECT_EQ(analysed("SELECT * FROM pg_temp.t").tables[0].role, policy::TableRole::temporary);
  EXPECT_EQ(analysed("SELECT * FROM t", {"t"}).tables[0].role, policy::TableRole::temporary);
  EXPECT_EQ(analysed("SELECT * FROM t").tables[0].role, policy::TableRole::unknown);
  EXPECT_EQ(analysed("SELECT * FROM public.t", {"t"}).tables[0].role, policy::TableRole::unknown);
  EXPECT_EQ(analysed("SELECT * FROM pg_temp_3.t").tables[0].role, policy::TableRole::unknown);
  EXPECT_TRUE(analysed("INSERT INTO t SELECT id FROM person WHERE id = 1", {"t"}).subject);
  EXPECT_FALSE(analysed("INSERT INTO t SELECT id FROM person", {"t"}).subject);
  EXPECT_TRUE(analysed("DROP TABLE t", {"t"}).opaque.empty());
  EXPECT_FALSE(analysed("DROP TABLE t").opaque.empty());
  EXPECT_FALSE(analysed("DROP TABLE t, person", {"t"}).opaque.empty());
  EXPECT_FALSE(analysed("DROP VIEW t", {"t"}).opaque.empty());
}

TEST(Statement, CatalogueFunctionsAreForHomeOnly) {
  const auto asked = analysed("SELECT pg_catalog.pg_get_viewdef(oid), pg_table_is_visible(oid) FROM pg_class");
  EXPECT_TRUE(asked.opaque.empty());
  EXPECT_EQ(asked.home_only.size(), 2u);
  EXPECT_EQ(asked.home_only[0].position, 8u);
  EXPECT_TRUE(analysed("SELECT version(), format_type(23, 0)").home_only.empty());
  for (const char* call : {"query_to_xml('SELECT 1', true, false, '')", "table_to_xml('person', true, false, '')",
                           "pg_read_file('x')", "lo_import('x')", "dblink('x')", "pg_cancel_backend(1)",
                           "pg_logical_emit_message(true, 'a', 'b')", "public.pg_get_viewdef(1)", "pg_ls_dir('.')",
                           "pg_reload_conf()", "pg_stat_reset()", "database_to_xml(true, false, '')"}) {
    EXPECT_FALSE(analysed(std::string("SELECT ") + call).opaque.empty()) << call;
  }
}

TEST(Statement, ATableOfThePolicyIsNoCatalogue) {
  EXPECT_EQ(analysed("SELECT * FROM pg_secret").tables[0].role, policy::TableRole::owned);
  EXPECT_EQ(analysed("SELECT * FROM pg_type").tables[0].role, policy::TableRole::system);
}

TEST(Statement, LocksAndPreparedStatements) {
  const auto lock = analysed("LOCK TABLE person, app.tag IN SHARE MODE");
  EXPECT_EQ(lock.verb, StatementVerb::write);
  EXPECT_TRUE(lock.locks_rows);
  EXPECT_EQ(lock.doubts.size(), 1u);
  EXPECT_FALSE(lock.tables[1].written);
  const auto execute = analysed("EXECUTE p(1)");
  EXPECT_EQ(execute.verb, StatementVerb::other);
  EXPECT_THAT(execute.opaque.at(0).hint, HasSubstr("protocol"));
  for (const char* sql : {"FETCH ALL FROM c", "MOVE c", "CLOSE c"}) {
    EXPECT_EQ(analysed(sql).verb, StatementVerb::session) << sql;
  }
  EXPECT_EQ(analysed("CHECKPOINT").verb, StatementVerb::other);
}

// Names are judged as those of schema public.
TEST(StatementSession, SearchPathMayNotMeanOtherTables) {
  const auto renames = [](std::string_view sql) { return analysed(sql).renames.has_value(); };
  for (const char* sql :
       {"SET search_path = ''", "SET search_path TO \"$user\", public", "SET search_path = DEFAULT",
        "SET search_path TO pg_catalog, public", "RESET search_path", "SELECT set_config('search_path', '', false)",
        "SELECT set_config('search_path', '\"$user\", public', true)"}) {
    EXPECT_FALSE(renames(sql)) << sql;
  }
  for (const char* sql :
       {"SET search_path = app", "SET SCHEMA 'app'", "SET LOCAL search_path TO public, app",
        "SET search_path TO public, pg_catalog", "SET \"Search_Path\" = pg_temp",
        "SELECT set_config('SEARCH_PATH', 'app,public', true)", "SELECT set_config('search_path', $1, true)"}) {
    EXPECT_TRUE(renames(sql)) << sql;
  }
}

}  // namespace
}  // namespace ringfence::compile
