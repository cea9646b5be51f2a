#include "screening/unpack.h"

#include <fmt/format.h>
#include <zlib.h>

namespace ringfence::screening {

namespace {

constexpr std::size_t piece = 1u << 20;
constexpr int with_gzip_header = 16 + MAX_WBITS;

}  // namespace

bool is_packed(std::string_view bytes) {
  return bytes.starts_with("\x1f\x8b");
}

Result<std::string> unpack(std::string_view bytes, std::size_t limit) {
  z_stream stream{};
  if (inflateInit2(&stream, with_gzip_header) != Z_OK) return fail("zlib has no memory");
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  std::string out;
  int state = Z_OK;
  while (state == Z_OK && out.size() <= limit) {
    const std::size_t so_far = out.size();
    out.resize(so_far + piece);
    stream.next_out = reinterpret_cast<Bytef*>(out.data() + so_far);
    stream.avail_out = piece;
    state = inflate(&stream, Z_NO_FLUSH);
    out.resize(out.size() - stream.avail_out);
  }
  inflateEnd(&stream);
  if (out.size() > limit) return fail(fmt::format("more than {} bytes once unpacked", limit));
  if (state != Z_STREAM_END) return fail("it is cut off or damaged: zlib cannot unpack it");
  return out;
}

}  // namespace ringfence::screening
