// Who calls: an officer of the policy, by a signature over the call (RFC 9421, Ed25519). Closed: a signature that is
// old, was used before, covers too little or has what is not known lets nobody in. No clock and no I/O, but it
// remembers nonces; one thread at a time.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "base/result.h"
#include "http/server.h"
#include "policy/model.h"

namespace ringfence::demand {

// Where officers reach the API: what they sign for, whatever a proxy makes of it. One ring's only.
struct Reached {
  std::string scheme;     // "https"
  std::string authority;  // "demands.eu.example"
};

class Gate {
 public:
  // `began`, and every other time here, in seconds since 1970: what was signed until then is refused, since the nonces
  // of then are forgotten.
  Gate(Reached reached, std::int64_t began) : reached_(std::move(reached)), began_(began) {}

  // The officer, whose nonce is used up by it. Where the call has a body its Content-Digest is covered, and is for the
  // caller to compare. 28000: nobody is let in; 53400: too many calls of one officer.
  Result<const policy::Officer*> let_in(const policy::Policy& policy, const http::Call& call, std::int64_t now);

 private:
  Status use_up(const std::string& officer, const std::string& nonce, std::int64_t created, std::int64_t now);

  Reached reached_;
  std::int64_t began_;
  std::map<std::string, std::map<std::string, std::int64_t>> nonces_;  // officer -> nonce -> kept until
};

}  // namespace ringfence::demand
