// What a session begins with, and what it is told. Values.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "gateway/pool/pool.h"
#include "gateway/route/homes.h"
#include "gateway/session/followed.h"
#include "gateway/session/own_settings.h"
#include "gateway/session/server_side.h"
#include "gateway/session/transfer.h"

namespace ringfence::gateway {

struct SessionEvents {
  struct Start {
    SessionId id = 0;
    std::string service;
    OwnValues own;      // startup settings of ringfence.*
    Followed followed;  // as the client asked for them, over what the server has by itself
    // A migration's: it has this server from beginning to end, for itself alone, and may do anything in its ring. What
    // it prepares and sets is the server's own business; only ringfence.* is ours.
    ServerSide* dedicated = nullptr;
    // A peer link's: the ring whose gateway asks for the service, and what the link is called. Its servers are those of
    // the transfer's role.
    std::string peer;
    std::string link_name;
    std::string role;    // that its servers run as
    std::string policy;  // the hash of the one that both sides went by when the link was made
  };
  struct ClientBytes {
    std::string_view bytes;
  };
  struct ServerBytes {
    std::string_view bytes;
  };
  struct Granted {  // a server, after take() had none
    ServerSide* server;
  };
  struct Refused {  // there will be none
    Error error;
  };
  struct HomeFound {
    HomeQuestion question;
    HomeAnswer answer;
  };
  struct HomeUnknown {
    HomeQuestion question;
    Error error;
  };
  struct HomesFound {  // by this ring's directory, in the order of Actions::ask_here
    Result<std::vector<std::optional<std::size_t>>> rings;
  };
  struct Recorded {  // the entry of Surroundings::record() is durable, or never will be
    Status status;
    std::shared_ptr<Meter> meter;  // of the rows that come of it
    std::string id;                // of the transfer
  };
  struct ServerLost {
    Error error;  // 08006, with the ring's name
  };
  struct IdleTooLong {};  // in its transaction
  struct Ending {         // the gateway ends, or the session's time is over: no further transaction
    Error error;
  };
};

}  // namespace ringfence::gateway
