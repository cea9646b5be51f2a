#include "gateway/wire/value.h"

namespace ringfence::gateway::wire {

namespace {

// The count is the sender's word: no more room is made than its message could fill.
template <class Item, class ReadOne>
std::vector<Item> read_counted(Reader& in, std::size_t least_bytes, ReadOne&& read_one) {
  const std::size_t count = in.uint16();
  in.require(count * least_bytes <= in.left(), "it ends too early");
  std::vector<Item> items;
  if (in.good()) items.reserve(count);
  for (std::size_t i = 0; i < count && in.good(); ++i) items.push_back(read_one());
  return items;
}

}  // namespace

std::optional<std::string_view> read_value(Reader& in) {
  const std::int32_t length = in.int32();
  if (length == -1) return std::nullopt;
  in.require(length >= 0, "the length of a value is negative");
  return in.bytes(in.good() ? static_cast<std::size_t>(length) : 0);
}

void write_value(Writer& out, const std::optional<std::string_view>& value) {
  if (!value) {
    out.int32(-1);
    return;
  }
  out.uint32(static_cast<std::uint32_t>(value->size())).bytes(*value);
}

std::vector<std::optional<std::string_view>> read_values(Reader& in) {
  return read_counted<std::optional<std::string_view>>(in, 4, [&] { return read_value(in); });
}

void write_values(Writer& out, const std::vector<std::optional<std::string_view>>& values) {
  out.uint16(values.size());
  for (const auto& value : values) write_value(out, value);
}

std::vector<std::uint16_t> read_formats(Reader& in) {
  return read_counted<std::uint16_t>(in, 2, [&] {
    const std::uint16_t format = in.uint16();
    in.require(format <= 1, "a format code is neither 0 nor 1");
    return format;
  });
}

void write_formats(Writer& out, const std::vector<std::uint16_t>& formats) {
  out.uint16(formats.size());
  for (const std::uint16_t format : formats) out.uint16(format);
}

bool fit(const std::vector<std::uint16_t>& formats, std::size_t values) {
  return formats.size() <= 1 || formats.size() == values;
}

std::vector<std::uint32_t> read_oids(Reader& in) {
  return read_counted<std::uint32_t>(in, 4, [&] { return in.uint32(); });
}

void write_oids(Writer& out, const std::vector<std::uint32_t>& oids) {
  out.uint16(oids.size());
  for (const std::uint32_t oid : oids) out.uint32(oid);
}

}  // namespace ringfence::gateway::wire
