// A text made from another by leaving out, adding and folding, each byte of which knows where it came from.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ringfence::intake {

struct Mapped {
  std::string text;
  std::vector<std::uint32_t> origin;  // of each byte of `text`; never falls

  void add(char byte, std::size_t from) {
    text.push_back(byte);
    origin.push_back(static_cast<std::uint32_t>(from));
  }
  void add(std::string_view bytes, std::size_t from) {
    for (const char byte : bytes) add(byte, from);
  }
  // Where the byte at `at` came from; past the end, where the last one did.
  [[nodiscard]] std::size_t from(std::size_t at) const {
    if (origin.empty()) return 0;
    return origin[at < origin.size() ? at : origin.size() - 1];
  }
};

}  // namespace ringfence::intake
