// What a gateway answers over HTTP about content: whether it is withheld, from whom, and by whom.
#pragma once

#include "gateway/serve/gateway.h"
#include "http/server.h"

namespace ringfence::cli {

// `database`: the ring's, by a role that may call ringfence.withheld_for(). The answers are given on one thread, by a
// connection of its own, by the policy that is in force then.
// `places`: a MaxMind DB file; empty: none. Fails where it cannot be read.
Result<http::Answerers> content_answerers(gateway::Gateway& gateway, const std::string& database,
                                          const std::string& places);

}  // namespace ringfence::cli
