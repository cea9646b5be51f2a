// Temporary tables: read and written by the session that made them, as long as they are certainly there.
#include <gtest/gtest.h>

#include "session_names.h"

namespace ringfence::gateway {
namespace {

struct Basket : World {
  explicit Basket(std::string_view make = "CREATE TEMP TABLE basket (item text)") : World("home") { does(make); }
  // A statement that is judged, and answered.
  void does(std::string_view sql, char status = 'I') {
    client(query(sql));
    EXPECT_THAT(server_got(), ElementsAre(StartsWith("Q "))) << sql;
    server(complete("OK") + ready(status));
    (void)client_got();
  }
  void fails(std::string_view sql, char status) {
    client(query(sql));
    (void)server_got();
    server(failure("22012", "division by zero") + ready(status));
    (void)client_got();
  }
  void refuses(std::string_view sql) {
    client(query(sql));
    for (const std::string& sent : server_got()) EXPECT_THAT(sent, Not(HasSubstr("basket")));
    if (!has_server || side->status == wire::TransactionStatus::idle) {
      EXPECT_THAT(client_got(), ElementsAre(StartsWith("E 42501"), StartsWith("Z")));
    }
  }
};

TEST(TemporaryTables, AreReadAndWrittenByTheSessionThatMadeThem) {
  Basket world;
  EXPECT_EQ(world.seen.releases, 0) << "it keeps its server";
  world.does("INSERT INTO basket VALUES ('a')");
  world.does("SELECT * FROM basket JOIN tag ON true");
  world.does("DROP TABLE basket");
  world.refuses("SELECT * FROM basket");
}

TEST(TemporaryTables, AreUnknownToOthers) {
  World world("home");
  world.client(query("SELECT * FROM basket"));
  EXPECT_THAT(world.client_got(), ElementsAre(StartsWith("E 42501"), "Z I"));
}

TEST(TemporaryTables, MayNotHaveTheNameOfARealTable) {
  World world("home");
  world.client(query("CREATE TEMP TABLE photo (id bigint)"));
  EXPECT_THAT(world.server_got(), IsEmpty());
  EXPECT_THAT(world.client_got(), ElementsAre(HasSubstr("would be read in place of the real one"), "Z I"));
}

TEST(TemporaryTables, OfOnePersonsRowsAreReadAtHome) {
  World world("home");
  world.lives({0, {}, {"1"}}, 0);
  world.lives({0, {}, {"9"}}, 2);
  world.client(query("CREATE TEMP TABLE mine AS SELECT * FROM photo WHERE owner_id = 9"));
  EXPECT_THAT(world.client_got(), ElementsAre(HasSubstr("ring eu"), "Z I"));
  world.client(query("CREATE TEMP TABLE mine AS SELECT * FROM photo WHERE owner_id = 1"));
  world.server(complete("SELECT 1") + ready());
  world.client(query("SELECT * FROM mine"));
  EXPECT_THAT(world.server_got(), ElementsAre(StartsWith("Q CREATE"), "Q SELECT * FROM mine"));
}

TEST(TemporaryTables, ThatWereNotMadeAreNotThere) {
  World world("home");
  world.client(query("CREATE TEMP TABLE basket (item text)"));
  world.server(failure("42501", "permission denied to create temporary tables") + ready());
  (void)world.client_got();
  world.client(query("SELECT * FROM basket"));
  EXPECT_THAT(world.client_got(), ElementsAre(StartsWith("E 42501 refused"), "Z I"));
}

TEST(TemporaryTables, AreGoneWithTheTransactionThatMadeThem) {
  Basket made("CREATE TEMP TABLE other (a int)");
  made.does("BEGIN", 'T');
  made.does("CREATE TEMP TABLE basket (item text)", 'T');
  made.does("SELECT * FROM basket", 'T');
  made.does("ROLLBACK");
  made.refuses("SELECT * FROM basket");
  made.does("SELECT * FROM other");
}

TEST(TemporaryTables, AreNotSureAfterAnErrorOrASavepoint) {
  Basket world("CREATE TEMP TABLE other (a int)");
  world.does("BEGIN", 'T');
  world.does("SAVEPOINT s", 'T');
  world.does("CREATE TEMP TABLE basket (item text)", 'T');
  world.does("ROLLBACK TO s", 'T');
  world.refuses("SELECT * FROM basket");
  world.server(failure("26000", "no such statement") + ready('E'));
  world.does("ROLLBACK");
  world.does("SELECT * FROM other");
  world.does("BEGIN", 'T');
  world.does("CREATE TEMP TABLE basket (item text)", 'T');
  world.fails("SELECT 1 FROM basket", 'E');
  world.does("ROLLBACK");
  world.refuses("SELECT * FROM basket");
}

TEST(TemporaryTables, OnCommitDropLastUntilThen) {
  Basket world("CREATE TEMP TABLE other (a int)");
  world.not_rerun();  // a server of whom the rerun believes that it keeps every temporary table
  world.does("CREATE TEMP TABLE basket (item text) ON COMMIT DROP");
  world.refuses("SELECT * FROM basket");
  world.does("BEGIN", 'T');
  world.does("CREATE TEMP TABLE basket (item text) ON COMMIT DROP", 'T');
  world.does("SELECT * FROM basket", 'T');
  world.does("COMMIT AND CHAIN", 'T');
  world.refuses("SELECT * FROM basket");
}

TEST(TemporaryTables, AreUsedInTheTextThatMakesThem) {
  Basket world("CREATE TEMP TABLE basket (item text); INSERT INTO basket VALUES ('a'); SELECT * FROM basket");
  world.does("SELECT * FROM basket");
  world.refuses("BEGIN; CREATE TEMP TABLE b (a int); ROLLBACK; SELECT * FROM b");
  world.does("DISCARD ALL");
  world.refuses("SELECT * FROM basket");
}

TEST(TemporaryTables, ArePreparedAndDecidedAnewWhenTheyAreGone) {
  Basket world;
  world.client(parse("s", "SELECT * FROM basket") + bind("", "s") + execute() + sync());
  world.server(parse_complete() + bind_complete() + complete("SELECT 0") + ready());
  EXPECT_THAT(world.client_got(), ElementsAre("1", "2", "C SELECT 0", "Z I"));
  (void)world.server_got();
  world.does("DROP TABLE basket");
  world.client(bind("", "s") + execute() + sync());
  EXPECT_THAT(world.client_got(), ElementsAre(StartsWith("E 42501"), "Z I"));
}

// What is behind the CREATE was sent before it was known whether it would be there.
TEST(TemporaryTables, AreNotThereForWhatIsSentBeforeTheyAre) {
  World world("home");
  world.client(parse("", "CREATE TEMP TABLE basket (a int)") + bind("", "") + execute() + sync() +
               parse("", "SELECT * FROM basket"));
  EXPECT_EQ(world.seen.refusals, 1);
}

}  // namespace
}  // namespace ringfence::gateway
