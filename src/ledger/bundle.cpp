#include "ledger/bundle.h"

#include <stdexcept>

#include "base/limits.h"

namespace ringfence::ledger {

void append_to_bundle(std::string& bundle, std::string_view entry) {
  if (entry.size() > limits::ledger_entry_bytes) throw std::length_error("an entry's length has two bytes");
  bundle += static_cast<char>(entry.size() >> 8);
  bundle += static_cast<char>(entry.size() & 0xff);
  bundle += entry;
}

std::optional<std::vector<std::string_view>> parse_bundle(std::string_view bundle, std::size_t count) {
  std::vector<std::string_view> entries;
  while (!bundle.empty()) {
    if (bundle.size() < 2 || entries.size() == count) return std::nullopt;
    const std::size_t length =
        static_cast<std::size_t>(static_cast<unsigned char>(bundle[0])) << 8 | static_cast<unsigned char>(bundle[1]);
    if (bundle.size() < 2 + length) return std::nullopt;
    entries.push_back(bundle.substr(2, length));
    bundle.remove_prefix(2 + length);
  }
  if (entries.size() != count) return std::nullopt;
  return entries;
}

}  // namespace ringfence::ledger
