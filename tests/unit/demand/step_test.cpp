#include <gmock/gmock.h>

#include "case_world.h"

namespace ringfence::demand::testing {

namespace {

using ::testing::HasSubstr;

constexpr std::array every_state = {State::none,     State::received, State::verified,  State::held,
                                    State::refused,  State::referred, State::conflict,  State::approved_once,
                                    State::approved, State::executed, State::preserved, State::notified,
                                    State::closed};

// What becomes of a demand in each state by each event; "-": it is refused. Written by hand from docs/demands.md.
const std::map<EventKind, std::array<std::string, states>> table = {
    // none received verified held refused referred conflict once approved executed preserved notified closed
    {EventKind::file, {"received", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-"}},
    {EventKind::amend,
     {"-", "received", "received", "received", "-", "-", "received", "received", "received", "-", "-", "-", "-"}},
    {EventKind::verify, {"-", "verified", "-", "verified", "-", "-", "verified", "-", "-", "-", "-", "-", "-"}},
    {EventKind::hold, {"-", "held", "held", "-", "-", "-", "held", "held", "held", "-", "-", "-", "-"}},
    {EventKind::refuse,
     {"-", "refused", "refused", "refused", "-", "-", "refused", "refused", "refused", "-", "-", "-", "-"}},
    {EventKind::refer, {"-", "referred", "referred", "referred", "-", "-", "referred", "-", "-", "-", "-", "-", "-"}},
    {EventKind::preserve,
     {"-", "-", "verified", "held", "-", "-", "conflict", "approved once", "approved", "-", "-", "-", "-"}},
    {EventKind::release, {"-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "executed", "-", "-"}},
    {EventKind::approve, {"-", "-", "approved once", "-", "-", "-", "-", "approved", "-", "-", "-", "-", "-"}},
    {EventKind::execute, {"-", "-", "-", "-", "-", "-", "-", "-", "executed", "-", "-", "-", "-"}},
    {EventKind::notify, {"-", "-", "-", "-", "-", "-", "-", "-", "-", "notified", "-", "-", "-"}},
    {EventKind::review, {"-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-"}},
    {EventKind::close, {"-", "-", "-", "-", "closed", "closed", "-", "-", "-", "-", "-", "closed", "-"}},
    {EventKind::appeal, {"-", "-", "-", "-", "-", "-", "-", "-", "-", "received", "-", "received", "received"}},
};

Says says_for(State state) {
  return warrant(state == State::preserved ? Kind::preserve : Kind::disclose);
}

std::string sqlstate_of(const Result<Demand>& result) {
  return result ? "none" : result.error().sqlstate;
}

TEST(Step, EveryPairOfStateAndEvent) {
  for (const EventKind kind : every_event) {
    for (std::size_t i = 0; i < states; ++i) {
      SCOPED_TRACE(fmt::format("{} when {}", to_text(kind), to_text(every_state[i])));
      Case one(says_for(every_state[i]));
      one.to(every_state[i]);
      ASSERT_EQ(one.demand().state, every_state[i]);
      const auto next = one.attempt(one.event(kind));
      EXPECT_EQ(next ? to_text(next->state) : "-", table.at(kind)[i]);
      if (!next) {
        EXPECT_EQ(next.error().sqlstate, "55000");
        EXPECT_NE(next.error().message, "");
      } else {
        EXPECT_EQ(next->version, one.demand().version + 1);
        EXPECT_EQ(next->changed, one.now());
      }
    }
  }
}

TEST(Step, WhatIsPossibleNextIsWhatTheTableHas) {
  for (const auto& [kind, row] : table) {
    for (std::size_t i = 0; i < states; ++i) {
      const bool by_state = kind == EventKind::release || kind == EventKind::review;
      if (by_state) continue;
      EXPECT_EQ(is_legal(every_state[i], kind), row[i] != "-") << to_text(kind) << i;
    }
  }
}

TEST(Step, AStandingOfPauseHoldsAtEveryStepAndItsEndReleases) {
  for (const auto& [state, event] :
       {std::pair{State::received, EventKind::verify}, std::pair{State::verified, EventKind::approve},
        std::pair{State::approved_once, EventKind::approve}, std::pair{State::approved, EventKind::execute}}) {
    Case one;
    one.to(state).under(platform("pause"));
    one.take(event);
    EXPECT_EQ(one.demand().state, State::held);
    EXPECT_THAT(one.demand().why, HasSubstr("pause since 1997-07-01: review"));
    EXPECT_TRUE(one.demand().approvals.empty());
    one.take(EventKind::verify);
    EXPECT_EQ(one.demand().state, State::held) << "still paused";
    one.under(platform());
    one.take(EventKind::verify);
    EXPECT_EQ(one.demand().state, State::verified);
  }
}

TEST(Step, RefusedByStandingAndBeforeTheFirst) {
  Case refuses;
  refuses.to(State::received).under(platform("refuse"));
  EXPECT_EQ(refuses.take(EventKind::verify).demand().state, State::refused);
  Case early;
  policy::Policy later = platform();
  later.authorities[0].standing[0].from = {2030, 1, 1};
  early.to(State::approved).under(later);
  EXPECT_EQ(early.take(EventKind::execute).demand().state, State::refused);
}

TEST(Step, ForeignReachIsAConflictAndNeverExecuted) {
  for (const Found& home : {Found{"eu", ""}, Found{"row", "JP"}, Found{"row", ""}}) {
    Case one;
    one.to(State::received);
    one.found = {home};
    one.take(EventKind::verify);
    EXPECT_EQ(one.demand().state, State::conflict);
    EXPECT_EQ(sqlstate_of(one.attempt(one.event(EventKind::approve))), "55000");
    EXPECT_EQ(sqlstate_of(one.attempt(one.event(EventKind::execute))), "55000");
    Case moved;
    moved.to(State::approved);
    moved.found = {home};
    EXPECT_EQ(moved.take(EventKind::execute).demand().state, State::conflict);
  }
  Says says = warrant(Kind::withhold);
  says.viewers = {"HK", "JP"};
  Case withhold(says);
  EXPECT_EQ(withhold.to(State::received).take(EventKind::verify).demand().state, State::conflict);
  EXPECT_THAT(withhold.demand().why, HasSubstr("viewers in JP"));
}

TEST(Step, AnAccountThatNobodyKnowsIsNotVerified) {
  Case one;
  one.to(State::received);
  one.found = {{"", ""}};
  const auto next = one.attempt(one.event(EventKind::verify));
  ASSERT_FALSE(next);
  EXPECT_THAT(next.error().message, HasSubstr("nobody is known as person=42"));
  one.found = {};
  EXPECT_FALSE(one.attempt(one.event(EventKind::verify)));
}

TEST(Step, AnEmergencyIsCalledBackAndReviewedBySomebodyElse) {
  Case one(emergency());
  one.to(State::received);
  Event verify = one.event(EventKind::verify);
  verify.contact = "+852 2";
  const auto wrong = one.attempt(verify);
  ASSERT_FALSE(wrong);
  EXPECT_THAT(wrong.error().message, HasSubstr("calling back"));
  one.take(EventKind::verify).take(EventKind::approve).take(EventKind::approve).take(EventKind::execute);
  EXPECT_EQ(one.demand().state, State::executed);
  one.take(EventKind::notify);
  EXPECT_THAT(one.attempt(one.event(EventKind::close)).error().message, HasSubstr("reviewed before it is closed"));
  EXPECT_EQ(sqlstate_of(one.attempt(one.event(EventKind::review, "eli2"))), "42501");
  one.take(EventKind::review);
  EXPECT_EQ(sqlstate_of(one.attempt(one.event(EventKind::review))), "55000");
  EXPECT_EQ(one.take(EventKind::close).demand().state, State::closed);
}

TEST(Step, AnEmergencyAsksForLittle) {
  Says says = emergency();
  says.content = true;
  EXPECT_FALSE(check(says, platform()));
  says = emergency();
  says.accounts.resize(11, {"person", "1"});
  EXPECT_FALSE(check(says, platform()));
  EXPECT_TRUE(check(emergency(), platform()));
}

TEST(Step, WhatIsFrozenStaysSoUntilItIsReleased) {
  Case one;
  one.to(State::verified).take(EventKind::preserve);
  EXPECT_TRUE(one.demand().frozen);
  EXPECT_EQ(sqlstate_of(one.attempt(one.event(EventKind::preserve))), "55000");
  one.take(EventKind::refuse);
  EXPECT_THAT(one.attempt(one.event(EventKind::close)).error().message, HasSubstr("still preserved"));
  one.take(EventKind::release);
  EXPECT_EQ(one.take(EventKind::close).demand().state, State::closed);
}

TEST(Step, NobodyIsToldBeforeTheSealEnds) {
  Says says = warrant();
  says.sealed_until = policy::Date{2026, 1, 2};
  Case one(says);
  one.to(State::executed);
  EXPECT_THAT(one.attempt(one.event(EventKind::notify)).error().message, HasSubstr("sealed until 2026-01-02"));
  Event later = one.event(EventKind::notify);
  later.at = start + day;
  EXPECT_TRUE(step(one.demand(), later, one.policy(), later.at));
}

TEST(Step, ReplaysRacesAndClocksAreRefused) {
  Case one;
  one.to(State::received);
  const Event verify = one.event(EventKind::verify);
  one.take(verify);
  Event replay = verify;
  EXPECT_EQ(sqlstate_of(one.attempt(replay)), "40001");
  replay.version = one.demand().version;
  EXPECT_THAT(one.attempt(replay).error().message, HasSubstr("replayed"));
  const Event first = one.event(EventKind::approve, "ann");
  const Event second = one.event(EventKind::approve, "bob");
  one.take(first);
  EXPECT_EQ(sqlstate_of(one.attempt(second)), "40001") << "two that approve at once: one wins";
  Event early = one.event(EventKind::hold);
  early.at = one.demand().changed - 1;
  EXPECT_THAT(one.attempt(early).error().message, HasSubstr("backwards"));
  Event late = one.event(EventKind::hold);
  late.at = one.now() + 1;
  EXPECT_THAT(one.attempt(late).error().message, HasSubstr("later time"));
  Event nameless = one.event(EventKind::hold);
  nameless.id = "1";
  EXPECT_EQ(sqlstate_of(one.attempt(nameless)), "22023");
}

TEST(Step, OnlyWhoMayAndOnlyWithAReason) {
  for (const EventKind kind : every_event) {
    Case one;
    one.to(kind == EventKind::file ? State::none : State::received);
    EXPECT_EQ(sqlstate_of(one.attempt(one.event(kind, "nobody"))), "42501") << to_text(kind);
    const auto wrong = right_for(kind) == policy::OfficerMay::review ? "fay" : "rex";
    EXPECT_EQ(sqlstate_of(one.attempt(one.event(kind, wrong))), "42501") << to_text(kind);
  }
  Case one;
  one.to(State::received);
  for (const EventKind kind : {EventKind::hold, EventKind::refuse, EventKind::refer}) {
    Event silent = one.event(kind);
    silent.note.clear();
    EXPECT_EQ(sqlstate_of(one.attempt(silent)), "22023") << to_text(kind);
  }
}

TEST(Step, WhatIsAskedAsItHappensIsNeverApproved) {
  Says says = warrant();
  says.realtime = true;
  Case one(says);
  one.to(State::verified);
  EXPECT_EQ(sqlstate_of(one.attempt(one.event(EventKind::approve))), "55000");
}

TEST(Step, AnAppealOpensItAgainAndItIsApprovedAnew) {
  Case one;
  one.to(State::closed).take(EventKind::appeal);
  EXPECT_EQ(one.demand().appeals, 1u);
  EXPECT_TRUE(one.demand().approvals.empty());
  one.take(EventKind::verify);
  EXPECT_EQ(sqlstate_of(one.attempt(one.event(EventKind::execute))), "55000");
}

TEST(Step, PausedInTheMiddleHoldsAgainAfterApproval) {
  Case one;
  one.to(State::approved).under(platform("pause"));
  one.take(EventKind::execute);
  EXPECT_EQ(one.demand().state, State::held);
  EXPECT_TRUE(one.demand().executors.empty());
}

}  // namespace

}  // namespace ringfence::demand::testing
