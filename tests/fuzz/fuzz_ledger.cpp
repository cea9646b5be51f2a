// Any bytes as each thing a ledger's files hold: refused, or the same bytes when written again. The first byte says as
// which.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "ledger/bundle.h"
#include "ledger/canonical.h"
#include "ledger/checkpoint.h"
#include "ledger/commitment.h"
#include "ledger/entry.h"
#include "ledger/journal.h"
#include "ledger/keys.h"
#include "ledger/note.h"
#include "ledger/tile.h"
#include "ledger/tree.h"
#include "ledger/witness_request.h"

namespace {

using namespace ringfence::ledger;

void expect_same(const std::string& again, const std::string& text) {
  if (again == text) return;
  std::fprintf(stderr, "not what was read: %s\n", text.c_str());
  std::abort();
}

void as_bundle(const std::string& text) {
  const std::size_t count = text.empty() ? 0 : static_cast<unsigned char>(text.back());
  const auto entries = parse_bundle(text, count);
  if (!entries) return;
  std::string again;
  for (const auto entry : *entries) append_to_bundle(again, entry);
  expect_same(again, text);
}

void as_journal(const std::string& text) {
  const auto read = read_journal(text);
  if (read && read->torn > text.size()) std::abort();
}

void read_as(char kind, const std::string& text) {
  switch (kind) {
    case 'n':
      if (const auto note = parse_note(text)) expect_same(to_text(*note), text);
      break;
    case 'c':
      if (const auto checkpoint = parse_checkpoint(text)) expect_same(to_text(*checkpoint), text);
      break;
    case 'k':
      if (const auto key = parse_verifier_key(text)) expect_same(to_text(*key), text);
      break;
    case 's':
      if (const auto key = parse_signing_key(text)) expect_same(private_text(*key), text);
      break;
    case 'e':
      if (const auto entry = parse_entry(text)) expect_same(*to_canonical(entry->fields()), text);
      break;
    case 'j':
      if (const auto value = parse_canonical(text)) expect_same(*to_canonical(*value), text);
      break;
    case 'o':
      if (const auto line = parse_opening(text)) expect_same(to_text(*line), text + "\n");
      break;
    case 'p':
      if (const auto name = parse_tile_path(text)) expect_same(path_of(*name), text);
      break;
    case 'w':
      if (const auto request = parse_witness_request(text)) expect_same(to_text(*request), text);
      break;
    case 't':
      if (const auto tree = Tree::decode(text)) expect_same(tree->encode(), text);
      break;
    case 'b':
      as_bundle(text);
      break;
    case 'l':
      as_journal(text);
      break;
    default:
      break;
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  read_as(static_cast<char>(data[0]), std::string(reinterpret_cast<const char*>(data) + 1, size - 1));
  return 0;
}
