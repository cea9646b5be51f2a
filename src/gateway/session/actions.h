// What a session wants done after an event, and what it may ask while it handles one.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "gateway/route/homes.h"
#include "gateway/route/router.h"
#include "gateway/session/outbox.h"
#include "gateway/session/server_side.h"
#include "gateway/session/statements.h"
#include "gateway/session/transfer.h"

namespace ringfence::gateway {

class Session;

// To be done in this order. Cleared before each event.
struct Actions {
  Outbox to_server;  // of the server that the session has
  Outbox to_client;
  bool close_server = false;           // the session's server is not to be used again; it has none any more
  bool cancel_server = false;          // what the session's server is doing is of use to nobody any more
  bool release = false;                // the session's server is clean and goes back; it has none any more
  std::optional<HomeQuestion> ask;     // then: resume(Session::HomeFound or HomeUnknown)
  std::vector<HomeQuestion> ask_here;  // of this ring's directory alone; then: resume(Session::HomesFound)
  bool schema_changed = false;         // what is known of the database may be old
  std::vector<TransferEnds> ended;     // nobody waits for it
  bool again = false;                  // after `release`: the client's bytes that were not used come again
  bool read_server = false;            // what was not used of the server's bytes can be by now: give it again
  bool read_client = false;            // what was not used of the client's bytes can be by now: give it again
  bool close = false;                  // the client, after what is to be sent to it was sent
  bool left = false;                   // with `close`: the client has said that it leaves, and hears nothing any more
  // The session's own, for the message at hand; here, since what is lent keeps its room.
  Error why;             // it is refused
  HomeQuestion subject;  // whom one of its statements is about
  void clear() {
    to_server.clear();
    to_client.clear();
    ask.reset();
    ask_here.clear();
    ended.clear();
    close_server = cancel_server = release = schema_changed = read_server = read_client = close = left = again = false;
  }
};

// A result that the gateway makes itself: SHOW ringfence.pools and the like.
struct OwnRows {
  std::vector<std::string> columns;
  std::vector<std::vector<std::string>> rows;
};

class Surroundings {
 public:
  virtual ~Surroundings() = default;
  virtual Router& router() = 0;
  virtual HomeCache& homes() = 0;
  virtual Statements& statements() = 0;
  // A server that is clean and now the session's; null: none is free, and the session will hear (Granted, Refused).
  // Of this ring, as the service itself; or of where `away` says.
  virtual Result<ServerSide*> take(Session& session, const Destination* away) = 0;
  // Of a transfer that is this ring's alone: never the same twice, in any ring.
  virtual std::string new_transfer_id() = 0;
  // Puts it on record; then, and not before this returns: resume(Session::Recorded). An error: it must not begin.
  virtual Status record(const TransferBegins& transfer) = 0;
  // "pools", "shapes", "refusals", "version".
  virtual OwnRows report(std::string_view name) = 0;
  // For figures and logs. `rule`: what refused it, without values.
  virtual void refused(const Session& session, const Error& error) = 0;
};

}  // namespace ringfence::gateway
