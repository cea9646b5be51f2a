#include "gateway/copy/row_scanner.h"

#include <fmt/format.h>

#include "gateway/copy/field_reader.h"

namespace ringfence::gateway {

namespace {

using policy::CopyIn;

constexpr std::string_view signature("PGCOPY\n\377\r\n\0", 11);
constexpr std::size_t header_bytes = signature.size() + 8;
constexpr const char* bad_file = "22P04";

std::uint32_t number_at(std::string_view data, std::size_t at, std::size_t bytes) {
  std::uint32_t number = 0;
  for (std::size_t i = 0; i < bytes; ++i) number = number << 8 | static_cast<unsigned char>(data[at + i]);
  return number;
}

}  // namespace

RowScanner::Found RowScanner::next(std::string_view data, bool last) {
  length_ = 0;
  if (data.empty()) return last ? Found::end : Found::more;
  const bool binary = how_.format == CopyIn::Format::binary;
  if (ended_ && binary) return broken("received copy data after EOF marker");
  if (ended_) return found(Found::unread, data.size());
  if (!binary) return line_of_text(data, last);
  return begun_ ? tuple(data, last) : binary_header(data, last);
}

RowScanner::Found RowScanner::broken(std::string message) {
  const std::uint64_t where = how_.format == CopyIn::Format::binary ? rows_ + 1 : line();
  error_ = {std::move(message), fmt::format("COPY {}, line {}", policy::to_text(how_.table), where), {}, bad_file};
  return Found::broken;
}

RowScanner::Found RowScanner::line_of_text(std::string_view data, bool last) {
  const LineScanner::Found what = lines_.next(data, last);
  if (what == LineScanner::Found::more) return Found::more;
  if (what == LineScanner::Found::broken) return broken(lines_.why());
  ended_ = lines_.ends_data();
  const bool header = how_.header && !begun_;
  begun_ = true;
  if (header) return found(ended_ ? Found::end : Found::no_row, lines_.length());
  if (ended_ && lines_.content() == 0) return found(Found::end, lines_.length());
  if (!read_fields(data.substr(0, lines_.content()))) return Found::broken;
  return found(Found::row, lines_.length());
}

bool RowScanner::read_fields(std::string_view line) {
  values_.assign(how_.subject.size(), std::nullopt);
  std::size_t end = 0;
  for (const CopyIn::Field& field : how_.subject) end = std::max(end, field.place + 1);
  FieldReader reader(how_, line);
  for (std::size_t place = 0; place < end; ++place) {
    const FieldReader::Read read = reader.next();
    if (read == FieldReader::Read::broken) return broken("unterminated CSV quoted field"), false;
    for (std::size_t i = 0; i < how_.subject.size(); ++i) {
      const CopyIn::Field& field = how_.subject[i];
      if (field.place != place) continue;
      if (read == FieldReader::Read::none) {
        return broken(fmt::format("missing data for column \"{}\"", field.column)), false;
      }
      const bool csv = how_.format == CopyIn::Format::csv;
      bool null = reader.is_null_text();
      if (csv && null && field.force_not_null) null = false;
      if (csv && reader.quoted() && field.force_null && reader.value() == how_.null) null = true;
      if (!null) values_[i] = reader.value();
    }
    if (read == FieldReader::Read::none) return broken("missing data"), false;
  }
  return true;
}

RowScanner::Found RowScanner::binary_header(std::string_view data, bool last) {
  const std::size_t known = std::min(data.size(), signature.size());
  if (data.substr(0, known) != signature.substr(0, known)) return broken("COPY file signature not recognized");
  if (data.size() < header_bytes) return last ? broken("invalid COPY file header") : Found::more;
  const std::uint32_t flags = number_at(data, signature.size(), 4);
  if ((flags >> 16) != 0) return broken("unrecognized critical flags in COPY file header");
  const std::uint32_t extension = number_at(data, signature.size() + 4, 4);
  if (extension > 0x7fff'ffffU) return broken("invalid COPY file header (missing length)");
  if (data.size() < header_bytes + extension)
    return last ? broken("invalid COPY file header (wrong length)") : Found::more;
  begun_ = true;
  return found(Found::no_row, header_bytes + extension);
}

// Cut off between two tuples it ends, as with the mark.
RowScanner::Found RowScanner::tuple(std::string_view data, bool last) {
  constexpr std::uint32_t end_mark = 0xffff;
  if (data.size() < 2) return last ? found(Found::end, data.size()) : Found::more;
  const std::uint32_t fields = number_at(data, 0, 2);
  if (fields == end_mark) {
    ended_ = true;
    return found(Found::end, 2);
  }
  if (fields != how_.fields) {
    return broken(fmt::format("row field count is {}, expected {}", static_cast<std::int16_t>(fields), how_.fields));
  }
  values_.assign(how_.subject.size(), std::nullopt);
  std::size_t at = 2;
  for (std::size_t place = 0; place < fields; ++place) {
    if (data.size() - at < 4) return last ? broken("unexpected EOF in COPY data") : Found::more;
    const auto length = static_cast<std::int32_t>(number_at(data, at, 4));
    at += 4;
    if (length < -1) return broken("invalid field size");
    if (length == -1) continue;
    const auto bytes = static_cast<std::size_t>(length);
    if (data.size() - at < bytes) return last ? broken("unexpected EOF in COPY data") : Found::more;
    for (std::size_t i = 0; i < how_.subject.size(); ++i) {
      if (how_.subject[i].place == place) values_[i] = std::string(data.substr(at, bytes));
    }
    at += bytes;
  }
  ++rows_;
  return found(Found::row, at);
}

}  // namespace ringfence::gateway
