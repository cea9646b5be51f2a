#include "gateway/wire/bytes.h"

#include <fmt/format.h>

#include <cassert>

namespace ringfence::gateway::wire {

void Reader::refuse(std::string_view what) {
  if (wrong_.empty()) wrong_ = what;
  left_ = {};
}

std::string_view Reader::rest() {
  const std::string_view all = left_;
  left_ = {};
  return all;
}

Status Reader::left_over(std::string_view message) const {
  const std::string_view wrong = wrong_.empty() ? "bytes are left over" : wrong_;
  return Error(fmt::format("invalid {} message: {}", message, wrong), {}, {}, "08P01");
}

void patch_length(std::string& out, std::size_t at) {
  const std::size_t length = out.size() - at;
  assert(length <= 0x7fffffff);
  for (std::size_t i = 0; i < 4; ++i) out[at + i] = static_cast<char>(length >> (24 - 8 * i));
}

}  // namespace ringfence::gateway::wire
