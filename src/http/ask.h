// One call by HTTP or HTTPS (libcurl) and its answer, without cookies; redirects are not followed. Blocking.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "base/result.h"

namespace ringfence::http {

struct Asked {
  std::string method;
  std::string address;
  std::map<std::string, std::string> headers;
  std::optional<std::string> body;
};
struct Told {
  unsigned status = 0;
  std::string body;
};

// An error: no answer within limits::fetch_patience_ms, or one of more than limits::http_file_bytes.
Result<Told> ask(const Asked& asked);

}  // namespace ringfence::http
