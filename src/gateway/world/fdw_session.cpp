#include "gateway/world/fdw_session.h"

#include <fmt/format.h>

#include "base/limits.h"
#include "gateway/wire/extended.h"
#include "gateway/wire/frame.h"
#include "gateway/wire/query.h"
#include "gateway/wire/report.h"
#include "gateway/wire/rows.h"

namespace ringfence::gateway {

namespace {

using Kind = FdwStatement::Kind;
using Transaction = wire::TransactionStatus;

Error not_for_world_views(std::string_view text) {
  constexpr std::size_t shown = 40;
  return {"refused: this connection reads other rings' rows for world views, and does nothing else",
          fmt::format("it was asked: {}", text.substr(0, shown)),
          {},
          "0A000"};
}

// postgres_fdw begins to count savepoints at 2.
unsigned before(unsigned savepoint) {
  return savepoint > 2 ? savepoint - 1 : 0;
}

Error failed_transaction() {
  return {"current transaction is aborted, commands ignored until end of transaction block", {}, {}, "25P02"};
}

}  // namespace

std::size_t FdwSession::resume(std::string_view bytes, Actions& actions) {
  if (fetching_ || bytes.empty()) return 0;
  const auto header = wire::read_frame_header(bytes, wire::Sender::client);
  if (!header) return violation(header.error().message, actions), bytes.size();
  if (!*header) return 0;
  const std::size_t size = wire::frame_header_bytes + (*header)->payload_bytes;
  if (size > limits::bind_bytes) return violation("a message is too long for a world view", actions), bytes.size();
  if (bytes.size() < size) return 0;
  message((*header)->type, bytes.substr(wire::frame_header_bytes, (*header)->payload_bytes), actions);
  return size;
}

void FdwSession::message(char type, std::string_view payload, Actions& actions) {
  if (type == wire::Terminate::type) {
    actions.over = in_transaction();
    actions.close = true;
    return;
  }
  if (type == wire::Sync::type) {
    skipping_ = false;
    return ready(actions);
  }
  if (skipping_) return;
  switch (type) {
    case wire::Query::type: {
      const auto read = wire::decode<wire::Query>(payload);
      return read ? query(read->text, actions) : violation(read.error().message, actions);
    }
    case wire::Parse::type:
      return parse(payload, actions);
    case wire::Bind::type:
      return bind(payload, actions);
    case wire::Describe::type:
      actions.to_client += wire::encode(wire::NoData{});
      return;
    case wire::Execute::type:
      return execute(actions);
    case wire::Flush::type:
      return;
    default:
      return violation("a world view sends no such message", actions);
  }
}

void FdwSession::query(std::string_view text, Actions& actions) {
  const FdwStatement statement = read_fdw_statement(text);
  const bool undoes =
      statement.kind == Kind::abort || statement.kind == Kind::commit || statement.kind == Kind::rollback_to;
  if (status_ == Transaction::failed && !undoes) {
    refuse(failed_transaction(), actions);
    return ready(actions);
  }
  switch (statement.kind) {
    case Kind::other:
      refuse(not_for_world_views(text), actions);
      return ready(actions);
    case Kind::setting:
      return done("SET", actions);
    case Kind::fetch:
    case Kind::move_back:
    case Kind::close:
      return cursor_statement(statement, actions);
    default:
      return transaction(statement, actions);
  }
}

void FdwSession::cursor_statement(const FdwStatement& statement, Actions& actions) {
  if (status_ == Transaction::idle) {
    refuse({fmt::format("cursor \"{}\" does not exist", statement.cursor), {}, {}, "34000"}, actions);
    return ready(actions);
  }
  actions.cursor = statement.cursor;
  if (statement.kind == Kind::fetch) {
    fetching_ = true;
    actions.fetch = statement.rows;
    return;
  }
  if (statement.kind == Kind::close) {
    actions.close_cursor = true;
    return done("CLOSE CURSOR", actions);
  }
  actions.rewind = true;
  done("MOVE 0", actions);
}

// The other ring's transaction begins with its first query, and has no savepoints: what is open here is known here.
void FdwSession::transaction(const FdwStatement& statement, Actions& actions) {
  switch (statement.kind) {
    case Kind::begin:
      status_ = Transaction::in_transaction;
      return done("START TRANSACTION", actions);
    case Kind::savepoint:
      savepoint_ = statement.savepoint;
      return done("SAVEPOINT", actions);
    case Kind::release:
      actions.released = statement.savepoint;
      savepoint_ = before(statement.savepoint);
      return done("RELEASE", actions);
    case Kind::rollback_to:
      actions.undone = statement.savepoint;
      savepoint_ = before(statement.savepoint);
      status_ = Transaction::in_transaction;
      actions.to_client += wire::encode(wire::CommandComplete{"ROLLBACK"});
      return done("RELEASE", actions);
    default: {
      const bool undone = statement.kind == Kind::abort || status_ == Transaction::failed;
      actions.over = in_transaction();
      status_ = Transaction::idle;
      savepoint_ = 0;
      return done(undone ? "ROLLBACK" : "COMMIT", actions);
    }
  }
}

void FdwSession::parse(std::string_view payload, Actions& actions) {
  const auto read = wire::decode<wire::Parse>(payload);
  if (!read) return violation(read.error().message, actions);
  const FdwCursor cursor = read_fdw_cursor(read->text);
  if (cursor.cursor.empty()) return refuse_pipeline(not_for_world_views(read->text), actions);
  if (cursor.query.size() > limits::statement_bytes) {
    return refuse_pipeline({"message is too long to be decided", {}, {}, "54000"}, actions);
  }
  cursor_ = cursor.cursor;
  declared_ = {std::string(cursor.query), read->parameter_types, {}};
  bound_ = false;
  actions.to_client += wire::encode(wire::ParseComplete{});
}

void FdwSession::bind(std::string_view payload, Actions& actions) {
  const auto read = wire::decode<wire::Bind>(payload);
  if (!read) return violation(read.error().message, actions);
  for (const std::uint16_t format : read->formats) {
    if (format != 0) return violation("a world view sends its values in text", actions);
  }
  for (const auto& value : read->parameters) {
    declared_.parameters.push_back(value ? std::optional<std::string>(*value) : std::nullopt);
  }
  bound_ = true;
  actions.to_client += wire::encode(wire::BindComplete{});
}

void FdwSession::execute(Actions& actions) {
  if (!bound_ || cursor_.empty()) return violation("a world view executes what it has declared", actions);
  if (status_ != Transaction::in_transaction) {
    return refuse_pipeline(status_ == Transaction::failed
                               ? failed_transaction()
                               : Error("DECLARE CURSOR can only be used in transaction blocks", {}, {}, "25P01"),
                           actions);
  }
  actions.open = std::exchange(declared_, {});
  actions.cursor = std::exchange(cursor_, {});
  bound_ = false;
  actions.to_client += wire::encode(wire::CommandComplete{"DECLARE CURSOR"});
}

void FdwSession::resume(const Fetched& event, Actions& actions) {
  fetching_ = false;
  if (event.description.empty()) {
    wire::encode(wire::RowDescription{}, actions.to_client);
  } else {
    actions.to_client += event.description;
  }
  actions.to_client += event.rows;
  done(fmt::format("FETCH {}", event.count), actions);
}

void FdwSession::resume(const Failed& event, Actions& actions) {
  fetching_ = false;
  refuse(event.error, actions);
  ready(actions);
}

// The rest of an extended query, up to its Sync, is passed over.
void FdwSession::refuse_pipeline(const Error& error, Actions& actions) {
  refuse(error, actions);
  skipping_ = true;
}

void FdwSession::refuse(const Error& error, Actions& actions) {
  wire::encode(wire::to_response(error, "ERROR"), actions.to_client);
  if (in_transaction()) status_ = Transaction::failed;
}

void FdwSession::violation(std::string message, Actions& actions) {
  wire::encode(wire::to_response({std::move(message), {}, {}, "08P01"}, "FATAL"), actions.to_client);
  actions.over = in_transaction();
  actions.close = true;
}

void FdwSession::done(std::string_view tag, Actions& actions) {
  wire::encode(wire::CommandComplete{tag}, actions.to_client);
  ready(actions);
}

void FdwSession::ready(Actions& actions) const {
  wire::encode(wire::ReadyForQuery{status_}, actions.to_client);
}

}  // namespace ringfence::gateway
