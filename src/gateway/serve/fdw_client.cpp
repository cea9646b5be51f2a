#include "gateway/serve/fdw_client.h"

#include <fmt/format.h>

#include "gateway/serve/client.h"
#include "gateway/serve/gateway.h"

namespace ringfence::gateway {

FdwClient::~FdwClient() {
  over();
}

WorldLink* FdwClient::find(SessionId link) {
  return gateway_.worlds().find(link);
}

std::size_t FdwClient::received(std::string_view bytes, Answer& answer) {
  std::size_t used = 0;
  while (!answer.close) {
    FdwSession::Actions actions;
    const std::size_t taken = session_.resume(bytes.substr(used), actions);
    used += taken;
    perform(actions, answer);
    if (taken == 0) break;
  }
  return used;
}

void FdwClient::perform(FdwSession::Actions& actions, Answer& answer) {
  answer.bytes += actions.to_client;
  if (actions.over) over();
  if (actions.undone > 0) undo(actions.undone);
  if (actions.released > 0) release(actions.released);
  if (actions.open) open(actions.cursor, *actions.open);
  if (actions.rewind || actions.close_cursor) {
    const auto found = cursors_.find(actions.cursor);
    WorldLink* const by = found == cursors_.end() ? nullptr : find(found->second.link);
    if (by && !found->second.refused) {
      if (actions.rewind) {
        found->second.id = by->rewind(found->second.id);
      } else {
        by->close(found->second.id);
      }
    }
    if (actions.close_cursor && found != cursors_.end()) cursors_.erase(found);
  }
  if (actions.fetch > 0) fetch(actions.cursor, actions.fetch, answer);
  answer.close = answer.close || actions.close;
}

void FdwClient::open(const std::string& cursor, const WorldQuery& query) {
  const auto opened = gateway_.worlds().open(backend_, ring_, query);
  const unsigned savepoint = session_.savepoint();
  if (!opened) {
    cursors_[cursor] = {0, 0, savepoint, opened.error()};
    return;
  }
  links_.emplace(opened->link, savepoint);
  cursors_[cursor] = {opened->link, opened->cursor, savepoint, std::nullopt};
}

void FdwClient::fetch(const std::string& cursor, std::size_t rows, Answer& answer) {
  const auto found = cursors_.find(cursor);
  WorldLink* const by = found == cursors_.end() ? nullptr : find(found->second.link);
  if (by && !found->second.refused) {
    fetching_ = found->second.link;
    by->fetch(found->second.id, rows, [&gateway = gateway_, self = self_](const RingReader::Rows& given) {
      // Not from inside of whoever asks.
      auto kept = std::make_shared<const RingReader::Rows>(given);
      gateway.loop().post([&gateway, self, kept] {
        if (Client* const client = gateway.find(self)) client->fetched(*kept);
      });
    });
    return;
  }
  Error why{fmt::format("cursor \"{}\" does not exist", cursor), {}, {}, "34000"};
  if (found != cursors_.end() && found->second.refused) why = *found->second.refused;
  FdwSession::Actions actions;
  session_.resume(FdwSession::Failed{why}, actions);
  perform(actions, answer);
}

void FdwClient::fetched(const RingReader::Rows& rows, Answer& answer) {
  if (!session_.waits()) return;
  FdwSession::Actions actions;
  if (rows.error) {
    session_.resume(FdwSession::Failed{*rows.error}, actions);
  } else {
    if (rows.left_out) gateway_.worlds().left_out(backend_, ring_);
    session_.resume(FdwSession::Fetched{rows.description, rows.rows, rows.count}, actions);
  }
  perform(actions, answer);
}

void FdwClient::over() {
  cursors_.clear();
  for (const auto& [link, savepoint] : std::exchange(links_, {})) gateway_.worlds().end(link);
}

// What was opened before goes on, unless its transaction over there has failed: then a new one is begun when it is
// needed.
void FdwClient::undo(unsigned savepoint) {
  std::erase_if(cursors_, [&](const auto& one) {
    const Cursor& cursor = one.second;
    if (cursor.savepoint < savepoint) return false;
    WorldLink* const by = find(cursor.link);
    if (by && !cursor.refused) by->close(cursor.id);
    return true;
  });
  std::erase_if(links_, [&](const auto& one) {
    const WorldLink* const link = find(one.first);
    const bool goes_on = one.second < savepoint && link && link->is_sound();
    if (!goes_on) gateway_.worlds().end(one.first);
    return !goes_on;
  });
}

void FdwClient::release(unsigned savepoint) {
  const unsigned now = session_.savepoint();
  for (auto& [name, cursor] : cursors_) {
    if (cursor.savepoint >= savepoint) cursor.savepoint = now;
  }
  for (auto& [link, opened] : links_) {
    if (opened >= savepoint) opened = now;
  }
}

// What is read by other links goes on.
void FdwClient::cancel() {
  if (WorldLink* const by = find(fetching_); by && session_.waits()) by->cancel();
}

}  // namespace ringfence::gateway
