// COPY FROM STDIN into rows of people: this ring's go on, the first of another's ends it.
#include <gtest/gtest.h>

#include "base/limits.h"
#include "session_names.h"

namespace ringfence::gateway {
namespace {

constexpr std::size_t us = 0;
constexpr std::size_t eu = 2;

std::string copy_data(std::string_view bytes) {
  return wire::encode(wire::CopyData{bytes});
}
std::string done() {
  return wire::encode(wire::CopyDone{});
}
std::string copy_in(std::size_t columns) {
  return wire::encode(wire::CopyInResponse{{0, wire::Formats(columns, 0)}});
}
HomeQuestion person(std::string key) {
  return {0, {}, {std::move(key)}};
}

// Not rerun: what is asked at once, and sent on at once, depends on how much of the data has come.
struct Once : World {
  explicit Once(std::string service = "home", OwnValues own = {})
      : World({std::move(service), std::move(own), false, {}, {}}, false) {}
};

struct Copying : Once {
  explicit Copying(std::string_view sql = "COPY photo FROM STDIN", std::size_t columns = 3) : Once("home") {
    homes().put(person("1"), us);
    homes().put(person("2"), us);
    homes().put(person("9"), eu);
    client(query(sql));
    (void)server_got();
    server(copy_in(columns));
    EXPECT_THAT(client_got(), ElementsAre("G"));
  }
  void fails() { server(failure("57014", "COPY from stdin failed: refused by the gateway") + ready()); }
};

TEST(CopyRows, OfPeopleAtHomeGoOn) {
  Copying world;
  world.client(copy_data("1\t1\ta\n2\t2\tb\n") + done());
  EXPECT_THAT(world.server_got(), ElementsAre("d 1\t1\ta\n2\t2\tb\n", "c"));
  world.server(complete("COPY 2") + ready());
  EXPECT_THAT(world.client_got(), ElementsAre("C COPY 2", "Z I"));
  EXPECT_EQ(world.seen.releases, 1);
}

TEST(CopyRows, ARowGoesOnOnceAllOfItIsThere) {
  Copying world;
  world.client(copy_data("1\t1\ta\n2\t"));
  EXPECT_THAT(world.server_got(), ElementsAre("d 1\t1\ta\n"));
  world.client(copy_data("2\tb"));
  EXPECT_THAT(world.server_got(), IsEmpty());
  world.client(done());
  EXPECT_THAT(world.server_got(), ElementsAre("d 2\t2\tb", "c"));
}

TEST(CopyRows, TheFirstOfAnotherRingEndsItAndSaysWhichAndWhatItWouldNeed) {
  Copying world;
  world.client(copy_data("1\t1\ta\n2\t9\tb\n3\t1\tc\n"));
  EXPECT_THAT(world.server_got(), ElementsAre("f"));
  EXPECT_EQ(world.seen.refusals, 1);
  world.client(copy_data("4\t1\td\n") + done());
  EXPECT_THAT(world.server_got(), IsEmpty());
  world.server(failure("57014", "COPY from stdin failed: refused by the gateway") + ready());
  const auto report = world.seen.to_client;
  EXPECT_THAT(report, HasSubstr("a row of photo is at home in ring eu"));
  EXPECT_THAT(report, HasSubstr("COPY photo, line 2"));
  EXPECT_THAT(report, HasSubstr("it would need [[transfer]]"));
  EXPECT_THAT(world.client_got(), ElementsAre(StartsWith("E 42501 refused: a row of photo"), "Z I"));
  EXPECT_EQ(world.seen.releases, 1);
  world.client(query("SELECT 1"));
  EXPECT_THAT(world.server_got(), ElementsAre("Q SELECT 1"));
}

TEST(CopyRows, InATransactionItFails) {
  Once world("home");
  world.homes().put(person("9"), eu);
  world.client(query("BEGIN"));
  world.server(complete("BEGIN") + ready('T'));
  world.client(query("COPY photo FROM STDIN"));
  world.server(copy_in(3));
  (void)world.client_got();
  world.client(copy_data("1\t9\ta\n") + done());
  world.server(failure("57014", "COPY from stdin failed") + ready('E'));
  EXPECT_THAT(world.client_got(), ElementsAre(StartsWith("E 42501 "), "Z E"));
  EXPECT_EQ(world.seen.releases, 0);
}

TEST(CopyRows, HomesAreAskedManyAtOnceAndEachOnce) {
  Copying world;
  world.client(copy_data("1\t5\ta\n2\t6\tb\n3\t5\tc\n4\t1\td\n"));
  EXPECT_THAT(world.server_got(), IsEmpty());
  EXPECT_THAT(world.asked_here, ElementsAre(person("5"), person("6")));
  EXPECT_TRUE(world.session->waits());
  world.client(copy_data("5\t6\te\n"));  // comes meanwhile
  world.event(Session::HomesFound{std::vector<std::optional<std::size_t>>{us, us}});
  EXPECT_THAT(world.server_got(), ElementsAre("d 1\t5\ta\n2\t6\tb\n3\t5\tc\n4\t1\td\n", "d 5\t6\te\n"));
  EXPECT_FALSE(world.session->waits());
  EXPECT_EQ(world.homes().find(person("6")), us);
}

TEST(CopyRows, TheLastRowIsAskedForBehindTheLastByte) {
  Copying world;
  world.client(copy_data("1\t5\ta") + done());
  EXPECT_THAT(world.asked_here, ElementsAre(person("5")));
  world.event(Session::HomesFound{std::vector<std::optional<std::size_t>>{us}});
  EXPECT_THAT(world.server_got(), ElementsAre("d 1\t5\ta", "c"));
}

TEST(CopyRows, WhomTheDirectoryDoesNotKnowEveryRingIsAskedOf) {
  Copying world;
  world.client(copy_data("1\t5\ta\n2\t6\tb\n"));
  world.event(Session::HomesFound{std::vector<std::optional<std::size_t>>{us, std::nullopt}});
  EXPECT_EQ(world.asked, person("6"));
  world.event(Session::HomeFound{person("6"), {eu}});
  EXPECT_THAT(world.server_got(), ElementsAre("f"));
  world.fails();
  EXPECT_THAT(world.client_got(), ElementsAre(HasSubstr("at home in ring eu"), "Z I"));
}

TEST(CopyRows, OfSomebodyNobodyKnowsAreRefused) {
  Copying world;
  world.client(copy_data("1\t5\ta\n"));
  world.event(Session::HomesFound{std::vector<std::optional<std::size_t>>{std::nullopt}});
  world.event(Session::HomeFound{person("5"), {}});
  world.fails();
  EXPECT_THAT(world.client_got(),
              ElementsAre("E 42501 refused: a row of photo is of person 5, whom no ring knows", "Z I"));
}

TEST(CopyRows, ARingThatDoesNotAnswerEndsIt) {
  Copying world;
  world.client(copy_data("1\t5\ta\n"));
  world.event(Session::HomesFound{std::vector<std::optional<std::size_t>>{std::nullopt}});
  world.event(Session::HomeUnknown{person("5"), {"ring eu does not answer", {}, {}, "08006"}});
  world.fails();
  EXPECT_THAT(world.client_got(), ElementsAre("E 08006 ring eu does not answer", "Z I"));
}

// The directory has them once the transaction is committed; the foreign key knows them now.
TEST(CopyRows, OfAPersonMadeInTheSameTransactionGoOn) {
  Once world("home");
  world.client(query("BEGIN"));
  world.server(complete("BEGIN") + ready('T'));
  world.client(query("COPY person FROM STDIN"));
  world.server(copy_in(4));
  world.client(copy_data("5\tUS\tx\ty\n") + done());
  world.server(complete("COPY 1") + ready('T'));
  world.client(query("COPY photo FROM STDIN"));
  world.server(copy_in(3));
  (void)world.server_got();
  world.client(copy_data("1\t5\ta\n"));
  world.event(Session::HomesFound{std::vector<std::optional<std::size_t>>{std::nullopt}});
  EXPECT_THAT(world.server_got(), ElementsAre("d 1\t5\ta\n"));
  world.client(done());
  world.server(complete("COPY 1") + ready('T'));
  world.client(query("COMMIT"));
  world.server(complete("COMMIT") + ready());
  world.client(query("COPY photo FROM STDIN"));
  world.server(copy_in(3));
  world.client(copy_data("1\t6\ta\n"));
  world.event(Session::HomesFound{std::vector<std::optional<std::size_t>>{std::nullopt}});
  EXPECT_TRUE(world.asked) << "another transaction asks everyone again";
}

TEST(CopyRows, OfNewPeopleSayTheirHome) {
  Copying world("COPY person (country, id) FROM STDIN (FORMAT csv)", 2);
  world.client(copy_data("US,5\n\"US\",6\n"));
  EXPECT_THAT(world.server_got(), ElementsAre("d US,5\n\"US\",6\n"));
  world.client(copy_data("DE,7\n"));
  world.fails();
  EXPECT_THAT(world.client_got(), ElementsAre(HasSubstr("a row of person is at home in ring eu"), "Z I"));
}

TEST(CopyRows, AHomeThatNobodyHasIsRefused) {
  Copying world("COPY person (country, id) FROM STDIN", 2);
  world.client(copy_data("XX\t5\n"));
  world.fails();
  EXPECT_THAT(world.client_got(), ElementsAre("E 42501 refused: \"XX\" is the home of no ring", "Z I"));
}

TEST(CopyRows, WithoutASubjectAreRefused) {
  Copying world;
  world.client(copy_data("1\t\\N\ta\n"));
  world.fails();
  EXPECT_THAT(world.client_got(), ElementsAre("E 22004 refused: owner_id is NULL", "Z I"));
}

TEST(CopyRows, InBinaryAreReadByTheirType) {
  Copying world("COPY photo FROM STDIN (FORMAT binary)");
  const auto tuple = [](char key) {
    return std::string("\0\3\0\0\0\1a\0\0\0\10\0\0\0\0\0\0\0", 18) + key + std::string("\xff\xff\xff\xff", 4);
  };
  const std::string head("PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0\0", 19);
  world.client(copy_data(head + tuple(1) + tuple(2)));
  EXPECT_THAT(world.server_got(), ElementsAre("d " + head + tuple(1) + tuple(2)));
  world.client(copy_data(tuple(9)));
  world.fails();
  EXPECT_THAT(world.client_got(), ElementsAre(HasSubstr("at home in ring eu"), "Z I"));
}

TEST(CopyRows, OfAKeyThatIsNotAsciiInAnotherEncodingAreRefused) {
  Copying world("COPY person (country, id) FROM STDIN (ENCODING 'LATIN1')", 2);
  world.client(copy_data("US\t\xe9\n"));
  EXPECT_THAT(world.server_got(), ElementsAre("d US\t\xe9\n")) << "it does not say whose the row is";
  world.client(copy_data("\xe9\t1\n"));
  world.fails();
  EXPECT_THAT(world.client_got(), ElementsAre(StartsWith("E "), "Z I"));
}

TEST(CopyRows, BrokenDataIsRefusedAsPostgresWould) {
  Copying world;
  world.client(copy_data("1\n"));
  world.fails();
  EXPECT_THAT(world.client_got(), ElementsAre("E 22P04 missing data for column \"owner_id\"", "Z I"));
}

TEST(CopyRows, BehindTheEndMarkNothingGoesOn) {
  Copying world;
  world.client(copy_data("1\t1\ta\n\\.\n2\t9\tb\n") + copy_data("3\t9\tc\n") + done());
  EXPECT_THAT(world.server_got(), ElementsAre("d 1\t1\ta\n\\.\n", "c"));
}

TEST(CopyRows, OfATableThatHasChangedAreRefused) {
  Copying world("COPY photo FROM STDIN", 4);
  EXPECT_THAT(world.server_got(), ElementsAre("f"));
  world.fails();
  EXPECT_THAT(world.client_got(), ElementsAre("E 40001 photo has other columns than the gateway knows", "Z I"));
}

TEST(CopyRows, UnderADeclarationAreThatPersonsOnly) {
  Once world("home", {"1", {}, {}, false});
  world.homes().put(person("1"), us);
  world.homes().put(person("2"), us);
  world.client(query("COPY photo FROM STDIN"));
  world.server(copy_in(3));
  (void)world.client_got();
  world.client(copy_data("1\t1\ta\n2\t2\tb\n"));
  world.server(failure("57014", "COPY from stdin failed") + ready());
  EXPECT_THAT(world.client_got(), ElementsAre(HasSubstr("contradicts person 2"), "Z I"));
}

TEST(CopyRows, AServersErrorIsPassedOnAndTheRestDropped) {
  Copying world;
  world.client(copy_data("1\t5\ta\n"));
  world.server(failure("22P02", "invalid input syntax") + ready());
  EXPECT_THAT(world.client_got(), ElementsAre("E 22P02 invalid input syntax", "Z I"));
  world.event(Session::HomesFound{std::vector<std::optional<std::size_t>>{us}});
  world.client(copy_data("2\t1\tb\n") + done() + query("SELECT 1"));
  EXPECT_THAT(world.server_got(), ElementsAre("Q SELECT 1"));
}

TEST(CopyRows, AMessageThatIsLongerThanWhatComesAtOnceIsLookedAtToo) {
  Copying world;
  const std::string long_row = "1\t1\t" + std::string(1000, 'x') + "\n";
  const std::string message = copy_data(long_row + long_row + "2\t9\tb\n");
  for (std::size_t at = 0; at < message.size(); at += 100) world.client(message.substr(at, 100));
  EXPECT_THAT(world.server_got(), ElementsAre("d " + long_row, "f"));
  world.client(done());
  world.fails();
  EXPECT_THAT(world.client_got(), ElementsAre(StartsWith("E 42501"), "Z I"));
}

TEST(CopyRows, OfAnUnnamedStatementEndWithOneSync) {
  Once world("home");
  world.homes().put(person("1"), us);
  world.client(parse("", "COPY photo FROM STDIN") + bind("", "") + execute() + sync());
  EXPECT_THAT(world.server_got(), SizeIs(4));
  world.server(parse_complete() + bind_complete() + copy_in(3));
  world.client(copy_data("1\t1\ta\n") + done() + sync());
  EXPECT_THAT(world.server_got(), ElementsAre("d 1\t1\ta\n", "c", "S"));
  world.server(complete("COPY 1") + ready());
  EXPECT_THAT(world.client_got(), ElementsAre("1", "2", "G", "C COPY 1", "Z I"));
  EXPECT_EQ(world.seen.releases, 1);
}

TEST(CopyRows, OfAnExecuteThatIsRefusedEndWithTheSync) {
  Once world("home");
  world.homes().put(person("9"), eu);
  world.client(parse("", "COPY photo FROM STDIN") + bind("", "") + execute() + sync());
  world.server(parse_complete() + bind_complete() + copy_in(3));
  world.client(copy_data("1\t9\ta\n"));
  world.server(failure("57014", "COPY from stdin failed"));
  world.client(done() + sync());
  world.server(ready());
  EXPECT_THAT(world.client_got(), ElementsAre("1", "2", "G", StartsWith("E 42501"), "Z I"));
  EXPECT_EQ(world.seen.releases, 1);
}

TEST(CopyRows, InABatchEachCopyHasItsOwn) {
  Once world("home");
  world.homes().put(person("1"), us);
  world.client(query("COPY tag FROM STDIN; COPY photo FROM STDIN"));
  (void)world.server_got();
  EXPECT_THAT(world.client_got(), ElementsAre(StartsWith("E 42501"), "Z I")) << "shared tables are a migration's";
  world.client(query("COPY setting FROM STDIN; COPY photo FROM STDIN"));
  world.server(copy_in(2));
  world.client(copy_data("anything") + done());
  world.server(complete("COPY 1") + copy_in(3));
  (void)world.server_got();
  world.client(copy_data("1\t1\ta\n2") + done());
  EXPECT_THAT(world.server_got(), ElementsAre("d 1\t1\ta\n", "f"));
  world.server(failure("57014", "COPY from stdin failed") + ready());
  EXPECT_THAT(world.client_got(), ElementsAre("G", "C COPY 1", "G", StartsWith("E 22P04"), "Z I"));
}

}  // namespace
}  // namespace ringfence::gateway
