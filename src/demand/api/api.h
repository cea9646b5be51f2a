// Demands over HTTP: /v1/demands of a ring's gateway. The same steps as the commands', by the same functions. Each call
// is by an officer (gate.h), and by the policy that is in force in the ring.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "demand/api/gate.h"
#include "pg/connection.h"

namespace ringfence::demand {

// What the API is put on.
struct ApiRing {
  std::string name;
  std::function<Result<std::shared_ptr<const policy::Policy>>()> policy;  // on the server's thread
  std::function<Result<pg::Connection>()> connect;                        // on the service's
  // What became of a call: who called (empty: nobody was let in), what, the answer's status, the error's message.
  std::function<void(std::string_view officer, std::string_view what, unsigned status, std::string_view why)> log;
};

// Steps that wait for their entry in the ledger give up once `ending`; what was done is done all the same.
http::Service demand_service(ApiRing ring, Reached reached, std::shared_ptr<const std::atomic<bool>> ending);

}  // namespace ringfence::demand
