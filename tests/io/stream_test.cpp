#include <sys/ioctl.h>
#include <unistd.h>

#include "streams.h"

namespace ringfence::gateway {
namespace {

TEST_F(Streams, What_is_sent_arrives_in_one_piece) {
  connect_pair();
  left->send("hello ", "world");
  run_until([&] { return at_right.got.size() == 11; });
  EXPECT_EQ("hello world", at_right.got);
  EXPECT_EQ(1u, at_right.calls);
  EXPECT_FALSE(left->blocked());
  EXPECT_EQ("unix", left->peer_address());
}

TEST_F(Streams, An_empty_first_piece_is_no_end) {
  connect_pair();
  left->send("", "x");
  left->send("", "");
  run_until([&] { return at_right.got == "x"; });
  EXPECT_EQ(0u, at_right.losses);
}

TEST_F(Streams, What_is_not_used_comes_again_in_front) {
  connect_pair();
  std::vector<std::string> seen;
  at_right.use = [&](std::string_view bytes) {
    seen.emplace_back(bytes);
    return bytes.size() < 4 ? 0 : bytes.size() - 1;
  };
  left->send("ab");
  run_until([&] { return seen.size() == 1; });
  left->send("cd");
  run_until([&] { return seen.size() == 2; });
  left->send("efg");
  run_until([&] { return seen.size() == 3; });
  EXPECT_EQ((std::vector<std::string>{"ab", "abcd", "defg"}), seen);
}

TEST_F(Streams, A_message_longer_than_the_scratch_is_put_together) {
  connect_pair();
  std::string all;
  for (int i = 0; all.size() < 3'000'000; ++i) all += std::to_string(i);
  std::string whole;
  at_right.use = [&](std::string_view bytes) -> std::size_t {
    if (bytes.size() < all.size()) return 0;
    whole = bytes;
    return bytes.size();
  };
  left->send(all);
  EXPECT_TRUE(left->blocked());
  run_until([&] { return !whole.empty(); });
  EXPECT_TRUE(whole == all);
  EXPECT_EQ(1u, at_left.drains);
}

TEST_F(Streams, Retry_gives_again_what_was_not_used_without_more) {
  connect_pair();
  std::size_t give = 0;
  std::vector<std::string> seen;
  at_right.use = [&](std::string_view bytes) {
    seen.emplace_back(bytes);
    return give;
  };
  left->send("ab");
  run_until([&] { return seen.size() == 1; });
  turns(20);
  EXPECT_EQ(1u, seen.size());
  give = 2;
  right->retry();
  EXPECT_EQ(1u, seen.size());  // not inside the call
  run_until([&] { return seen.size() == 2; });
  EXPECT_EQ("ab", seen[1]);
  right->retry();
  turns(20);
  EXPECT_EQ(2u, seen.size());
}

TEST_F(Streams, Retry_inside_received_is_done_after_it) {
  connect_pair();
  std::string seen;
  at_right.use = [&](std::string_view bytes) -> std::size_t {
    seen += bytes.front();
    right->retry();
    return 1;
  };
  left->send("abc");
  run_until([&] { return seen.size() == 3; });
  EXPECT_EQ("abc", seen);
}

TEST_F(Streams, A_paused_stream_gives_nothing_and_takes_nothing) {
  connect_pair();
  right->pause();
  left->send("ab");
  turns(20);
  EXPECT_EQ(0u, at_right.calls);
  right->resume();
  run_until([&] { return at_right.got == "ab"; });
}

TEST_F(Streams, Pausing_inside_received_keeps_the_rest) {
  connect_pair();
  std::string seen;
  at_right.use = [&](std::string_view bytes) -> std::size_t {
    seen += bytes.front();
    right->pause();
    return 1;
  };
  left->send("abc");
  run_until([&] { return seen == "a"; });
  turns(20);
  EXPECT_EQ("a", seen);
  right->resume();
  run_until([&] { return seen == "ab"; });
  left->send("d");
  turns(20);
  right->resume();
  run_until([&] { return seen == "abc"; });
  right->resume();
  run_until([&] { return seen == "abcd"; });
}

TEST_F(Streams, A_slow_reader_stops_the_sender_and_all_arrives) {
  connect_pair();
  const std::string piece(50'000, 'x');
  std::size_t sent = 0, most = 0, taken = 0;
  auto send_more = [&] {
    while (!left->blocked() && sent < 10'000'000) {
      left->send(piece);
      sent += piece.size();
      most = std::max(most, left->kept());
    }
  };
  at_left.on_drained = send_more;
  at_right.use = [&](std::string_view bytes) {
    taken += bytes.size();
    right->pause();
    loop->after(std::chrono::milliseconds(1), [&] { right->resume(); });
    return bytes.size();
  };
  send_more();
  run_until([&] { return taken == 10'000'000; });
  EXPECT_LE(most, piece.size());
  EXPECT_GT(at_left.drains, 0u);
  EXPECT_EQ(0u, left->kept());
}

TEST_F(Streams, The_other_sides_end_is_told_once_after_all_that_came) {
  connect_pair();
  left->send("last");
  left->close();
  EXPECT_TRUE(left->closed());
  run_until([&] { return at_right.losses == 1; });
  EXPECT_EQ("last", at_right.got);
  EXPECT_EQ("the other side closed the connection", at_right.reason.message);
  EXPECT_EQ("08006", at_right.reason.sqlstate);
  EXPECT_TRUE(right->closed());
  turns(20);
  EXPECT_EQ(1u, at_right.losses);
  EXPECT_EQ(0u, at_left.losses);
}

TEST_F(Streams, A_failed_send_is_told_from_the_loop_after_what_came) {
  connect_pair();
  const std::string farewell(150'000, 'f');  // more than is read at once
  left->send(farewell);
  ASSERT_FALSE(left->blocked());
  left->close();
  right->send("x");
  EXPECT_EQ(0u, at_right.losses);
  run_until([&] { return at_right.losses == 1; });
  EXPECT_TRUE(farewell == at_right.got) << at_right.got.size();
}

TEST_F(Streams, A_paused_stream_whose_other_side_is_gone_has_it_all_when_resumed) {
  connect_pair();
  right->pause();
  left->send("last");
  left->close();
  turns(30);
  EXPECT_EQ(0u, at_right.losses);
  right->resume();
  run_until([&] { return at_right.losses == 1; });
  EXPECT_EQ("last", at_right.got);
}

TEST_F(Streams, A_paused_stream_that_cannot_send_what_it_keeps_is_lost) {
  connect_pair();
  left->pause();
  right->pause();
  left->send(std::string(5'000'000, 'x'));
  right->close();
  run_until([&] { return at_left.losses == 1; });
}

TEST_F(Streams, Closing_and_destroying_inside_received) {
  connect_pair();
  at_right.use = [&](std::string_view bytes) {
    right->close();
    loop->destroy_later(std::shared_ptr<void>(std::move(right)));
    return bytes.size() + 7;
  };
  left->send("x");
  run_until([&] { return at_left.losses == 1; });
  EXPECT_EQ(nullptr, right);
  EXPECT_EQ(0u, at_right.losses);
}

TEST_F(Streams, Close_sent_sends_all_though_something_is_unread) {
  connect_pair();
  right->pause();
  left->send("unread");
  right->send(std::string(2'000'000, 'y'));
  right->close_sent();
  right->send("not any more");
  at_left.on_lost = [&] { left->close(); };
  run_until([&] { return at_right.losses == 1 && at_left.losses == 1; });
  EXPECT_EQ(std::string(2'000'000, 'y'), at_left.got);
  EXPECT_EQ(0u, at_right.calls);
  EXPECT_TRUE(right->closed());
}

TEST_F(Streams, Close_sent_is_done_when_the_other_side_has_seen_it) {
  connect_pair();
  const auto begun = std::chrono::steady_clock::now();
  right->send("bye");
  right->close_sent();
  run_until([&] { return at_right.losses == 1 && at_left.losses == 1; });
  EXPECT_EQ("bye", at_left.got);
  EXPECT_LT(std::chrono::steady_clock::now() - begun, std::chrono::milliseconds(1500));
}

TEST_F(Streams, Close_sent_waits_no_longer_than_a_short_while) {
  connect_pair();
  left->pause();
  right->send(std::string(2'000'000, 'y'));
  right->close_sent();
  run_until([&] { return at_right.losses == 1; });
}

TEST_F(Streams, Left_before_its_events_are_delivered) {
  connect_pair();
  const auto [one, other] = descriptors();
  auto third = std::make_unique<Stream>(*loop, one, true);
  Stream fourth(*loop, other, true);
  Recorder at_third, at_fourth;
  third->start(at_third);
  fourth.start(at_fourth);
  at_right.use = [&](std::string_view bytes) {
    if (third) third->close();
    loop->destroy_later(std::shared_ptr<void>(std::move(third)));
    return bytes.size();
  };
  left->send("x");
  fourth.send("y");  // ready in the same turn
  run_until([&] { return at_fourth.losses == 1; });
  EXPECT_EQ(0u, at_third.calls + at_third.losses);
}

TEST_F(Streams, An_idle_stream_is_small) {
  EXPECT_LE(sizeof(Stream), 192u);
}

}  // namespace
}  // namespace ringfence::gateway
