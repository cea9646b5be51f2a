// What one world view's statement reads of one other ring, over the peer link that it has for the time of a transaction
// there: any number of cursors, each read ahead of whoever fetches from it. resume(event, actions): pure; for one
// thread. docs/decisions/0017, 0014.
//
// What must hold: a query is sent only once its entry is durable; all of one reader's are of one snapshot (REPEATABLE
// READ); what is kept is bounded, the link being paused past it; a link that is given back has no transaction.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "gateway/session/server_side.h"
#include "gateway/session/transfer.h"
#include "gateway/world/question.h"

namespace ringfence::gateway {

class RingReader {
 public:
  using CursorId = std::uint64_t;
  RingReader(std::string ring, WorldReader reader) : ring_(std::move(ring)), reader_(std::move(reader)) {}

  // To be done in this order.
  struct Actions {
    std::string to_server;
    bool take = false;    // a link to the ring is wanted: granted() or refused() follows
    bool forget = false;  // it is not any more
    std::optional<TransferBegins> record;
    std::vector<TransferEnds> ended;
    bool pause = false, resume = false;         // the link's reading
    bool give_back = false, discard = false;    // the link; the reader has none any more
    std::optional<std::string> withheld;        // something of this table is, from the reader's viewer
    std::vector<Result<std::int64_t>> counted;  // where the reader counts: of one cursor's rows so many are
    bool news = false;                          // a cursor that was fetched from may have its rows
  };

  // Events from whoever reads.
  CursorId open(WorldQuery query, WorldTransfer transfer, Actions& actions);
  CursorId open_refused(WorldQuery query, Error why);  // decided here already: its first FETCH fails
  // As if it had been opened anew.
  CursorId rewind(CursorId cursor, Actions& actions);
  void close(CursorId cursor, Actions& actions);
  void end(Actions& actions);  // no cursor is of use any more
  void cancel(Actions& actions);
  struct Rows {
    std::string description;  // RowDescription; empty where the ring was left out
    std::string rows;         // whole DataRow messages
    std::size_t count = 0;
    std::optional<Error> error;  // instead
    bool left_out = false;
  };
  // Nothing: not yet; Actions::news says when to ask again.
  std::optional<Rows> fetch(CursorId cursor, std::size_t rows, Actions& actions);
  // Null: there is no such cursor that is of use.
  [[nodiscard]] const WorldQuery* query(CursorId cursor) const;
  [[nodiscard]] bool has(const WorldQuery& query) const;

  // Events from below.
  void granted(ServerSide& link, Actions& actions);
  void refused(const Error& error, Actions& actions);
  // `meter`: of the rows that come of it; null: nothing is counted.
  void recorded(const Status& status, const std::shared_ptr<Meter>& meter, Actions& actions);
  void received(std::string_view bytes, Actions& actions);
  void lost(const Error& error, Actions& actions);

  [[nodiscard]] const std::string& ring() const { return ring_; }
  [[nodiscard]] const WorldReader& reader() const { return reader_; }
  // More can be asked: neither is the link lost nor has its transaction failed.
  [[nodiscard]] bool is_sound() const { return !lost_ && (!link_ || link_->status != wire::TransactionStatus::failed); }
  // After end(): it has no link and waits for none.
  [[nodiscard]] bool is_over() const { return ending_ && !link_ && !taking_ && !recording_; }

 private:
  enum class State { queued, sent, suspended, complete, failed };
  struct Cursor {
    WorldQuery query;
    WorldTransfer transfer;
    std::size_t portal = 0;  // its number, once it was sent
    State state = State::queued;
    std::string description;
    std::string rows;
    std::size_t begin = 0;            // of what is still there of `rows`
    std::deque<std::uint32_t> sizes;  // of each DataRow from there on
    std::size_t window = 0;           // rows that were asked for last
    std::size_t fetches = 0;
    std::size_t wanted = 0;  // rows, by a FETCH that waits
    std::string id;          // of the transfer; empty: not begun, or ended
    std::shared_ptr<Meter> meter;
    std::uint64_t passed = 0, passed_bytes = 0;
    std::optional<Error> error;
    bool unwanted = false;  // closed: what still comes is dropped
    // Where the reader counts.
    bool told = false;                            // something is withheld, and how much is still to be said
    std::optional<Result<std::int64_t>> counted;  // how much, as the ring has said
  };
  void go_on(Actions& actions);
  void begin_next(Actions& actions);
  void send(CursorId id, Cursor& cursor, Actions& actions);
  void read_on(CursorId id, Cursor& cursor, Actions& actions);
  void execute(CursorId id, Cursor& cursor, std::size_t rows, Actions& actions);
  bool message(char type, std::string_view payload, std::string_view whole, Actions& actions);
  void server_error(std::string_view payload, Actions& actions);
  void completed(Actions& actions);
  void row(std::string_view whole, Actions& actions);
  void notice(std::string_view payload, Actions& actions);
  // The ring cannot be asked, as opposed to: it has refused.
  static bool is_out_of_reach(const Error& error);
  void fail(Cursor& cursor, const Error& error, TransferEnds::Outcome outcome, Actions& actions);
  void fail_all(const Error& error, Actions& actions);
  void ended(Cursor& cursor, TransferEnds::Outcome outcome, Actions& actions);
  void drop(CursorId id, Actions& actions);
  void close_portals(Actions& actions);
  void give_up(Actions& actions);
  Rows slice(Cursor& cursor, std::size_t count);
  void breathe(Actions& actions);
  void finish(Actions& actions);
  Cursor* front();

  std::string ring_;
  WorldReader reader_;
  ServerSide* link_ = nullptr;
  bool taking_ = false;
  bool begun_ = false;  // the transaction over there, as far as it was sent
  bool paused_ = false;
  bool ending_ = false;
  bool end_sent_ = false;
  std::optional<CursorId> recording_;  // the one whose entry is being written
  std::map<CursorId, Cursor> cursors_;
  std::deque<CursorId> queue_;             // to be put on record and sent, in this order
  std::deque<CursorId> replies_;           // of what was asked and is not answered: the cursor it is for; 0: none
  std::string in_;                         // of the link, no whole message yet
  std::size_t kept_ = 0;                   // bytes of rows, in all cursors
  std::vector<std::size_t> portals_done_;  // still open there
  std::vector<std::size_t> free_portals_;  // closed again
  std::size_t last_portal_ = 0;
  std::optional<Error> lost_;  // the link was, or there is none: nothing more is read of this transaction
  CursorId last_ = 0;
};

}  // namespace ringfence::gateway
