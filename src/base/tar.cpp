#include "base/tar.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

namespace ringfence {

namespace {

constexpr std::size_t block = 512;
constexpr std::size_t name_bytes = 100;
constexpr std::uint64_t largest = 077777777777;  // what eleven octal digits hold

void put(std::string& header, std::size_t at, std::string_view text) {
  header.replace(at, text.size(), text);
}

std::string header_of(const TarFile& file, std::uint64_t time) {
  std::string header(block, '\0');
  put(header, 0, file.name);
  put(header, 100, "0000600");
  put(header, 108, "0000000");
  put(header, 116, "0000000");
  put(header, 124, fmt::format("{:011o}", file.bytes.size()));
  put(header, 136, fmt::format("{:011o}", time));
  put(header, 148, "        ");  // the checksum is made as if it were blank
  put(header, 156, "0");
  put(header, 257, std::string_view("ustar\00000", 8));
  const unsigned sum = std::accumulate(header.begin(), header.end(), 0U,
                                       [](unsigned so_far, char c) { return so_far + static_cast<unsigned char>(c); });
  put(header, 148, fmt::format("{:06o}", sum));
  header[154] = '\0';
  return header;
}

}  // namespace

Result<std::string> tar(const std::vector<TarFile>& files, std::uint64_t time) {
  std::string archive;
  for (const TarFile& file : files) {
    if (file.name.empty() || file.name.size() > name_bytes)
      return fail("a name is too long for an archive: " + file.name);
    if (file.bytes.size() > largest || time > largest) return fail("a file is too large for an archive: " + file.name);
    archive += header_of(file, time) + file.bytes;
    archive.append((block - file.bytes.size() % block) % block, '\0');
  }
  archive.append(2 * block, '\0');
  return archive;
}

}  // namespace ringfence
