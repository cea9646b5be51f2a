// A notice without its markup, as addresses are looked for in it. Pure.
#pragma once

#include "demand/intake/mapped.h"

namespace ringfence::intake {

// Markdown and the mail habits of those who write notices: marks of quotation at the beginning of lines, backslash
// escapes, HTML's tags, comments and entities are taken away (the href of a link and the src of a picture stay, in
// angle brackets); characters without a width go; addresses made unclickable come back: hxxps[:]//host[.]tld,
// "https: // host". Links, lists, tables and code are left as they are: what ends an address in them ends it anyway.
Mapped plain_text(std::string_view text);

}  // namespace ringfence::intake
