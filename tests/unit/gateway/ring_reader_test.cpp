// What another ring is asked for world views, and what comes of it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "base/limits.h"
#include "gateway/world/ring_reader.h"
#include "session_bytes.h"

namespace ringfence::gateway {
namespace {

using namespace testing;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// The other ring, as far as a reader sees of it.
struct Ring {
  RingReader reader{"eu", {"web-us", "feed", "DE", false}};
  ServerSide link;
  std::string sent;
  std::vector<TransferEnds> ended;
  std::optional<TransferBegins> record;
  std::vector<std::string> counted;
  bool withheld = false;
  bool news = false, given_back = false, discarded = false, paused = false, taken = false;
  Ring() { link.link_name = "0123456789abcdef01234567"; }
  void perform(const RingReader::Actions& actions) {
    sent += actions.to_server;
    ended.insert(ended.end(), actions.ended.begin(), actions.ended.end());
    if (actions.record) record = actions.record;
    for (const auto& one : actions.counted) counted.push_back(one ? std::to_string(*one) : one.error().message);
    withheld = withheld || actions.withheld;
    news = news || actions.news;
    given_back = given_back || actions.give_back;
    discarded = discarded || actions.discard;
    paused = (paused || actions.pause) && !actions.resume;
    taken = taken || actions.take;
  }
  template <class Function>
  auto with(Function&& function) {
    RingReader::Actions actions;
    if constexpr (std::is_void_v<decltype(function(actions))>) {
      function(actions);
      perform(actions);
    } else {
      auto result = function(actions);
      perform(actions);
      return result;
    }
  }
  RingReader::CursorId open(const std::string& text) {
    return with([&](auto& actions) {
      return reader.open({text, {}, {}}, {std::make_shared<const TransferPlan>(), "shape"}, actions);
    });
  }
  void granted() {
    with([&](auto& actions) { reader.granted(link, actions); });
  }
  void recorded(const Status& status = {}) {
    with([&](auto& actions) { reader.recorded(status, nullptr, actions); });
  }
  void received(const std::string& bytes) {
    with([&](auto& actions) { reader.received(bytes, actions); });
  }
  std::optional<RingReader::Rows> fetch(RingReader::CursorId cursor, std::size_t rows) {
    return with([&](auto& actions) { return reader.fetch(cursor, rows, actions); });
  }
  void end() {
    with([&](auto& actions) { reader.end(actions); });
  }
  std::vector<std::string> got() { return shown(std::exchange(sent, {}), wire::Sender::client); }
  // A cursor that was put on record and sent.
  RingReader::CursorId opened() {
    const auto cursor = open("SELECT 1");
    granted();
    recorded();
    got();
    received(complete("START TRANSACTION") + ready('T') + parse_complete() + bind_complete() +
             wire::encode(wire::RowDescription{}));
    return cursor;
  }
};

std::string rows(std::size_t count) {
  std::string bytes;
  for (std::size_t i = 0; i < count; ++i) bytes += row("x");
  return bytes;
}
const std::string suspended = wire::encode(wire::PortalSuspended{});

TEST(RingReader, SendsNothingBeforeItsEntryIsDurable) {
  Ring ring;
  ring.open("SELECT 1");
  EXPECT_TRUE(ring.taken);
  ring.granted();
  EXPECT_THAT(ring.sent, IsEmpty());
  ASSERT_TRUE(ring.record);
  EXPECT_TRUE(ring.record->asks);
  EXPECT_EQ(ring.record->peer, "eu");
  EXPECT_EQ(ring.record->service, "web-us");
  EXPECT_EQ(ring.record->viewer, "DE");
  // The second that is asked over the link: the first begins the transaction.
  EXPECT_EQ(ring.record->id, "0123456789abcdef0123456700000002");
  ring.recorded();
  EXPECT_EQ(ring.link.asked, 2u);
  EXPECT_THAT(ring.got(),
              ElementsAre(HasSubstr("REPEATABLE READ READ ONLY"), "P  SELECT 1", "B c1 ", "D P c1", "E c1", "S"));
}

TEST(RingReader, FailsTheFetchWhereItCannotBeRecorded) {
  Ring ring;
  const auto cursor = ring.open("SELECT 1");
  ring.granted();
  ring.recorded(Error{"the ledger cannot be written", {}, {}, "58030"});
  EXPECT_THAT(ring.sent, IsEmpty());
  EXPECT_THAT(ring.ended, IsEmpty());
  ASSERT_TRUE(ring.fetch(cursor, 100));
  EXPECT_EQ(ring.fetch(cursor, 100)->error->sqlstate, "58030");
}

TEST(RingReader, GivesRowsByTheHundredAndReadsAheadOfWhoeverWantsMore) {
  Ring ring;
  const auto cursor = ring.opened();
  EXPECT_FALSE(ring.fetch(cursor, 100));
  ring.received(rows(100) + suspended + ready('T'));
  EXPECT_TRUE(ring.news);
  EXPECT_EQ(ring.fetch(cursor, 100)->count, 100u);
  EXPECT_THAT(ring.got(), IsEmpty());  // a page was all that was wanted
  EXPECT_FALSE(ring.fetch(cursor, 100));
  EXPECT_THAT(ring.got(), ElementsAre("E c1", "S"));
  ring.received(rows(400) + suspended + ready('T'));
  EXPECT_EQ(ring.fetch(cursor, 100)->count, 100u);
  EXPECT_THAT(ring.got(), ElementsAre("E c1", "S"));
  ring.received(rows(1) + complete("SELECT 501") + ready('T'));
  std::size_t left = 0;
  for (int i = 0; i < 4; ++i) left += ring.fetch(cursor, 100)->count;
  EXPECT_EQ(left, 301u);
  ASSERT_EQ(ring.ended.size(), 1u);
  EXPECT_EQ(ring.ended[0].rows, 501u);
  EXPECT_EQ(ring.ended[0].outcome, TransferEnds::Outcome::done);
}

TEST(RingReader, TakesMessagesAsTheyAreCut) {
  for (std::size_t cut = 0; cut < 40; ++cut) {
    Ring ring;
    const auto cursor = ring.opened();
    const std::string bytes = row("one") + row("two") + complete("SELECT 2") + ready('T');
    ring.received(bytes.substr(0, cut));
    ring.received(bytes.substr(cut));
    const auto given = ring.fetch(cursor, 100);
    ASSERT_TRUE(given);
    EXPECT_EQ(given->count, 2u);
    EXPECT_EQ(given->rows, row("one") + row("two"));
  }
}

TEST(RingReader, StopsReadingTheLinkWhenItKeepsEnough) {
  Ring ring;
  const auto cursor = ring.opened();
  const std::string large = row(std::string(1u << 20, 'x'));
  while (!ring.paused) ring.received(large);
  EXPECT_FALSE(ring.fetch(cursor, 100));
  ring.received(suspended + ready('T'));
  const auto given = ring.fetch(cursor, limits::world_rows_kept >> 20);
  EXPECT_FALSE(ring.paused);
}

TEST(RingReader, GivesTheLinkBackOnceItsTransactionIsOver) {
  Ring ring;
  ring.opened();
  ring.received(rows(1) + complete("SELECT 1") + ready('T'));
  ring.end();
  EXPECT_THAT(ring.got(), ElementsAre("Q COMMIT"));
  EXPECT_FALSE(ring.given_back);
  ring.received(complete("COMMIT") + ready());
  EXPECT_TRUE(ring.given_back);
  EXPECT_TRUE(ring.reader.is_over());
}

TEST(RingReader, EndsWhatNobodyCameForAndDropsWhatStillComes) {
  Ring ring;
  const auto cursor = ring.opened();
  ring.with([&](auto& actions) { ring.reader.close(cursor, actions); });
  ring.received(rows(100) + suspended + ready('T'));
  ASSERT_EQ(ring.ended.size(), 1u);
  EXPECT_EQ(ring.ended[0].rows, 100u);
  EXPECT_EQ(ring.ended[0].outcome, TransferEnds::Outcome::left_off);
}

// A join that PostgreSQL makes by asking for each row asks thousands of times in one transaction.
TEST(RingReader, UsesThePortalsNamesAgain) {
  Ring ring;
  auto cursor = ring.opened();
  std::set<std::string> open = {"c1"};
  std::set<std::string> names = open;
  for (int i = 0; i < 3000; ++i) {
    ring.received(row("x") + complete("SELECT 1") + ready('T'));
    ring.with([&](auto& actions) { ring.reader.close(cursor, actions); });
    cursor = ring.open("SELECT 1");
    ring.recorded();
    bool closes = false;
    for (const std::string& one : ring.got()) {
      if (one.starts_with("C P ")) {
        ASSERT_EQ(open.erase(one.substr(4)), 1U) << one;
        closes = true;
        ring.received(close_complete());
      } else if (one == "S" && std::exchange(closes, false)) {
        ring.received(ready('T'));
      } else if (one.starts_with("B ")) {
        ASSERT_TRUE(open.insert(one.substr(2, one.find(' ', 2) - 2)).second) << one;
        names.insert(open.begin(), open.end());
      }
    }
    ring.received(parse_complete() + bind_complete() + wire::encode(wire::RowDescription{}));
  }
  EXPECT_LE(names.size(), 101U);
}

TEST(RingReader, AsksForAnOrderAsACursorWould) {
  EXPECT_EQ(asked_as("SELECT a FROM t"), "SELECT a FROM t");
  EXPECT_EQ(asked_as("SELECT a FROM t ORDER BY a DESC NULLS FIRST"),
            "SELECT a FROM t ORDER BY a DESC NULLS FIRST LIMIT (SELECT NULL::bigint)");
  EXPECT_EQ(asked_as("SELECT a FROM t ORDER BY a ASC NULLS LAST LIMIT 3::bigint"),
            "SELECT a FROM t ORDER BY a ASC NULLS LAST LIMIT 3::bigint");
  Ring ring;
  const auto cursor = ring.open("SELECT 1 ORDER BY 1");
  ring.granted();
  ring.recorded();
  EXPECT_THAT(ring.got(), ::testing::Contains("P  SELECT 1 ORDER BY 1 LIMIT (SELECT NULL::bigint)"));
  EXPECT_TRUE(ring.reader.has({"SELECT 1 ORDER BY 1", {}, {}})) << "whoever comes for it says it as it was said";
  EXPECT_EQ(ring.reader.query(cursor)->text, "SELECT 1 ORDER BY 1");
}

TEST(RingReader, DoesNotUseALinkAgainWhoseNumbersDoNotAgreeAnyMore) {
  Ring ring;
  ring.open("SELECT 1");
  ring.granted();
  ring.end();
  EXPECT_FALSE(ring.reader.is_over());
  ring.recorded();
  EXPECT_THAT(ring.sent, IsEmpty());
  EXPECT_TRUE(ring.discarded);
  ASSERT_EQ(ring.ended.size(), 1u);
  EXPECT_EQ(ring.ended[0].outcome, TransferEnds::Outcome::left_off);
  EXPECT_TRUE(ring.reader.is_over());
}

TEST(RingReader, TellsOfARingThatIsOutOfReachOrLeavesItOut) {
  for (const bool partial : {false, true}) {
    Ring ring;
    ring.reader = RingReader("eu", {"web-us", "feed", {}, partial});
    const auto cursor = ring.open("SELECT 1");
    ring.with([&](auto& actions) { ring.reader.refused({"ring eu: no connection", {}, {}, "08006"}, actions); });
    const auto given = ring.fetch(cursor, 100);
    ASSERT_TRUE(given);
    EXPECT_EQ(given->left_out, partial);
    EXPECT_EQ(given->error.has_value(), !partial);
  }
}

TEST(RingReader, NeverLeavesARingOutOfWhichRowsHaveCome) {
  Ring ring;
  ring.reader = RingReader("eu", {"web-us", "feed", {}, true});
  const auto cursor = ring.opened();
  ring.received(rows(3));
  ring.with([&](auto& actions) { ring.reader.lost({"the connection was lost", {}, {}, "08006"}, actions); });
  EXPECT_TRUE(ring.fetch(cursor, 100)->error);
  ASSERT_EQ(ring.ended.size(), 1u);
  EXPECT_EQ(ring.ended[0].rows, 3u);
  EXPECT_EQ(ring.ended[0].outcome, TransferEnds::Outcome::lost);
}

TEST(RingReader, FailsOneCursorByItsErrorAndAllByWhatNobodyAwaited) {
  Ring ring;
  const auto cursor = ring.opened();
  ring.received(failure("42501", "permission denied") + ready('E'));
  EXPECT_EQ(ring.fetch(cursor, 100)->error->sqlstate, "42501");
  Ring other;
  const auto lost = other.opened();
  other.received(wire::encode(wire::EmptyQueryResponse{}));
  EXPECT_TRUE(other.discarded);
  EXPECT_EQ(other.fetch(lost, 100)->error->sqlstate, "08P01");
}

std::string withheld(std::vector<std::pair<char, std::string_view>> fields) {
  fields.insert(fields.begin(), {{'S', "NOTICE"}, {'C', "01R51"}});
  return wire::encode(wire::NoticeResponse{{std::move(fields)}});
}
const std::string told = withheld({{'t', "post"}});

// A reader that counts, of a ring that has told that something is withheld and given its row.
struct Counting : Ring {
  RingReader::CursorId cursor;
  Counting() {
    reader = RingReader("eu", {"web-us", "feed", "CN", false, true});
    cursor = opened();
    received(told + row("7") + complete("SELECT 1"));
  }
};

TEST(RingReader, GivesWhatItCountsOnceItIsKnownHowMuchIsWithheld) {
  Counting ring;
  EXPECT_FALSE(ring.fetch(ring.cursor, 100));
  ring.received(withheld({{'r', "3"}}));
  EXPECT_FALSE(ring.fetch(ring.cursor, 100));
  ring.received(ready('T'));
  EXPECT_TRUE(ring.news);
  EXPECT_THAT(ring.counted, ElementsAre("3"));
  EXPECT_EQ(ring.fetch(ring.cursor, 100)->count, 1u);
  EXPECT_FALSE(ring.withheld) << "that something is, the statement itself was told";
}

TEST(RingReader, SaysWhereWhatIsWithheldWasNotCounted) {
  Counting silent;
  silent.received(ready('T'));
  EXPECT_THAT(silent.counted, ElementsAre("it has not counted"));
  Counting failed;
  failed.received(withheld({{'D', "the count took too long"}}) + ready('T'));
  EXPECT_THAT(failed.counted, ElementsAre("the count took too long"));
  Counting lost;
  lost.with([&](auto& actions) { lost.reader.lost({"the connection was lost", {}, {}, "08006"}, actions); });
  EXPECT_THAT(lost.counted, ElementsAre("it is out of reach"));
  Counting waiting;
  EXPECT_FALSE(waiting.fetch(waiting.cursor, 100));
  waiting.with([&](auto& actions) { waiting.reader.cancel(actions); });
  EXPECT_TRUE(waiting.news) << "a FETCH that is kept waiting for the count would wait for ever";
  EXPECT_TRUE(waiting.fetch(waiting.cursor, 100));
  Counting left;
  left.with([&](auto& actions) { left.reader.close(left.cursor, actions); });
  left.received(withheld({{'r', "3"}}) + ready('T'));
  EXPECT_THAT(left.counted, IsEmpty()) << "it may be another look that is under way";
  for (const char* rows : {"", "-1", "3 rows", "9223372036854775807", "99999999999999999999"}) {
    Counting strange;
    strange.received(withheld({{'r', rows}, {'D', "so"}}) + ready('T'));
    EXPECT_THAT(strange.counted, ElementsAre("so")) << rows;
  }
}

TEST(RingReader, CountsNothingWhereNothingIsWithheld) {
  Ring ring;
  ring.reader = RingReader("eu", {"web-us", "feed", "CN", false, true});
  const auto cursor = ring.opened();
  ring.received(row("7") + complete("SELECT 1") + ready('T'));
  EXPECT_THAT(ring.counted, IsEmpty());
  EXPECT_EQ(ring.fetch(cursor, 100)->count, 1u);
  ring.with([&](auto& actions) { ring.reader.cancel(actions); });
  EXPECT_THAT(ring.counted, IsEmpty());
}

}  // namespace
}  // namespace ringfence::gateway
