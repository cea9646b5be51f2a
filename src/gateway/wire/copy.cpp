#include "gateway/wire/copy.h"

#include <algorithm>

#include "gateway/wire/value.h"

namespace ringfence::gateway::wire {

void CopyFormat::read(Reader& in) {
  overall = in.byte();
  in.require(overall <= 1, "a format code is neither 0 nor 1");
  read_formats(in, columns);
  const bool all_text = std::ranges::all_of(columns, [](std::uint16_t format) { return format == 0; });
  in.require(overall == 1 || all_text, "it is textual, and a column of it is not");
}

void CopyFormat::write(Writer& out) const {
  out.byte(overall);
  write_formats(out, columns);
}

void CopyData::read(Reader& in) {
  data = in.rest();
}

void CopyData::write(Writer& out) const {
  out.bytes(data);
}

void CopyFail::read(Reader& in) {
  reason = in.text();
}

void CopyFail::write(Writer& out) const {
  out.text(reason);
}

}  // namespace ringfence::gateway::wire
