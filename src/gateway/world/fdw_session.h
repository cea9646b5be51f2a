// A connection that this ring's own PostgreSQL has opened to read another ring through a world view: postgres_fdw's
// chatter is answered from here, so that a read costs the other ring one turn and not five. resume(event, actions):
// pure; for one thread. docs/decisions/0017.
//
// What must hold: one request is answered before the next is looked at; nothing that postgres_fdw does not say when it
// reads is answered with anything but an error; an error stands until its transaction, or its savepoint, is undone.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "gateway/wire/session.h"
#include "gateway/world/fdw_statement.h"
#include "gateway/world/question.h"

namespace ringfence::gateway {

class FdwSession {
 public:
  struct Actions {
    std::string to_client;
    // At most one of these four, of a cursor by its name; `fetch` is to be followed by a Fetched or a Failed.
    std::optional<WorldQuery> open;
    std::size_t fetch = 0;  // rows
    bool rewind = false;
    bool close_cursor = false;
    std::string cursor;
    bool over = false;  // the transaction is: so are its cursors
    // Of what was opened behind this savepoint and is open: it is undone; or belongs to what was before from now on.
    // 0: none.
    unsigned undone = 0, released = 0;
    bool close = false;  // the connection, after what is to be sent was sent
  };

  // Says how many bytes were used: those of one message, or none, where more are needed or waits(). To be called again
  // while it uses some.
  std::size_t resume(std::string_view bytes, Actions& actions);
  // The rows of the FETCH, whole DataRow messages, and the RowDescription that they have; that one is empty where the
  // ring is left out.
  struct Fetched {
    std::string_view description;
    std::string_view rows;
    std::size_t count = 0;
  };
  void resume(const Fetched& event, Actions& actions);
  struct Failed {
    Error error;
  };
  void resume(const Failed& event, Actions& actions);  // the FETCH

  [[nodiscard]] bool waits() const { return fetching_; }
  [[nodiscard]] bool in_transaction() const { return status_ != wire::TransactionStatus::idle; }
  // What is opened is behind this savepoint; 0: behind none.
  [[nodiscard]] unsigned savepoint() const { return savepoint_; }

 private:
  void message(char type, std::string_view payload, Actions& actions);
  void query(std::string_view text, Actions& actions);
  void cursor_statement(const FdwStatement& statement, Actions& actions);
  void transaction(const FdwStatement& statement, Actions& actions);
  void parse(std::string_view payload, Actions& actions);
  void bind(std::string_view payload, Actions& actions);
  void execute(Actions& actions);
  void refuse(const Error& error, Actions& actions);
  void refuse_pipeline(const Error& error, Actions& actions);
  void violation(std::string message, Actions& actions);
  void done(std::string_view tag, Actions& actions);
  void ready(Actions& actions) const;

  wire::TransactionStatus status_ = wire::TransactionStatus::idle;
  std::string cursor_;  // that the extended query at hand declares
  WorldQuery declared_;
  unsigned savepoint_ = 0;
  bool bound_ = false;
  bool skipping_ = false;  // to the next Sync
  bool fetching_ = false;
};

}  // namespace ringfence::gateway
