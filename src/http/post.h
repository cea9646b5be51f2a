// POST to one address, by HTTP or HTTPS (libcurl), without cookies; redirects are not followed. Blocking; one thread at
// a time.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "base/result.h"

namespace ringfence::http {

class Poster {
 public:
  explicit Poster(std::string address);
  ~Poster();
  Poster(const Poster&) = delete;
  Poster& operator=(const Poster&) = delete;

  // An error: no answer of 200 to 299 within limits::webhook_patience_ms. The answer's body is not read.
  Status post(const std::string& body, const std::map<std::string, std::string>& headers);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace ringfence::http
