#include "ledger/entry.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/limits.h"
#include "ledger/canonical.h"

namespace ringfence::ledger {
namespace {

using testing::HasSubstr;

Transfer some_transfer() {
  Transfer transfer;
  transfer.id = std::string(32, 'a');
  transfer.from = "eu";
  transfer.to = "us";
  transfer.location = "US";
  transfer.service = "web";
  transfer.purpose = "feed";
  transfer.rule = "public-feed";
  transfer.tables = {"post", "person", "post"};
  transfer.columns = {"post.id", "person.first_name"};
  transfer.shape = "SELECT * FROM post WHERE id = $1";
  transfer.policy = std::string(64, '0');
  return transfer;
}

TEST(Canonical, OneValueIsOneText) {
  const json::value value = {{"b", 1}, {"a", {"x\n\"\\\x01\x7f\u00e9", json::array{}}}, {"c", json::object{}}};
  const auto text = to_canonical(value);
  ASSERT_TRUE(text);
  EXPECT_EQ(*text, "{\"a\":[\"x\\n\\\"\\\\\\u0001\x7f\u00e9\",[]],\"b\":1,\"c\":{}}");
  EXPECT_EQ(*parse_canonical(*text), value);
}

TEST(Canonical, AnyOtherTextIsRefused) {
  for (const char* text : {"{\"b\":1,\"a\":1}",
                           "{\"a\": 1}",
                           "{\"a\":1}\n",
                           "{\"a\":1,\"a\":1}",
                           "{\"a\":1.0}",
                           "{\"a\":1e2}",
                           "{\"a\":-1}",
                           "{\"a\":01}",
                           "{\"a\":9007199254740992}",
                           "{\"a\":null}",
                           "{\"a\":true}",
                           "{\"a\":\"\\u0041\"}",
                           "{\"a\":\"\\/\"}",
                           "{\"A\":1}",
                           "{\"\":1}",
                           "{\"a\":\"\\u000A\"}",
                           "[[[[[[1]]]]]]",
                           "{\"a\":\"\x80\"}",
                           "{\"a\":\"\xed\xa0\x80\"}",
                           "{\"a\":\"\\ud800\"}",
                           "",
                           "{",
                           "1 1",
                           "{\"a\":18446744073709551616}"}) {
    EXPECT_FALSE(parse_canonical(text)) << text;
  }
  EXPECT_TRUE(parse_canonical("{\"a\":9007199254740991}"));
}

TEST(Entry, ATransferIsReadBack) {
  Transfer transfer = some_transfer();
  const Opening opening = commit_to(transfer, "subject", "someone of eu");
  const auto entry = make_entry(transfer, 1'700'000'000'000);
  ASSERT_TRUE(entry) << entry.error().message;
  EXPECT_THAT(entry->bytes(),
              HasSubstr("\"tables\":[\"person\",\"post\"],\"time\":1700000000000,\"to\":\"us\",\"version\":1}"));
  EXPECT_THAT(entry->bytes(), testing::Not(HasSubstr("someone")));
  const auto again = parse_entry(entry->bytes());
  ASSERT_TRUE(again);
  EXPECT_EQ(again->bytes(), entry->bytes());
  EXPECT_EQ(again->kind(), "transfer");
  EXPECT_EQ(again->text("side"), "exporter");
  EXPECT_EQ(again->time(), 1'700'000'000'000);
  EXPECT_TRUE(check_openings(*entry, {opening}));
  EXPECT_FALSE(check_openings(*entry, {opening, opening}));
  EXPECT_FALSE(check_openings(*entry, {make_opening("subject", "someone of eu")})) << "another salt";
  Opening other = opening;
  other.value = "someone else";
  EXPECT_FALSE(check_openings(*entry, {other}));
}

TEST(Entry, EachKindCanBeMade) {
  EXPECT_TRUE(make_entry(TransferEnd{std::string(32, 'f'), Side::importer, 3, 4096, TransferOutcome::cut}, 1));
  EXPECT_TRUE(make_entry(PolicyChange{"", std::string(64, '1'), "+[ring.us]\n"}, 1));
  EXPECT_TRUE(make_entry(Recovery{5, 4, 17}, 1));
  Transfer transfer = some_transfer();
  transfer.shape = std::string(limits::ledger_shape_bytes + 1, 'x');
  EXPECT_THAT(make_entry(transfer, 1)->bytes(), HasSubstr("\"shape\":\"sha256:"));
  std::string diff;
  while (diff.size() <= limits::ledger_diff_bytes) diff += "+ line\n";
  EXPECT_THAT(make_entry(PolicyChange{"", std::string(64, '1'), diff}, 1)->bytes(),
              HasSubstr("line\\n(the rest is left out)\\n\""));
  diff.clear();
  while (diff.size() < limits::ledger_diff_bytes) diff += "+\"\"\"\x01\n";
  const auto quotes = make_entry(PolicyChange{"", std::string(64, '1'), diff}, 1);
  ASSERT_TRUE(quotes) << "it takes more bytes in the entry than it has: " << to_text(quotes.error());
  EXPECT_THAT(quotes->bytes(), HasSubstr("\\n(the rest is left out)\\n\""));
}

TEST(Entry, WhatDoesNotFitIsRefusedByName) {
  const auto refusal = [](auto change) {
    Transfer transfer = some_transfer();
    change(transfer);
    const auto entry = make_entry(transfer, 1);
    return entry ? std::string("made") : entry.error().message;
  };
  EXPECT_EQ(refusal([](Transfer& t) { t.id = "A"; }), "id of an entry of kind transfer is not as it should be");
  EXPECT_EQ(refusal([](Transfer& t) { t.service = ""; }),
            "service of an entry of kind transfer is not as it should be");
  EXPECT_EQ(refusal([](Transfer& t) { t.policy = std::string(64, 'G'); }),
            "policy of an entry of kind transfer is not as it should be");
  EXPECT_EQ(refusal([](Transfer& t) { t.shape = "\xff"; }), "a text of a ledger's entry is not UTF-8");
  EXPECT_EQ(refusal([](Transfer& t) { t.rule = ""; }), "made");
  EXPECT_EQ(refusal([](Transfer& t) { t.columns.assign(1, std::string(limits::ledger_name_bytes + 1, 'c')); }),
            "columns of an entry of kind transfer is not as it should be");
}

TEST(Entry, OfAnotherSchemaIsRefused) {
  const std::string good = make_entry(Recovery{1, 2, 3}, 4)->bytes();
  EXPECT_EQ(good, R"({"kind":"recovery","published":2,"size":1,"time":4,"torn":3,"version":1})");
  for (const char* text : {R"({"kind":"recovery","published":2,"size":1,"time":4,"torn":3,"version":2})",
                           R"({"kind":"other","published":2,"size":1,"time":4,"torn":3,"version":1})",
                           R"({"kind":"recovery","published":2,"size":1,"time":4,"torn":3,"version":1,"x":1})",
                           R"({"kind":"recovery","published":2,"size":1,"torn":3,"version":1})",
                           R"({"kind":"recovery","published":"2","size":1,"time":4,"torn":3,"version":1})",
                           R"({"kind":"recovery","published":2,"time":4,"torn":3,"version":1})", R"(["kind"])", "1"}) {
    EXPECT_FALSE(parse_entry(text)) << text;
  }
}

TEST(Commitment, IsTheHmacOfNameAndValue) {
  const Opening opening{"subject", std::string(32, '\x0b'), "42"};
  // python3: hmac.new(b'\x0b' * 32, b'subject\n42', 'sha256')
  EXPECT_EQ(to_hex(commitment_of(opening)), "da346c1f30cbf48eaba544f9324dc6b9b6b66fd5d7403871c870e120a163e0b1");
  const auto line = parse_opening(
      std::string_view(to_text(OpeningLine{7, opening})).substr(0, to_text(OpeningLine{7, opening}).size() - 1));
  ASSERT_TRUE(line);
  EXPECT_EQ(line->entry, 7);
  EXPECT_EQ(line->opening, opening);
  EXPECT_FALSE(parse_opening(R"({"entry":7,"name":"subject","salt":"AA==","value":"NDI="})"));
  EXPECT_EQ(openings_path(256 * 1234067), "openings/x001/x234/067");
}

}  // namespace
}  // namespace ringfence::ledger
