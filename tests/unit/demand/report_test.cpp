#include "demand/report/report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/json.h"

namespace ringfence::report {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::Pair;

constexpr Instant day = 86'400'000;
constexpr Instant new_year = 20'454 * day;  // 2026-01-01
const Period half{new_year, new_year + 181 * day, "2026-01-01", "2026-06-30"};

// Entries of one ring's ledger, as they come.
class Book {
 public:
  explicit Book(Instant until = half.to) : cases(until) {}

  struct Demand {
    std::string id, asks = "disclose", authority = "Police of X", jurisdiction = "DE";
    std::vector<std::string> flags = {"court", "official"};
    Instant received = new_year + day;
  };
  // A demand's steps, each a day after the other: "file received", "verify verified", …
  void steps(const Demand& demand, const std::vector<std::string>& steps) {
    Instant at = demand.received;
    for (const std::string& each : steps) {
      const auto space = each.find(' ');
      add(demand, each.substr(0, space), each.substr(space + 1), at);
      at += day;
    }
  }
  void add(const Demand& demand, const std::string& step, const std::string& state, Instant at) {
    json::array flags;
    for (const std::string& flag : demand.flags) flags.emplace_back(flag);
    json::object fields{{"event", next_event()},
                        {"id", std::string(31, '0') + demand.id},
                        {"step", step},
                        {"state", state},
                        {"asks", demand.asks},
                        {"authority", demand.authority},
                        {"jurisdiction", demand.jurisdiction},
                        {"instrument", demand.authority.empty() ? "" : "warrant"},
                        {"flags", std::move(flags)},
                        {"viewers", json::array()},
                        {"accounts", 2},
                        {"items", 3},
                        {"rows", step == "execute" ? 7 : 0},
                        {"received", demand.received},
                        {"deadline", demand.received + 10 * day},
                        {"appeals", 0},
                        {"policy", std::string(64, 'a')},
                        {"committed", json::object()}};
    auto entry = ledger::make_entry("demand", at, std::move(fields));
    ASSERT_TRUE(entry) << to_text(entry.error());
    cases.add("meridian/eu", *entry);
    last = *entry;
  }
  [[nodiscard]] Report report() const { return make_report(cases, half, {{"meridian/eu", 42, "beef"}}); }

  Cases cases;
  std::optional<ledger::Entry> last;

 private:
  std::string next_event() {
    std::string event = std::to_string(++events_);
    return std::string(32 - event.size(), '0') + event;
  }
  int events_ = 0;
};

Indicator of(const Report& report, const std::string& id) {
  for (const Indicator& each : report.indicators) {
    if (each.id == id) return each;
  }
  return {};
}

const std::vector<std::string> done = {"file received",    "verify verified",  "approve approved once",
                                       "approve approved", "execute executed", "notify notified"};

TEST(Report, CountsWhatWasReceivedInThePeriodAsItStoodAtItsEnd) {
  Book book;
  book.steps({"1"}, done);
  book.steps({"2", "disclose", "Police of Y", "HK"}, {"file received", "verify held"});
  book.steps({.id = "3", .received = new_year - day}, done);
  book.steps({.id = "4", .received = half.to - day / 2}, {"file received", "verify verified"});
  const Report report = book.report();
  EXPECT_THAT(report.summary, Contains(Pair("demands", 3U)));
  EXPECT_THAT(report.summary, Contains(Pair("complied with", 1U)));
  EXPECT_THAT(of(report, "P11a.1").figures, ElementsAre(Pair("DE", 2U), Pair("HK", 1U)));
  EXPECT_THAT(of(report, "P11a.7").figures,
              ElementsAre(Pair("complied with", 1U), Pair("held while the authority is paused, or by an officer", 1U),
                          Pair("not decided yet", 1U)));
  EXPECT_THAT(of(report, "P12").figures, ElementsAre(Pair("told", 1U), Pair("not told yet", 0U)));
  EXPECT_EQ(report.months.size(), 6U);
  EXPECT_EQ(report.months.front().second, 2U);
}

TEST(Report, CountsAnEntryThatWasMadeTwiceOnce) {
  Book book;
  book.steps({"1"}, {"file received"});
  const Report once = book.report();
  book.cases.add("meridian/eu", *book.last);
  EXPECT_EQ(as_json(book.report()), as_json(once));
}

TEST(Report, OfSealedOrdersGivesNumberAndCountryOnly) {
  Book book;
  book.steps({"1", "disclose", "", "US", {"sealed"}}, done);
  const Report report = book.report();
  EXPECT_THAT(report.summary, Contains(Pair("sealed", 1U)));
  EXPECT_THAT(of(report, "P11a.1").figures, ElementsAre(Pair("US", 1U)));
  EXPECT_THAT(of(report, "P11a.8").figures, ElementsAre(Pair("sealed orders", 1U)));
  EXPECT_THAT(of(report, "P11a.3").figures, ElementsAre(Pair("accounts", 0U), Pair("rows disclosed", 0U)));
  EXPECT_THAT(of(report, "P11a.5").figures, ElementsAre());
}

TEST(Report, SaysWhatIsLate) {
  Book book;
  book.add({"1"}, "file", "received", new_year + day);
  book.add({"1"}, "execute", "executed", new_year + 12 * day);
  book.steps({"2"}, {"file received", "verify conflict"});
  EXPECT_THAT(book.report().summary, Contains(Pair("decided after their deadline, or not yet and it has passed", 1U)));
}

TEST(Report, IsTheSameByteForByte) {
  Book one, other;
  for (Book* book : {&one, &other}) book->steps({"1", "withhold"}, done);
  EXPECT_EQ(as_json(one.report()), as_json(other.report()));
  EXPECT_EQ(as_csv(one.report()), as_csv(other.report()));
  EXPECT_EQ(as_page(one.report(), "meridian"), as_page(other.report(), "meridian"));
}

TEST(Report, ShowsTextAsText) {
  Book book;
  book.steps({"1", "withhold", "Court, \"A\" <b>", "DE"}, done);
  EXPECT_THAT(as_page(book.report(), "<x>"), Not(HasSubstr("<b>\"")));
  EXPECT_THAT(as_page(book.report(), "<x>"), HasSubstr("Court, &quot;A&quot; &lt;b&gt;"));
  EXPECT_THAT(as_csv(book.report()), HasSubstr("\"Court, \"\"A\"\" <b>\",1,"));
}

}  // namespace
}  // namespace ringfence::report
