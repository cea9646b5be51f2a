// Any bytes as the fields of a signature: refused, or lists that are the same once they are written again, and bases
// that say each component on one line.
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "base/crypto.h"
#include "http/signature.h"

namespace {

using namespace ringfence;

void expect(bool holds, const char* what, const std::string& text) {
  if (holds) return;
  std::fprintf(stderr, "%s: %s\n", what, text.c_str());
  std::abort();
}

void read_lists(const std::string& text) {
  const auto lists = http::parse_inner_lists(text);
  if (!lists) return;
  for (const auto& [label, list] : *lists) {
    const std::string written = label + "=" + to_text(list);
    const auto again = http::parse_inner_lists(written);
    expect(again && again->size() == 1 && again->begin()->second == list, "not what was read", written);
    const http::Message message{"GET", "https", "a.example", "/v1/demands?a", {{"date", "today"}}};
    const auto base = http::signature_base(message, list);
    if (!base) continue;
    const auto lines = static_cast<std::size_t>(std::ranges::count(*base, '\n'));
    expect(lines == list.items.size(), "a base of other lines", *base);
  }
}

void read_bytes(const std::string& text) {
  const auto all = http::parse_byte_sequences(text);
  if (!all) return;
  std::string written;
  for (const auto& [name, bytes] : *all)
    written += (written.empty() ? "" : ", ") + name + "=:" + to_base64(bytes) + ":";
  expect(http::parse_byte_sequences(written) == all, "not what was read", written);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  read_lists(text);
  read_bytes(text);
  return 0;
}
