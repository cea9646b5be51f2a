// Starting the server of a ring that is made, and the database in it.
#pragma once

#include <functional>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "base/result.h"
#include "lifecycle/ring_directory.h"

namespace ringfence::lifecycle {

// The ports of the rings of one directory: kept in rings.json, no two alike, and changed only where one is taken.
// For use by several threads at once.
class Ports {
 public:
  Ports(const RingDirectory& directory, RingRecord record) : directory_(directory), record_(std::move(record)) {}
  // The one the ring has if nothing listens there, otherwise a new one.
  Result<int> free_port(const std::string& ring);
  // The same of the ring's gateway, and of its HTTP.
  Result<int> free_gateway_port(const std::string& ring);
  Result<int> free_http_port(const std::string& ring);
  // Records where a server that runs already listens.
  Status running_at(const std::string& ring, int port);
  [[nodiscard]] std::string database() const { return record_.database; }
  [[nodiscard]] RingRecord record();

 private:
  using Kind = std::map<std::string, int> RingRecord::*;
  Result<int> free_one(Kind kind, const std::string& ring);
  Status keep(Kind kind, const std::string& ring, int port);
  const RingDirectory& directory_;
  std::mutex mutex_;
  RingRecord record_;
};

struct StartedRing {
  std::string uri;
  bool was_running = false;
  std::vector<std::string> notes;  // for people: "port 20001 was taken; now 20377"
};

// Starts the server unless it runs, waits until it answers (crash recovery included), and makes the ring's database if
// it is missing. DIR must be locked.
Result<StartedRing> start_cluster(const RingDirectory& directory, const std::string& ring, const std::string& user,
                                  Ports& ports);

// Whether a socket could listen on this port of 127.0.0.1 now.
bool is_free(int port);

}  // namespace ringfence::lifecycle
