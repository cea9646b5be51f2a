// What comes back over the link.
#include <algorithm>
#include <utility>

#include "base/limits.h"
#include "gateway/session/withheld.h"
#include "gateway/wire/extended.h"
#include "gateway/wire/frame.h"
#include "gateway/wire/query.h"
#include "gateway/wire/report.h"
#include "gateway/wire/rows.h"
#include "gateway/world/ring_reader.h"

namespace ringfence::gateway {

void RingReader::granted(ServerSide& link, Actions& actions) {
  taking_ = false;
  link_ = &link;
  go_on(actions);
}

void RingReader::refused(const Error& error, Actions& actions) {
  taking_ = false;
  fail_all(error, actions);
}

void RingReader::lost(const Error& error, Actions& actions) {
  link_ = nullptr;
  replies_.clear();
  fail_all(error, actions);
}

void RingReader::received(std::string_view bytes, Actions& actions) {
  in_ += bytes;
  std::size_t used = 0;
  while (link_) {
    const std::string_view left = std::string_view(in_).substr(used);
    const auto header = wire::read_frame_header(left, wire::Sender::server);
    const std::size_t size = header && *header ? wire::frame_header_bytes + (*header)->payload_bytes : 0;
    if (header && (!*header || left.size() < size)) break;
    const std::string_view whole = left.substr(0, size);
    if (!header || !message((*header)->type, whole.substr(wire::frame_header_bytes), whole, actions)) {
      give_up(actions);
      fail_all({"the gateway of ring " + ring_ + " has sent what was not asked for", {}, {}, "08P01"}, actions);
      break;
    }
    used += size;
  }
  if (!link_) {
    in_.clear();
    return;
  }
  in_.erase(0, used);
}

RingReader::Cursor* RingReader::front() {
  if (replies_.empty()) return nullptr;
  const auto found = cursors_.find(replies_.front());
  return found == cursors_.end() ? nullptr : &found->second;
}

// False: there is no such answer to what was asked.
bool RingReader::message(char type, std::string_view payload, std::string_view whole, Actions& actions) {
  switch (type) {
    case wire::NoticeResponse::type:
      notice(payload, actions);
      return true;
    case wire::ParameterStatus::type:
      return true;
    case wire::ErrorResponse::type:
      server_error(payload, actions);
      return true;
    default:
      break;
  }
  if (replies_.empty()) return false;
  Cursor* const cursor = front();
  switch (type) {
    case wire::ParseComplete::type:
    case wire::BindComplete::type:
    case wire::CloseComplete::type:
    case wire::NoData::type:
      return true;
    case wire::RowDescription::type:
      if (cursor) cursor->description = whole;
      return cursor != nullptr;
    case wire::DataRow::type:
      if (cursor) row(whole, actions);
      return cursor != nullptr;
    case wire::PortalSuspended::type:
      if (cursor && cursor->state == State::sent) cursor->state = State::suspended;
      return cursor != nullptr;
    case wire::CommandComplete::type:
      if (!cursor) return true;
      if (cursor->state == State::sent) cursor->state = State::complete;
      ended(*cursor, TransferEnds::Outcome::done, actions);
      return true;
    case wire::ReadyForQuery::type: {
      const auto ready = wire::decode<wire::ReadyForQuery>(payload);
      if (!ready) return false;
      link_->status = ready->status;
      completed(actions);
      return true;
    }
    default:
      return false;
  }
}

// Of what the other ring withholds. How much comes behind the rows, before it is ready.
void RingReader::notice(std::string_view payload, Actions& actions) {
  auto table = withheld_table(payload);
  if (!table) return;
  if (!reader_.counts) {
    actions.withheld = std::move(table);
  } else if (Cursor* const cursor = front(); cursor && !table->empty()) {
    cursor->told = true;
  } else if (cursor && cursor->told) {
    cursor->counted = withheld_rows(payload);
  }
}

void RingReader::row(std::string_view whole, Actions& actions) {
  Cursor& cursor = *front();
  // What has come has come: budgets are the other ring's.
  if (cursor.meter) (void)cursor.meter->pass(whole.size());
  ++cursor.passed;
  cursor.passed_bytes += whole.size();
  if (cursor.unwanted) return;
  cursor.rows += whole;
  cursor.sizes.push_back(static_cast<std::uint32_t>(whole.size()));
  kept_ += whole.size();
  if (kept_ > limits::world_rows_kept && !std::exchange(paused_, true)) actions.pause = true;
}

void RingReader::completed(Actions& actions) {
  const CursorId reply = replies_.front();
  replies_.pop_front();
  const auto found = cursors_.find(reply);
  if (found != cursors_.end()) {
    Cursor& cursor = found->second;
    // Of one that nobody reads any more it may be another look that is under way.
    if (std::exchange(cursor.told, false) && !cursor.unwanted && !ending_) {
      actions.counted.push_back(cursor.counted.value_or(Error{"it has not counted", {}, {}, {}}));
    }
    cursor.counted.reset();
    if (cursor.unwanted) {
      drop(reply, actions);
    } else {
      if (cursor.wanted > 0) actions.news = true;
      read_on(reply, cursor, actions);
    }
  }
  if (ending_) finish(actions);
}

void RingReader::server_error(std::string_view payload, Actions& actions) {
  const auto said = wire::decode<wire::ErrorResponse>(payload);
  if (!said)
    return fail_all({"the gateway of ring " + ring_ + " has sent no error that can be read", {}, {}, "08P01"}, actions);
  const Error error{std::string(said->message()), std::string(said->field('D')), std::string(said->field('H')),
                    std::string(said->sqlstate())};
  Cursor* const cursor = front();
  if (cursor && said->field('S') != "FATAL") return fail(*cursor, error, TransferEnds::Outcome::failed, actions);
  fail_all(error, actions);
}

void RingReader::fail(Cursor& cursor, const Error& error, TransferEnds::Outcome outcome, Actions& actions) {
  const bool is_over = cursor.state == State::complete || cursor.state == State::failed;
  // Not in the words of the other side, which may be of rows that are withheld.
  if (reader_.counts && (std::exchange(cursor.told, false) || !is_over)) {
    actions.counted.push_back(
        Error{is_out_of_reach(error) ? "it is out of reach" : "the count failed there", {}, {}, {}});
  }
  // Its rows are there, and were kept back for the count.
  if (is_over && cursor.wanted > 0) actions.news = true;
  if (is_over) return;
  cursor.state = State::failed;
  cursor.error = error;
  if (cursor.wanted > 0) actions.news = true;
  ended(cursor, outcome, actions);
}

// Nothing more is read of this transaction: what came later would be of another state of the ring.
void RingReader::fail_all(const Error& error, Actions& actions) {
  if (!lost_) lost_ = error;
  const std::optional<CursorId> recording = recording_;
  std::erase_if(queue_, [&](CursorId id) { return id != recording; });
  for (auto& [id, cursor] : cursors_) {
    if (recording != id) {
      fail(cursor, error, TransferEnds::Outcome::lost, actions);
      continue;
    }
    cursor.state = State::failed;
    cursor.error = error;
    if (cursor.wanted > 0) actions.news = true;
  }
}

void RingReader::ended(Cursor& cursor, TransferEnds::Outcome outcome, Actions& actions) {
  if (cursor.id.empty()) return;
  if (cursor.meter) cursor.meter->ended(outcome);
  actions.ended.push_back({std::exchange(cursor.id, {}), cursor.passed, cursor.passed_bytes, outcome});
}

void RingReader::breathe(Actions& actions) {
  if (!paused_ || kept_ > limits::world_rows_kept / 2) return;
  paused_ = false;
  actions.resume = true;
}

}  // namespace ringfence::gateway
