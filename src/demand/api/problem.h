// What is answered: JSON, and errors as RFC 9457 has them. Pure.
#pragma once

#include "base/json.h"
#include "base/result.h"
#include "http/server.h"

namespace ringfence::demand {

http::Answer told(unsigned status, const json::value& value);

// {"type": "about:blank", "title", "status", "detail", "why", "hint", "sqlstate"}; what is empty is left out.
// `more` is added.
http::Answer problem(unsigned status, const Error& error, const json::object& more = {});
// By its SQLSTATE (docs/demands.md has the table); without one: 503.
unsigned status_of(const Error& error);
inline http::Answer problem(const Error& error, const json::object& more = {}) {
  return problem(status_of(error), error, more);
}

// SQLSTATEs of what only HTTP has.
inline constexpr const char* not_shown = "28000";  // 401: nobody has shown who they are
inline constexpr const char* too_many = "53400";   // 429
inline constexpr const char* no_json = "22032";    // 400
inline constexpr const char* not_here = "0A000";   // 501: not by this way

}  // namespace ringfence::demand
