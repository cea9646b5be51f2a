// A notice as it came: UTF-8 text whose lines can be named. Pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace ringfence::intake {

struct Document {
  std::string text;                   // lines end in \n, whatever they ended in; no byte order mark
  std::vector<std::uint32_t> starts;  // of each line; never empty

  // From 1, as an editor counts: LF, CR LF and a lone CR each end a line.
  [[nodiscard]] std::size_t line_at(std::size_t offset) const;
};

// Refuses what is not text (a NUL byte), not UTF-8, or has a line longer than limits::notice_line_bytes.
Result<Document> read_document(std::string_view bytes);

}  // namespace ringfence::intake
