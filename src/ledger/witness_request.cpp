#include "ledger/witness_request.h"

#include <fmt/format.h>

#include <charconv>
#include <cstring>
#include <optional>

#include "base/crypto.h"
#include "base/limits.h"

namespace ringfence::ledger {

namespace {

constexpr std::string_view old_word = "old ";

Error no_request(std::string detail) {
  return fail("this is not what a witness is asked", std::move(detail), "see c2sp.org/tlog-witness");
}

std::optional<std::uint64_t> size_in(std::string_view line) {
  if (!line.starts_with(old_word)) return std::nullopt;
  line.remove_prefix(old_word.size());
  std::uint64_t size = 0;
  const auto read = std::from_chars(line.data(), line.data() + line.size(), size);
  if (read.ec != std::errc() || fmt::format("{}", size) != line) return std::nullopt;
  return size;
}

std::optional<Hash> hash_in(std::string_view line) {
  Hash hash{};
  const auto bytes = from_base64(line);
  if (!bytes || bytes->size() != hash.size() || to_base64(*bytes) != line) return std::nullopt;
  std::memcpy(hash.data(), bytes->data(), hash.size());
  return hash;
}

}  // namespace

std::string to_text(const WitnessRequest& request) {
  std::string text = fmt::format("{}{}\n", old_word, request.old_size);
  for (const Hash& hash : request.proof) text += to_base64(as_bytes(hash)) + "\n";
  return text + "\n" + to_text(request.note);
}

Result<WitnessRequest> parse_witness_request(std::string_view text) {
  WitnessRequest request;
  bool has_size = false;
  for (;;) {
    const std::size_t end = text.find('\n');
    if (end == std::string_view::npos) return no_request("no empty line ends the proof");
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end + 1);
    if (!has_size) {
      const auto size = size_in(line);
      if (!size) return no_request("its first line does not say the old size");
      request.old_size = *size;
      has_size = true;
      continue;
    }
    if (line.empty()) break;
    const auto hash = hash_in(line);
    if (!hash) return no_request("a line of the proof is no hash");
    if (request.proof.size() == limits::proof_hashes) return no_request("the proof is too long");
    request.proof.push_back(*hash);
  }
  auto note = parse_note(text);
  if (!note) return note.error();
  request.note = std::move(*note);
  return request;
}

}  // namespace ringfence::ledger
