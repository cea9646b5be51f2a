#include "ledger/note.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "base/crypto.h"
#include "base/limits.h"
#include "ledger/big_endian.h"
#include "ledger/utf8.h"

namespace ringfence::ledger {

namespace {

constexpr std::string_view dash = "\u2014 ";

bool is_space(char32_t point) {  // White_Space of Unicode
  return (point >= 9 && point <= 13) || point == 0x20 || point == 0x85 || point == 0xa0 || point == 0x1680 ||
         (point >= 0x2000 && point <= 0x200a) || point == 0x2028 || point == 0x2029 || point == 0x202f ||
         point == 0x205f || point == 0x3000;
}

std::optional<NoteSignature> parse_signature(std::string_view line) {
  if (!line.starts_with(dash)) return std::nullopt;
  line.remove_prefix(dash.size());
  const std::size_t space = line.find(' ');
  if (space == std::string_view::npos || !is_key_name(line.substr(0, space))) return std::nullopt;
  const auto decoded = from_base64(line.substr(space + 1));
  if (!decoded) return std::nullopt;
  NoteSignature signature{std::string(line.substr(0, space)), 0, {}};
  std::string_view bytes = *decoded;
  if (!take_big_endian(bytes, signature.key_id) || bytes.empty()) return std::nullopt;
  signature.bytes = bytes;
  return signature;
}

Error no_note(std::string_view why) {
  return fail("this is no signed note", std::string(why), "see c2sp.org/signed-note");
}

}  // namespace

bool is_key_name(std::string_view name) {
  if (name.empty() || name.size() > limits::note_key_name_bytes) return false;
  while (!name.empty()) {
    const auto point = take_code_point(name);
    if (!point || is_space(*point) || *point == '+' || *point < 0x20 || *point == 0x7f) return false;
  }
  return true;
}

Result<Note> parse_note(std::string_view bytes) {
  if (bytes.size() > limits::note_bytes) return no_note(fmt::format("it is longer than {} bytes", limits::note_bytes));
  if (!is_utf8(bytes)) return no_note("it is not UTF-8");
  const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20 && c != '\n'; };
  if (std::ranges::any_of(bytes, is_control)) return no_note("there is a control character in it");
  const std::size_t empty_line = bytes.rfind("\n\n");
  if (empty_line == std::string_view::npos) return no_note("no empty line parts its text from its signatures");
  Note note{std::string(bytes.substr(0, empty_line + 1)), {}};
  std::string_view rest = bytes.substr(empty_line + 2);
  if (rest.empty()) return no_note("it has no signature");
  while (!rest.empty()) {
    const std::size_t end = rest.find('\n');
    if (end == std::string_view::npos) return no_note("its last line has no end");
    auto signature = parse_signature(rest.substr(0, end));
    if (!signature) return no_note("a line behind its text is no signature");
    if (note.signatures.size() == limits::note_signatures) {
      return no_note(fmt::format("it has more than {} signatures", limits::note_signatures));
    }
    note.signatures.push_back(std::move(*signature));
    rest.remove_prefix(end + 1);
  }
  return note;
}

std::string to_text(const NoteSignature& signature) {
  std::string bytes;
  put_big_endian(bytes, signature.key_id);
  return fmt::format("{}{} {}\n", dash, signature.name, to_base64(bytes + signature.bytes));
}

std::string to_text(const Note& note) {
  std::string text = note.text + "\n";
  for (const NoteSignature& signature : note.signatures) text += to_text(signature);
  return text;
}

}  // namespace ringfence::ledger
