// What is asked of the other ring, and when.
#include "gateway/world/ring_reader.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/limits.h"
#include "gateway/wire/extended.h"
#include "gateway/wire/query.h"

namespace ringfence::gateway {

namespace {

// Rows that are asked for at first, unasked. Of what is ordered as many as a FETCH of ours brings
// (compile/postgres/worlds.cpp), since a LIMIT may want no more. Of anything else all are wanted nearly always, and a
// search has a few hundred: they are to cost one turn.
constexpr std::size_t first_ordered = 100;
constexpr std::size_t first_unordered = 500;
constexpr std::size_t window_grows = 4;
constexpr std::size_t largest_window = 10'000;
constexpr std::size_t portals_left_open = 100;

std::string portal_name(std::size_t portal) {
  return fmt::format("c{}", portal);
}

}  // namespace

bool RingReader::is_out_of_reach(const Error& error) {
  return error.sqlstate.starts_with("08") || error.sqlstate.starts_with("57P");
}

RingReader::CursorId RingReader::open(WorldQuery query, WorldTransfer transfer, Actions& actions) {
  const CursorId id = ++last_;
  Cursor& cursor = cursors_[id];
  cursor.query = std::move(query);
  cursor.transfer = std::move(transfer);
  if (lost_) {
    fail(cursor, *lost_, TransferEnds::Outcome::lost, actions);
    return id;
  }
  queue_.push_back(id);
  go_on(actions);
  return id;
}

RingReader::CursorId RingReader::open_refused(WorldQuery query, Error why) {
  const CursorId id = ++last_;
  Cursor& cursor = cursors_[id];
  cursor.query = std::move(query);
  cursor.state = State::failed;
  cursor.error = std::move(why);
  return id;
}

RingReader::CursorId RingReader::rewind(CursorId cursor, Actions& actions) {
  const auto found = cursors_.find(cursor);
  if (found == cursors_.end()) return open_refused({}, {"there is no such cursor", {}, {}, "34000"});
  WorldQuery query = found->second.query;
  WorldTransfer transfer = found->second.transfer;
  close(cursor, actions);
  return open(std::move(query), std::move(transfer), actions);
}

const WorldQuery* RingReader::query(CursorId cursor) const {
  const auto found = cursors_.find(cursor);
  return found == cursors_.end() || found->second.unwanted ? nullptr : &found->second.query;
}

bool RingReader::has(const WorldQuery& query) const {
  return std::ranges::any_of(cursors_,
                             [&](const auto& one) { return !one.second.unwanted && one.second.query == query; });
}

void RingReader::go_on(Actions& actions) {
  if (ending_) return finish(actions);
  if (queue_.empty() || recording_) return;
  if (link_) return begin_next(actions);
  if (!std::exchange(taking_, true)) actions.take = true;
}

// One after the other: both sides number what is asked in the order in which it is sent.
void RingReader::begin_next(Actions& actions) {
  const CursorId id = queue_.front();
  Cursor& cursor = cursors_.at(id);
  recording_ = id;
  cursor.id = fmt::format("{}{:08x}", link_->link_name, link_->asked + (begun_ ? 1 : 2));
  TransferBegins begins;
  begins.id = cursor.id;
  begins.asks = true;
  begins.peer = ring_;
  begins.service = reader_.service;
  begins.viewer = reader_.viewer;
  begins.parts.push_back({cursor.transfer.plan, {}});
  begins.shape = cursor.transfer.shape;
  actions.record = std::move(begins);
}

void RingReader::recorded(const Status& status, const std::shared_ptr<Meter>& meter, Actions& actions) {
  const CursorId id = *std::exchange(recording_, std::nullopt);
  queue_.pop_front();
  Cursor& cursor = cursors_.at(id);
  cursor.meter = meter;
  if (!status) {
    cursor.id.clear();
    fail(cursor, status.error(), TransferEnds::Outcome::failed, actions);
  } else if (link_ && !ending_) {
    send(id, cursor, actions);
  } else {
    // Its number is not to be used again.
    if (link_) link_->spoiled = true;
    ended(cursor, TransferEnds::Outcome::left_off, actions);
  }
  if (cursor.unwanted && cursor.state != State::sent) drop(id, actions);
  go_on(actions);
}

void RingReader::send(CursorId id, Cursor& cursor, Actions& actions) {
  if (!std::exchange(begun_, true)) {
    wire::encode(wire::Query{"START TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY"}, actions.to_server);
    ++link_->asked;
    replies_.push_back(0);
  }
  cursor.portal = free_portals_.empty() ? ++last_portal_ : free_portals_.back();
  if (!free_portals_.empty()) free_portals_.pop_back();
  const std::string portal = portal_name(cursor.portal);
  const std::string text = asked_as(cursor.query.text);
  wire::encode(wire::Parse{{}, text, cursor.query.types}, actions.to_server);
  wire::Bind bind;
  bind.portal = portal;
  for (const auto& value : cursor.query.parameters) {
    bind.parameters.push_back(value ? std::optional<std::string_view>(*value) : std::nullopt);
  }
  wire::encode(bind, actions.to_server);
  ++link_->asked;
  link_->unnamed = 0;
  wire::encode(wire::Describe{wire::Target::portal, portal}, actions.to_server);
  execute(id, cursor, is_ordered(cursor.query.text) ? first_ordered : first_unordered, actions);
}

void RingReader::execute(CursorId id, Cursor& cursor, std::size_t rows, Actions& actions) {
  cursor.window = rows;
  cursor.state = State::sent;
  wire::encode(wire::Execute{portal_name(cursor.portal), static_cast<std::int32_t>(rows)}, actions.to_server);
  wire::encode(wire::Sync{}, actions.to_server);
  replies_.push_back(id);
}

// Whoever has fetched twice reads the whole: what comes next is asked for before it is wanted.
void RingReader::read_on(CursorId id, Cursor& cursor, Actions& actions) {
  if (cursor.state != State::suspended || cursor.unwanted || !link_) return;
  const bool needed = cursor.wanted > cursor.sizes.size();
  if (!needed && (cursor.fetches < 2 || kept_ > limits::world_rows_kept)) return;
  execute(id, cursor, std::min(cursor.window * window_grows, largest_window), actions);
}

std::optional<RingReader::Rows> RingReader::fetch(CursorId id, std::size_t rows, Actions& actions) {
  const auto found = cursors_.find(id);
  if (found == cursors_.end()) return Rows{{}, {}, 0, Error("there is no such cursor", {}, {}, "34000"), false};
  Cursor& cursor = found->second;
  if (cursor.state == State::failed) {
    cursor.wanted = 0;
    const bool left_out = reader_.partial && cursor.passed == 0 && is_out_of_reach(*cursor.error);
    if (left_out) return Rows{cursor.description, {}, 0, std::nullopt, true};
    return Rows{{}, {}, 0, cursor.error, false};
  }
  const bool still_counts = reader_.counts && std::ranges::find(replies_, id) != replies_.end();
  if (still_counts || (cursor.sizes.size() < rows && cursor.state != State::complete)) {
    cursor.wanted = rows;
    read_on(id, cursor, actions);
    return std::nullopt;
  }
  cursor.wanted = 0;
  ++cursor.fetches;
  Rows given = slice(cursor, rows);
  breathe(actions);
  read_on(id, cursor, actions);
  return given;
}

RingReader::Rows RingReader::slice(Cursor& cursor, std::size_t count) {
  Rows given;
  given.description = cursor.description;
  given.count = std::min(count, cursor.sizes.size());
  std::size_t bytes = 0;
  for (std::size_t i = 0; i < given.count; ++i) bytes += cursor.sizes[i];
  given.rows = cursor.rows.substr(cursor.begin, bytes);
  cursor.sizes.erase(cursor.sizes.begin(), cursor.sizes.begin() + static_cast<std::ptrdiff_t>(given.count));
  cursor.begin += bytes;
  kept_ -= bytes;
  if (cursor.begin == cursor.rows.size() || cursor.begin > limits::world_rows_kept / 4) {
    cursor.rows.erase(0, cursor.begin);
    cursor.begin = 0;
  }
  return given;
}

void RingReader::close(CursorId id, Actions& actions) {
  const auto found = cursors_.find(id);
  if (found == cursors_.end()) return;
  Cursor& cursor = found->second;
  cursor.unwanted = true;
  kept_ -= cursor.rows.size() - cursor.begin;
  cursor.rows.clear();
  cursor.begin = 0;
  cursor.sizes.clear();
  breathe(actions);
  if (cursor.state == State::sent || recording_ == id) return;  // when it has come
  drop(id, actions);
}

// Nothing of it is under way.
void RingReader::drop(CursorId id, Actions& actions) {
  Cursor& cursor = cursors_.at(id);
  std::erase(queue_, id);
  ended(cursor, TransferEnds::Outcome::left_off, actions);
  const bool has_portal = cursor.state == State::suspended || cursor.state == State::complete;
  const std::size_t portal = cursor.portal;
  cursors_.erase(id);
  if (!has_portal || !link_ || end_sent_) return;
  portals_done_.push_back(portal);
  if (portals_done_.size() >= portals_left_open) close_portals(actions);
}

// The others go with the transaction. Names are used again, so that the other side has never many to remember.
void RingReader::close_portals(Actions& actions) {
  for (const std::size_t portal : portals_done_) {
    wire::encode(wire::Close{wire::Target::portal, portal_name(portal)}, actions.to_server);
  }
  free_portals_ = std::exchange(portals_done_, {});
  wire::encode(wire::Sync{}, actions.to_server);
  replies_.push_back(0);
}

void RingReader::end(Actions& actions) {
  ending_ = true;
  std::vector<CursorId> all;
  for (const auto& [id, cursor] : cursors_) all.push_back(id);
  for (const CursorId id : all) close(id, actions);
  finish(actions);
}

void RingReader::finish(Actions& actions) {
  if (std::exchange(taking_, false)) actions.forget = true;
  if (!link_ || recording_) return;
  if (link_->spoiled) return give_up(actions);
  if (begun_ && !std::exchange(end_sent_, true)) {
    wire::encode(wire::Query{"COMMIT"}, actions.to_server);
    ++link_->asked;
    replies_.push_back(0);
  }
  if (!replies_.empty()) return;
  if (link_->status != wire::TransactionStatus::idle) return give_up(actions);
  link_ = nullptr;
  actions.give_back = true;
}

void RingReader::give_up(Actions& actions) {
  link_ = nullptr;
  replies_.clear();
  actions.discard = true;
}

void RingReader::cancel(Actions& actions) {
  if (ending_) return;
  const bool had = link_ != nullptr;
  if (std::exchange(taking_, false)) actions.forget = true;
  if (had) give_up(actions);
  fail_all({"canceling statement due to user request", {}, {}, "57014"}, actions);
}

}  // namespace ringfence::gateway
