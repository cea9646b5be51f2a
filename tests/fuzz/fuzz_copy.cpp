// Any bytes as COPY's data. The first five say how it is written and where it is cut; however it is cut, the same rows
// are found in it, and what is passed on is what came, less what no server would read.
#include <cstdlib>

#include "../unit/gateway/copy_rows.h"

namespace {

using ringfence::policy::CopyIn;

CopyIn how_of(const std::uint8_t* data) {
  constexpr std::string_view characters = ",\t|;'\"\\~Ax";
  CopyIn how = ringfence::gateway::testing::copy_of(
      static_cast<CopyIn::Format>(data[0] % 3),
      data[0] & 8U ? std::vector<std::size_t>{2, 0} : std::vector<std::size_t>{1}, 3);
  if (data[0] & 16U) how.delimiter = characters[data[1] % characters.size()];
  if (data[0] & 32U) how.quote = characters[data[2] % characters.size()];
  how.escape = data[0] & 64U ? characters[data[3] % characters.size()] : how.quote;
  how.header = data[0] & 128U;
  how.subject[0].force_null = data[1] & 128U;
  how.subject[0].force_not_null = data[2] & 128U;
  if (data[3] & 128U) how.null = "nil";
  return how;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::size_t head = 5;
  if (size < head) return 0;
  const CopyIn how = how_of(data);
  const std::string_view text(reinterpret_cast<const char*>(data) + head, size - head);
  std::size_t read = 0;
  std::size_t read_in_parts = 0;
  const auto whole = ringfence::gateway::testing::scanned(how, text, text.size() + 1, &read);
  const auto parts = ringfence::gateway::testing::scanned(how, text, 1 + data[4] % 16, &read_in_parts);
  if (whole != parts || read != read_in_parts || read > text.size()) std::abort();
  return 0;
}
