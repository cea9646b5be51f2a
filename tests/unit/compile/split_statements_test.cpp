#include "compile/postgres/split_statements.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "base/limits.h"
#include "compile/postgres/statement_tree.h"
#include "dumped_schema.h"

namespace ringfence::compile {
namespace {

using testing::HasSubstr;
using testing::Pair;
using testing::StartsWith;
using testing::UnorderedElementsAre;

std::vector<SqlStatement> split(std::string_view sql) {
  auto statements = split_statements(sql);
  EXPECT_TRUE(statements) << to_text(statements.error());
  return statements ? *statements : std::vector<SqlStatement>();
}

SqlStatement only(std::string_view sql) {
  const auto statements = split(sql);
  EXPECT_EQ(statements.size(), 1u) << sql;
  return statements.empty() ? SqlStatement() : statements[0];
}

std::vector<SqlStatement> of_kind(StatementKind kind) {
  std::vector<SqlStatement> found;
  for (const SqlStatement& statement : split(dumped_schema)) {
    if (statement.kind == kind) found.push_back(statement);
  }
  return found;
}

TEST(SplitStatements, EveryStatementOfADumpIsClassified) {
  std::map<std::string, int> kinds;
  for (const SqlStatement& statement : split(dumped_schema)) ++kinds[std::string(to_text(statement.kind))];
  EXPECT_EQ(kinds["other"], 0);
  EXPECT_THAT(
      kinds,
      UnorderedElementsAre(
          Pair("other", 0), Pair("set", 11), Pair("set_config", 1), Pair("create_schema", 1), Pair("create_type", 1),
          Pair("create_domain", 1), Pair("create_function", 5), Pair("create_operator", 1), Pair("create_table", 5),
          Pair("create_view", 1), Pair("create_materialized_view", 1), Pair("create_sequence", 1),
          Pair("alter_sequence", 2), Pair("column_option", 1), Pair("column_default", 1), Pair("attach_partition", 1),
          Pair("attach_index", 2), Pair("create_index", 3), Pair("add_primary_key", 4), Pair("add_unique", 1),
          Pair("add_exclusion", 1), Pair("add_check", 1), Pair("add_foreign_key", 1), Pair("cluster_on", 1),
          Pair("replica_identity", 1), Pair("create_statistics", 1), Pair("create_rule", 1), Pair("create_trigger", 1),
          Pair("trigger_state", 1), Pair("row_security", 2), Pair("create_policy", 1), Pair("publication", 2),
          Pair("subscription", 1), Pair("grant", 3), Pair("create_event_trigger", 2), Pair("comment", 1),
          Pair("owner", 1)));
}

TEST(SplitStatements, TextsStandWithoutCommentsAndSemicolons) {
  for (const SqlStatement& statement : split(dumped_schema)) {
    EXPECT_THAT(statement.text, testing::Not(testing::EndsWith(";")));
    EXPECT_THAT(statement.text, testing::Not(StartsWith("-")));
    EXPECT_EQ(only(statement.text).text, statement.text) << "a statement on its own is itself again";
  }
}

TEST(SplitStatements, NamesWhatAForeignKeyIsOn) {
  const auto keys = of_kind(StatementKind::add_foreign_key);
  ASSERT_EQ(keys.size(), 1u);
  EXPECT_EQ(keys[0].name, "per\"son; fk");
  EXPECT_EQ(keys[0].table, (policy::TableName{"app", "person"}));
  EXPECT_EQ(keys[0].other, (policy::TableName{"app", "person"}));
}

TEST(SplitStatements, NamesTablesOfIndexesAndConstraints) {
  const SqlStatement index = of_kind(StatementKind::create_index)[0];
  EXPECT_EQ(index.table, (policy::TableName{"app", "Odd \"Täble;"}));
  EXPECT_EQ(index.name, "od\"d");
  EXPECT_EQ(of_kind(StatementKind::add_exclusion)[0].table.name, "Odd \"Täble;");
  EXPECT_EQ(of_kind(StatementKind::create_trigger)[0].name, "tr ig");
}

TEST(SplitStatements, NamesBothEndsOfAnAttachment) {
  const SqlStatement partition = of_kind(StatementKind::attach_partition)[0];
  EXPECT_EQ(partition.table.name, "part");
  EXPECT_EQ(partition.other.name, "part_a");
  const SqlStatement index = of_kind(StatementKind::attach_index)[0];
  EXPECT_EQ(index.table.name, "part_idx");
  EXPECT_EQ(index.other.name, "part_a_k_idx");
}

TEST(SplitStatements, BodiesStayWhole) {
  const auto functions = of_kind(StatementKind::create_function);
  ASSERT_EQ(functions.size(), 5u);
  EXPECT_THAT(functions[1].text, HasSubstr("\\not a command; 'quote"));
  EXPECT_THAT(functions[2].text, HasSubstr("BEGIN ATOMIC\n SELECT a AS a;\n SELECT (a + 1);\nEND"));
  EXPECT_THAT(of_kind(StatementKind::comment)[0].text, HasSubstr("\n\\restrict x\n\\unrestrict;'"));
  EXPECT_THAT(of_kind(StatementKind::create_rule)[0].text, HasSubstr("NOTIFY foo;\n)"));
}

TEST(SplitStatements, PsqlCommandsAreDroppedOnlyOutsideOfQuotes) {
  EXPECT_EQ(only("\\restrict x'y\nSELECT 1;\n\\unrestrict x'y").text, "SELECT 1");
  EXPECT_EQ(only("SELECT E'\\'\n\\x'").text, "SELECT E'\\'\n\\x'");
  EXPECT_EQ(only("SELECT $a$\n\\x $b$\n\\y$a$").text, "SELECT $a$\n\\x $b$\n\\y$a$");
  EXPECT_EQ(only("SELECT 1 AS a$b$c, \"\n\\q\"\n\\x 'y\n").text, "SELECT 1 AS a$b$c, \"\n\\q\"");
  EXPECT_EQ(only("SELECT /* '\n\\ /* */ '*/ 1\n\\x").text, "SELECT /* '\n\\ /* */ '*/ 1");
  EXPECT_EQ(split("\\connect x\n-- nothing\n;;\n").size(), 0u);
}

TEST(SplitStatements, KindsThatDumpsHaveElsewhere) {
  EXPECT_EQ(only("SELECT pg_catalog.setval('public.a_seq', 3, true)").kind, StatementKind::sequence_value);
  EXPECT_EQ(only("REFRESH MATERIALIZED VIEW app.mv").kind, StatementKind::refresh_view);
  EXPECT_EQ(only("ALTER TABLE ONLY a.b INHERIT a.c").kind, StatementKind::inherit);
  EXPECT_EQ(only("ALTER SEQUENCE a.s OWNED BY a.t.c").kind, StatementKind::alter_sequence);
  EXPECT_EQ(only("ALTER TABLE a.b ADD CONSTRAINT c UNIQUE (d), CLUSTER ON c").kind, StatementKind::other);
  EXPECT_EQ(only("DROP TABLE a").kind, StatementKind::other);
}

TEST(SplitStatements, ErrorsNameTheLine) {
  const auto statements = split_statements("\\restrict x\nSELECT 1;\nSELEC 2;\n");
  ASSERT_FALSE(statements);
  EXPECT_EQ(statements.error().message, "syntax error at or near \"SELEC\"");
  EXPECT_EQ(statements.error().detail, "line 3 of the schema");
}

std::string repeated(std::string_view what, int times) {
  std::string text;
  for (int i = 0; i < times; ++i) text += what;
  return text;
}

TEST(StatementTree, RefusesWhatWouldOverflowTheStack) {
  for (const std::string& deep :
       {"SELECT 1" + repeated("+1", 20'000), "SELECT 1" + repeated(" UNION SELECT 1, 2", 20'000),
        "SELECT " + repeated("- ", 20'000) + "1", "SELECT " + repeated("f(1, ", 20'000) + "1" + repeated(")", 20'000),
        "SELECT " + repeated("CASE WHEN a AND ", 20'000) + "b" + repeated(" THEN 1 END", 20'000),
        "SELECT * FROM a" + repeated(" JOIN a USING (b, c)", 20'000), "SELECT a" + repeated("::text", 20'000)}) {
    const auto tree = StatementTree::parse(deep);
    ASSERT_FALSE(tree);
    EXPECT_EQ(tree.error().sqlstate, "54001") << deep.substr(0, 40);
  }
}

TEST(StatementTree, TakesWhatIsOnlyLong) {
  EXPECT_TRUE(StatementTree::parse("INSERT INTO a VALUES " + repeated("(1, 'x', now(), $1), ", 20'000) + "(1)"));
  EXPECT_TRUE(StatementTree::parse("SELECT 1 WHERE a = 1" + repeated(" OR (a = 2 AND b = f(3))", 5'000)));
  EXPECT_TRUE(StatementTree::parse("SELECT 1" + repeated("+1", 900)));
  EXPECT_FALSE(StatementTree::parse(std::string_view("SELECT 1\0", 9)));
}

}  // namespace
}  // namespace ringfence::compile
