#include "demand/case/approval.h"

#include <gmock/gmock.h>

#include "base/crypto.h"
#include "case_world.h"

namespace ringfence::demand::testing {

namespace {

using ::testing::HasSubstr;

std::string message_of(const Result<Demand>& result) {
  return result ? "taken" : result.error().message;
}

TEST(Approval, TwoDifferentPeopleWithDifferentKeysWhoDidNotFileIt) {
  Case one;
  one.to(State::verified);
  EXPECT_THAT(message_of(one.attempt(one.event(EventKind::approve, "fay2"))), HasSubstr("may not approve it"));
  one.take(EventKind::approve, "ann");
  EXPECT_THAT(message_of(one.attempt(one.event(EventKind::approve, "ann"))), HasSubstr("approved this demand already"));
  EXPECT_THAT(message_of(one.attempt(one.event(EventKind::approve, "ann2"))),
              HasSubstr("Ann approved this demand already, as ann"));
  one.take(EventKind::approve, "bob");
  EXPECT_EQ(one.demand().state, State::approved);
}

TEST(Approval, OneKeyIsOneWhateverThePersonsName) {
  Case one;
  one.to(State::verified);
  one.take(EventKind::approve, "ann");
  policy::Policy shared = platform();
  for (policy::Officer& officer : shared.officers) {
    if (officer.name == "bob") officer.key = one.policy().find_officer("ann")->key;
  }
  one.under(shared);
  Event second = one.event(EventKind::approve, "bob");
  second.signature = sign_approval(seed_of("ann"), approval_text(one.demand(), "bob", second.at));
  EXPECT_THAT(message_of(one.attempt(second)), HasSubstr("approved this demand already"));
}

TEST(Approval, WhoChangedADemandMayNotApproveIt) {
  policy::Policy both = platform();
  for (policy::Officer& officer : both.officers) {
    if (officer.name == "bob") officer.may.push_back(policy::OfficerMay::file);
  }
  Case one;
  one.under(both);
  one.to(State::received).take(EventKind::amend, "bob").take(EventKind::verify);
  EXPECT_THAT(message_of(one.attempt(one.event(EventKind::approve, "bob"))), HasSubstr("may not approve it"));
}

TEST(Approval, TheSecondCoversWhatTheFirstDid) {
  Case one;
  one.to(State::approved_once);
  const std::string text = approval_text(one.demand(), "bob", 7);
  EXPECT_THAT(text, HasSubstr("says " + one.demand().digest));
  const Approval& first = one.demand().approvals[0];
  EXPECT_THAT(text, HasSubstr("first " + to_hex(sha256(first.text + first.signature))));
  EXPECT_THAT(first.text, HasSubstr("says " + one.demand().digest));
  // Signed as if there were no first, or another one.
  Demand other = one.demand();
  other.approvals.clear();
  Event second = one.event(EventKind::approve, "bob");
  second.signature = sign_approval(seed_of("bob"), approval_text(other, "bob", second.at));
  EXPECT_THAT(message_of(one.attempt(second)), HasSubstr("covers something else"));
  other = one.demand();
  other.approvals[0].signature[0] ^= 1;
  second.signature = sign_approval(seed_of("bob"), approval_text(other, "bob", second.at));
  EXPECT_THAT(message_of(one.attempt(second)), HasSubstr("covers something else"));
}

TEST(Approval, ItCoversEverythingThatTheDemandSays) {
  const Says before = warrant();
  const std::vector<std::function<void(Says&)>> changes = {
      [](Says& s) { s.kind = Kind::preserve; },
      [](Says& s) { s.ring = "eu"; },
      [](Says& s) { s.authority = "Other"; },
      [](Says& s) { s.jurisdiction = "JP"; },
      [](Says& s) { s.instrument += "8"; },
      [](Says& s) { s.official = false; },
      [](Says& s) { s.court = false; },
      [](Says& s) { s.realtime = true; },
      [](Says& s) { s.content = true; },
      [](Says& s) { s.emergency = true; },
      [](Says& s) { s.accounts[0].key = "43"; },
      [](Says& s) { s.accounts[0].table = "people"; },
      [](Says& s) {
        s.accounts.push_back({"person", "43"});
      },
      [](Says& s) {
        s.items.push_back({"post", "1"});
      },
      [](Says& s) { s.columns[0].column = "email"; },
      [](Says& s) { s.viewers.emplace_back("HK"); },
      [](Says& s) { s.reason = "local law"; },
      [](Says& s) { s.document = "other.pdf"; },
      [](Says& s) { s.document_sha256[0] = 'b'; },
      [](Says& s) { ++s.received; },
      [](Says& s) { ++s.deadline; },
      [](Says& s) {
        s.sealed_until = policy::Date{2027, 1, 1};
      },
      [](Says& s) {
        s.until = policy::Date{2027, 1, 1};
      },
  };
  std::set<std::string> digests = {*digest_of(before)};
  for (const auto& change : changes) {
    Says after = before;
    change(after);
    EXPECT_TRUE(digests.insert(*digest_of(after)).second) << digests.size();
    const auto back = read_says(to_json(after));
    ASSERT_TRUE(back);
    EXPECT_EQ(*digest_of(*back), *digest_of(after));
  }
}

TEST(Approval, AnyChangeAfterItVoidsIt) {
  for (const State state : {State::approved_once, State::approved}) {
    Case one;
    one.to(state).take(EventKind::amend);
    EXPECT_TRUE(one.demand().approvals.empty());
    EXPECT_EQ(one.demand().state, State::received);
  }
}

TEST(Approval, ASignatureOfTheVersionBeforeIsWorthNothing) {
  Case one;
  one.to(State::verified);
  Event old = one.event(EventKind::approve, "ann");
  one.take(EventKind::hold).take(EventKind::verify);
  old.version = one.demand().version;
  old.at = one.now();
  EXPECT_THAT(message_of(one.attempt(old)), HasSubstr("not signed by ann's key"));
}

TEST(Approval, OnlyWithTheKeyOfThePolicy) {
  Case one;
  one.to(State::verified);
  Event event = one.event(EventKind::approve, "ann");
  event.signature = sign_approval(seed_of("bob"), approval_text(one.demand(), "ann", event.at));
  EXPECT_THAT(message_of(one.attempt(event)), HasSubstr("not signed by ann's key"));
  event.signature = "";
  EXPECT_FALSE(one.attempt(event));
}

TEST(Approval, WhoMayNoLongerApproveStopsTheExecution) {
  for (const bool gone : {true, false}) {
    Case one;
    one.to(State::approved);
    policy::Policy later = platform();
    for (policy::Officer& officer : later.officers) {
      if (officer.name == "ann" && gone) officer.may = {policy::OfficerMay::file};
      if (officer.name == "ann" && !gone) officer.key = later.find_officer("rex")->key;
    }
    one.under(later);
    EXPECT_THAT(message_of(one.attempt(one.event(EventKind::execute))), HasSubstr("may no longer approve: ann"));
  }
}

// What is kept gives the same demand again, without any policy.
TEST(Recorded, AFoldOfWhatIsKeptIsTheDemand) {
  Case one;
  Demand folded;
  folded.id = one.demand().id;
  const auto keep = [&](EventKind kind) {
    const Event event = one.event(kind);
    const Facts facts = facts_of(one.demand(), event, one.policy());
    one.take(event);
    const auto text = to_text(Recorded{event, facts});
    ASSERT_TRUE(text) << text.error().message;
    const auto back = parse_recorded(*text);
    ASSERT_TRUE(back) << back.error().message;
    auto next = apply(folded, back->event, back->facts, back->event.at);
    ASSERT_TRUE(next) << next.error().message;
    folded = *next;
    EXPECT_EQ(folded.state, one.demand().state);
    EXPECT_EQ(folded.approvals, one.demand().approvals);
    EXPECT_EQ(folded.digest, one.demand().digest);
  };
  for (const EventKind kind : {EventKind::file, EventKind::verify, EventKind::approve, EventKind::approve,
                               EventKind::execute, EventKind::notify, EventKind::close}) {
    keep(kind);
  }
  EXPECT_EQ(folded.state, State::closed);
}

TEST(Recorded, WhatWasChangedIsNotTaken) {
  Case one;
  one.to(State::verified);
  const Event event = one.event(EventKind::approve);
  const auto text = to_text(Recorded{event, facts_of(one.demand(), event, one.policy())});
  ASSERT_TRUE(text);
  EXPECT_FALSE(parse_recorded(*text + " "));
  EXPECT_FALSE(parse_recorded(text->substr(1)));
  std::string more = *text;
  more.insert(more.find("\"at\""), "\"aa\":1,");
  EXPECT_FALSE(parse_recorded(more));
  // The signature is checked again: another person's facts do not fit it.
  auto back = parse_recorded(*text);
  ASSERT_TRUE(back);
  back->facts.actor = {"ann", "Bob", one.policy().find_officer("bob")->key};
  EXPECT_FALSE(apply(one.demand(), back->event, back->facts, back->event.at));
}

}  // namespace

}  // namespace ringfence::demand::testing
