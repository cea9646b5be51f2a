#include "demand/intake/document.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/limits.h"
#include "ledger/utf8.h"

namespace ringfence::intake {

namespace {

Status check_encoding(std::string_view bytes) {
  if (bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF")) {
    return fail("the file is UTF-16, not UTF-8", {}, "convert it: iconv -f UTF-16 -t UTF-8");
  }
  if (bytes.find('\0') != std::string_view::npos) return fail("the file is binary, not text: it has a NUL byte");
  std::string_view rest = bytes;
  while (!rest.empty()) {
    const std::size_t at = bytes.size() - rest.size();
    if (ledger::take_code_point(rest)) continue;
    const auto line = 1 + std::count(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(at), '\n');
    return fail(fmt::format("the file is not UTF-8: byte {} (line {})", at + 1, line), {},
                "convert it to UTF-8, for example with iconv");
  }
  return {};
}

}  // namespace

std::size_t Document::line_at(std::size_t offset) const {
  const auto after = std::ranges::upper_bound(starts, offset);
  return static_cast<std::size_t>(after - starts.begin());
}

Result<Document> read_document(std::string_view bytes) {
  RINGFENCE_TRY(check_encoding(bytes));
  if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
  Document document;
  document.text.reserve(bytes.size());
  document.starts.push_back(0);
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    const bool ends = bytes[at] == '\n' || bytes[at] == '\r';
    if (ends && bytes[at] == '\r' && at + 1 < bytes.size() && bytes[at + 1] == '\n') ++at;
    document.text.push_back(ends ? '\n' : bytes[at]);
    if (ends) document.starts.push_back(static_cast<std::uint32_t>(document.text.size()));
    if (document.text.size() - document.starts.back() > limits::notice_line_bytes) {
      return fail(fmt::format("line {} is longer than {} bytes", document.starts.size(), limits::notice_line_bytes));
    }
  }
  return document;
}

}  // namespace ringfence::intake
