// Every message there and back, cut at each byte, and with a byte too many.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gateway/wire/authentication.h"
#include "gateway/wire/copy.h"
#include "gateway/wire/extended.h"
#include "gateway/wire/query.h"
#include "gateway/wire/report.h"
#include "gateway/wire/rows.h"
#include "gateway/wire/session.h"

namespace ringfence::gateway::wire {
namespace {

using namespace std::string_literals;
using namespace std::string_view_literals;
using ::testing::HasSubstr;

// What decodes must encode to the same bytes again; so nothing is read twice, skipped or made up.
template <class Message>
void is_refused_or_the_same(std::string_view payload) {
  const auto read = decode<Message>(payload);
  if (!read) {
    EXPECT_EQ(read.error().sqlstate, "08P01");
    EXPECT_THAT(read.error().message, HasSubstr(Message::name));
    return;
  }
  EXPECT_EQ(encode(*read).substr(5), payload) << Message::name;
}

template <class Message>
void goes_there_and_back(const Message& message) {
  SCOPED_TRACE(Message::name);
  const std::string bytes = encode(message);
  EXPECT_EQ(bytes[0], Message::type);
  EXPECT_EQ(Reader(std::string_view(bytes).substr(1)).uint32(), bytes.size() - 1);
  const std::string_view payload = std::string_view(bytes).substr(5);
  const auto read = decode<Message>(payload);
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(*read, message);
  for (std::size_t cut = 0; cut < payload.size(); ++cut) is_refused_or_the_same<Message>(payload.substr(0, cut));
  for (const char extra : {'\0', 'x', '\xff'}) is_refused_or_the_same<Message>(std::string(payload) + extra);
}

TEST(Wire, WhatClientsSend) {
  goes_there_and_back(Query{"SELECT 1; SELECT 2"});
  goes_there_and_back(Parse{"s1", "SELECT $1", {23, 0, 25}});
  goes_there_and_back(Parse{});
  goes_there_and_back(Bind{"", "s1", {1}, {std::nullopt, "", "abc"}, {0, 1}});
  goes_there_and_back(Bind{});
  goes_there_and_back(Describe{Target::portal, "p"});
  goes_there_and_back(Close{Target::statement, "s1"});
  goes_there_and_back(Execute{"p", -1});
  goes_there_and_back(FunctionCall{42, {0, 1}, {"1", std::nullopt}, 1});
  goes_there_and_back(PasswordMessage{"secret"});
  goes_there_and_back(SaslInitialResponse{"SCRAM-SHA-256", "n,,n=,r=abc"});
  goes_there_and_back(SaslInitialResponse{"SCRAM-SHA-256", std::nullopt});
  goes_there_and_back(SaslResponse{"c=biws,r=abc"});
  goes_there_and_back(CopyData{"1\tone\n"});
  goes_there_and_back(CopyFail{"no more"});
  goes_there_and_back(Flush{});
  goes_there_and_back(Sync{});
  goes_there_and_back(CopyDone{});
  goes_there_and_back(Terminate{});
}

TEST(Wire, WhatServersSend) {
  goes_there_and_back(Authentication{});
  goes_there_and_back(Authentication{AuthenticationKind::md5_password, {}, "salt"});
  goes_there_and_back(Authentication{AuthenticationKind::sasl, {"SCRAM-SHA-256-PLUS", "SCRAM-SHA-256"}, {}});
  goes_there_and_back(Authentication{AuthenticationKind::sasl_continue, {}, "r=abc,s=def,i=4096"});
  goes_there_and_back(BackendKeyData{4711, "\0\1\2\3"s});
  goes_there_and_back(ParameterStatus{"server_version", "15.14"});
  goes_there_and_back(ReadyForQuery{TransactionStatus::failed});
  goes_there_and_back(NegotiateProtocolVersion{0, {"_pq_.what"}});
  goes_there_and_back(NotificationResponse{1, "channel", ""});
  goes_there_and_back(CommandComplete{"INSERT 0 1"});
  goes_there_and_back(EmptyQueryResponse{});
  goes_there_and_back(FunctionCallResponse{"x"});
  goes_there_and_back(RowDescription{{{"id", 16385, 1, 20, 8, 0xffffffff, 0}, {"?column?", 0, 0, 25, 0xffff, 0, 1}}});
  goes_there_and_back(DataRow{{"1", std::nullopt, ""}});
  goes_there_and_back(ParameterDescription{{20, 25}});
  goes_there_and_back(ParseComplete{});
  goes_there_and_back(BindComplete{});
  goes_there_and_back(CloseComplete{});
  goes_there_and_back(NoData{});
  goes_there_and_back(PortalSuspended{});
  ErrorResponse error;
  error.fields = {{'S', "ERROR"}, {'C', "42501"}, {'M', "no"}, {'~', "what nobody knows"}};
  goes_there_and_back(error);
  CopyInResponse copy;
  copy.columns = {0, 0};
  goes_there_and_back(copy);
}

TEST(Wire, TheBytesOfABindAreThoseOfTheManual) {
  EXPECT_EQ(encode(Bind{"p", "s", {1}, {"ab", std::nullopt}, {}}),
            "B\0\0\0\x1a"
            "p\0s\0\0\1\0\1\0\2\0\0\0\2ab\xff\xff\xff\xff\0\0"s);
}

TEST(Wire, AnErrorWithoutSqlstateHasAnEmptyOne) {
  const auto response = decode<ErrorResponse>("Mno\0\0"sv);
  ASSERT_TRUE(response);
  EXPECT_EQ(response->sqlstate(), "");
  EXPECT_EQ(response->message(), "no");
}

TEST(Wire, CountsThatTheMessageCannotHoldMakeNoRoom) {
  EXPECT_FALSE(decode<DataRow>("\xff\xff"sv));
  EXPECT_FALSE(decode<ParameterDescription>("\xff\xff\0\0\0\1"sv));
  EXPECT_FALSE(decode<DataRow>("\0\1\x7f\xff\xff\xff"sv));
  EXPECT_FALSE(decode<DataRow>("\0\1\xff\xff\xff\xfe"sv));
}

TEST(Wire, ValuesTheProtocolDoesNotHaveAreRefused) {
  EXPECT_FALSE(decode<ReadyForQuery>("X"sv));
  EXPECT_FALSE(decode<Describe>("Xname\0"sv));
  EXPECT_FALSE(decode<Authentication>("\0\0\0\x63"sv));
  EXPECT_FALSE(decode<Bind>("\0\0\0\2\0\0\0\1\0\1\0\0\0\0\0\0"sv)) << "two formats for one parameter";
  EXPECT_FALSE(decode<CopyInResponse>("\0\0\1\0\1"sv)) << "textual, with a binary column";
}

TEST(Wire, AnErrorOfOursHasAllThatClientsLookFor) {
  const Error refused("Refused", "rule support-eu", "ask", "42501");
  const ErrorResponse response = to_response(refused, "ERROR");
  EXPECT_EQ(response.sqlstate(), "42501");
  EXPECT_EQ(response.field('V'), "ERROR");
  EXPECT_EQ(response.field('D'), "rule support-eu");
  EXPECT_EQ(to_response(fail("x"), "FATAL").sqlstate(), "XX000");
}

}  // namespace
}  // namespace ringfence::gateway::wire
