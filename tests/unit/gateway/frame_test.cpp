#include "gateway/wire/frame.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/limits.h"
#include "gateway/wire/startup.h"

namespace ringfence::gateway::wire {
namespace {

using namespace std::string_literals;
using namespace std::string_view_literals;
using ::testing::HasSubstr;

TEST(Frame, MoreIsNotBroken) {
  for (const std::string_view part : {""sv, "Q"sv, "Q\0\0\0"sv}) {
    const auto header = read_frame_header(part, Sender::client);
    ASSERT_TRUE(header);
    EXPECT_FALSE(*header);
  }
  const auto header = read_frame_header("Q\0\0\0\x0d"sv, Sender::client);
  ASSERT_TRUE(header && *header);
  EXPECT_EQ((*header)->type, 'Q');
  EXPECT_EQ((*header)->payload_bytes, 9u);
}

TEST(Frame, LettersOfTheOtherSideAreRefusedAtOnce) {
  EXPECT_FALSE(read_frame_header("Z", Sender::client));
  EXPECT_FALSE(read_frame_header("Q", Sender::server));
  const auto header = read_frame_header("\x16\3\1"sv, Sender::client);
  ASSERT_FALSE(header);
  EXPECT_EQ(header.error().sqlstate, "08P01");
  EXPECT_THAT(header.error().message, HasSubstr("0x16"));
}

// Poolers have been taken over by a length that overflowed.
TEST(Frame, LengthsThatCannotBeAreRefused) {
  for (const std::string_view bytes : {"Q\0\0\0\3"sv, "Q\xff\xff\xff\xff"sv, "Q\x80\0\0\0"sv, "S\0\0\x40\0"sv}) {
    EXPECT_FALSE(read_frame_header(bytes, Sender::client));
  }
  EXPECT_TRUE(read_frame_header("d\x3f\0\0\0"sv, Sender::client));
}

TEST(Frame, StartupPacketsHaveLimitsToo) {
  EXPECT_FALSE(*read_packet_length("\0\0"sv));
  EXPECT_EQ(**read_packet_length("\0\0\0\x08"sv), 8u);
  EXPECT_FALSE(read_packet_length("\0\0\0\7"sv));
  EXPECT_FALSE(read_packet_length("\0\1\0\0"sv));
  EXPECT_FALSE(read_packet_length("GET / HTTP"sv));
}

void goes_there_and_back(const StartupPacket& packet) {
  std::string bytes;
  encode_startup(packet, bytes);
  const auto read = decode_startup(bytes);
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(*read, packet);
  for (std::size_t cut = 0; cut < bytes.size(); ++cut) EXPECT_FALSE(decode_startup(bytes.substr(0, cut))) << cut;
  EXPECT_FALSE(decode_startup(bytes + "x"));
}

TEST(Startup, EachPacketThereAndBackAndCutAtEachByte) {
  goes_there_and_back(StartupMessage{protocol_3_0, {{"user", "web-us"}, {"database", "meridian"}, {"options", ""}}});
  goes_there_and_back(StartupMessage{protocol_3_0 + 2, {}});
  goes_there_and_back(SslRequest{});
  goes_there_and_back(GssEncRequest{});
  goes_there_and_back(CancelRequest{17, "key!"});
}

TEST(Startup, TheLastSettingOfANameHolds) {
  const StartupMessage message{protocol_3_0, {{"user", "a"}, {"user", "b"}}};
  EXPECT_EQ(message.setting("user"), "b");
  EXPECT_EQ(message.setting("database"), "");
}

TEST(Startup, OtherProtocolsAreNamed) {
  const auto read = decode_startup("\0\0\0\x08\0\2\0\0"sv);
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().sqlstate, "0A000");
  EXPECT_THAT(read.error().message, HasSubstr("2.0"));
}

}  // namespace
}  // namespace ringfence::gateway::wire
