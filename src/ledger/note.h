// Signed notes (c2sp.org/signed-note): a text, an empty line, and lines of signatures. Pure; knows nothing of what the
// text says. Whose signature a line is follows from its name and key id alone, so a line of an unknown key means
// nothing.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace ringfence::ledger {

struct NoteSignature {
  std::string name;
  std::uint32_t key_id = 0;
  std::string bytes;  // what the kind of key makes of them
  bool operator==(const NoteSignature&) const = default;
};

struct Note {
  std::string text;  // ends with a line feed
  std::vector<NoteSignature> signatures;
};

// Strict: UTF-8 without control characters, at most limits::note_bytes and limits::note_signatures, at least one
// signature, nothing behind the last.
Result<Note> parse_note(std::string_view bytes);
// parse_note() of what this returns gives the note again. A text that cannot stand in a note is a defect of the caller.
std::string to_text(const Note& note);
// `— name base64`, with its line feed.
std::string to_text(const NoteSignature& signature);

// Without spaces of Unicode, plus signs and control characters, neither empty nor too long, and UTF-8.
bool is_key_name(std::string_view name);

}  // namespace ringfence::ledger
