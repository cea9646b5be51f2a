#include "gateway/wire/value.h"

namespace ringfence::gateway::wire {

namespace {

// The count is the sender's word: no more room is made than its message could fill.
template <class Items, class ReadOne>
void read_counted(Reader& in, Items& items, std::size_t least_bytes, ReadOne&& read_one) {
  const std::size_t count = in.uint16();
  in.require(count * least_bytes <= in.left(), "it ends too early");
  if (in.good()) items.reserve(count);
  for (std::size_t i = 0; i < count && in.good(); ++i) items.push_back(read_one());
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

void read_values(Reader& in, Values& values) {
  read_counted(in, values, 4, [&] { return read_value(in); });
}

void write_values(Writer& out, const Values& values) {
  out.uint16(values.size());
  for (const auto& value : values) write_value(out, value);
}

void read_formats(Reader& in, Formats& formats) {
  read_counted(in, formats, 2, [&] {
    const std::uint16_t format = in.uint16();
    in.require(format <= 1, "a format code is neither 0 nor 1");
    return format;
  });
}

void write_formats(Writer& out, const Formats& formats) {
  out.uint16(formats.size());
  for (const std::uint16_t format : formats) out.uint16(format);
}

bool fit(const Formats& formats, std::size_t values) {
  return formats.size() <= 1 || formats.size() == values;
}

void read_oids(Reader& in, std::vector<std::uint32_t>& oids) {
  read_counted(in, oids, 4, [&] { return in.uint32(); });
}

void write_oids(Writer& out, const std::vector<std::uint32_t>& oids) {
  out.uint16(oids.size());
  for (const std::uint32_t oid : oids) out.uint32(oid);
}

}  // namespace ringfence::gateway::wire
