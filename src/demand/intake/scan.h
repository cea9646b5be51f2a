// Every address that stands in a text, wanted or not. Pure.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "demand/intake/address.h"

namespace ringfence::intake {

struct Found {
  Address address;      // of mailto: only `scheme` and `path`
  std::size_t from;     // in the text that was scanned
  std::size_t to;       // past its last byte
  bool picture;         // the source of an embedded one
  bool alone;           // nothing but marks of a list, a table or brackets before it on its line
  bool without_scheme;  // it was written as host/path, or as owner/repository
};

struct Scanned {
  std::vector<Found> found;      // in order
  std::vector<std::size_t> cut;  // where an address is of which the publisher took a part away, or all; in order
  bool too_many = false;         // more than limits::notice_addresses: the rest was not looked for
};

// `text` is what plain_text() made. Understands links, lists, tables, code and angle brackets of Markdown, punctuation
// of any script behind an address, addresses broken by the end of a line, addresses without a scheme where a code
// host's name or their place says that they are one, `owner / repository` on a line of its own, and git@host:path.
Scanned scan_addresses(std::string_view text);

}  // namespace ringfence::intake
