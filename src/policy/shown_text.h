// A policy's text as anybody may read it: addresses of databases, and whatever looks like an address or a password in
// the rest of it, comments included, are left out. Pure. Closed: where it cannot be told what a text holds, it is not
// shown.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace ringfence::policy {

struct ShownText {
  std::string sha256;  // of the whole text
  std::string text;
};

// Of a text that is TOML; else an error.
Result<ShownText> shown_text(std::string_view text);

}  // namespace ringfence::policy
