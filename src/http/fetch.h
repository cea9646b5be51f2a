// A ledger's files at an address, by HTTP or HTTPS (libcurl): each one GET, without cookies and credentials. Blocking.
#pragma once

#include <memory>
#include <string>

#include "base/result.h"
#include "ledger/source.h"

namespace ringfence::http {

bool is_address(const std::string& text);  // begins with http:// or https://

// `prefix`: what the paths of tlog-tiles are put behind, with or without a slash at its end. 404 and 410 mean there is
// no such file; every other answer but 200, and none within limits::fetch_patience_ms, are errors. Redirects are not
// followed.
std::unique_ptr<ledger::Source> source_at(std::string prefix);

}  // namespace ringfence::http
