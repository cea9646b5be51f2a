#include "demand/intake/quoted_printable.h"

#include <algorithm>

#include "base/ascii.h"
#include "base/limits.h"
#include "ledger/utf8.h"

namespace ringfence::intake {

namespace {

constexpr std::size_t longest_line = 78;
constexpr std::size_t least_joined = 60;  // bytes of a line that goes on in the next one
constexpr std::size_t head_bytes = 8192;  // in which a mail says how it is encoded
constexpr std::size_t enough = 2;         // lines that go on

int digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

bool is_encoded(std::string_view text) {
  if (lower_ascii(text.substr(0, head_bytes)).find("content-transfer-encoding: quoted-printable") !=
      std::string::npos) {
    return true;
  }
  std::size_t joined = 0;
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    if (line.size() > longest_line) return false;
    if (line.ends_with('=') && line.size() >= least_joined && !text.starts_with('\n')) ++joined;
  }
  return joined >= enough;
}

bool is_readable(const Mapped& decoded) {
  std::string_view rest = decoded.text;
  while (!rest.empty()) {
    const std::size_t length = std::min(rest.find('\n'), rest.size());
    if (length > limits::notice_line_bytes) return false;
    rest.remove_prefix(std::min(length + 1, rest.size()));
  }
  return ledger::is_utf8(decoded.text);
}

}  // namespace

std::optional<Mapped> from_quoted_printable(std::string_view text) {
  if (!is_encoded(text)) return std::nullopt;
  Mapped out;
  for (std::size_t at = 0; at < text.size();) {
    const int high = text[at] == '=' && at + 2 < text.size() ? digit(text[at + 1]) : -1;
    const int low = high >= 0 ? digit(text[at + 2]) : -1;
    const int byte = high * 16 + low;
    if (text[at] == '=' && at + 1 < text.size() && text[at + 1] == '\n') {
      at += 2;
    } else if (low >= 0 && byte != 0x7F && (byte >= 0x20 || byte == '\n' || byte == '\t')) {
      out.add(static_cast<char>(static_cast<unsigned char>(byte)), at);
      at += 3;
    } else {
      out.add(text[at], at);
      ++at;
    }
  }
  if (!is_readable(out)) return std::nullopt;
  return out;
}

}  // namespace ringfence::intake
