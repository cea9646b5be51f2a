// What a Control keeps between calls. For this folder only.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "gateway/control/control.h"
#include "pg/connection.h"

namespace ringfence::gateway {

// A question's hash under the newest key that this ring and a peer have in common.
struct PairHash {
  std::uint32_t version = 0;
  std::string hex;
};

struct Control::State {
  ControlSettings settings;
  std::unique_ptr<PeerTransport> transport;
  std::optional<pg::Connection> connection;
  struct Allowance {
    double left = 0;
    std::chrono::steady_clock::time_point since;
  };
  std::map<std::string, Allowance> lookups;  // by hash, of each ring

  // Opened when first asked for, and anew where it broke.
  Result<pg::Connection*> database();
  // The transport, made when first needed.
  void reach_peers(const Knowledge& knowledge);
  // Whether the ring may look up once more now; counts it.
  bool may_look_up(const std::string& ring, std::chrono::steady_clock::time_point now);
  // A question that may be asked twice: a connection that turns out to be broken is opened anew, once.
  Result<pg::Rows> ask(const std::string& sql, const std::vector<pg::Parameter>& parameters = {});
};

}  // namespace ringfence::gateway
