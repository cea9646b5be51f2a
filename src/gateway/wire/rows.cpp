#include "gateway/wire/rows.h"

#include "gateway/wire/value.h"

namespace ringfence::gateway::wire {

namespace {

constexpr std::size_t least_field_bytes = 19;

FieldDescription read_field(Reader& in) {
  FieldDescription field;
  field.name = in.text();
  field.table = in.uint32();
  field.column = in.uint16();
  field.type = in.uint32();
  field.type_size = in.uint16();
  field.type_modifier = in.uint32();
  field.format = in.uint16();
  in.require(field.format <= 1, "a format code is neither 0 nor 1");
  return field;
}

}  // namespace

void RowDescription::read(Reader& in) {
  const std::size_t count = in.uint16();
  in.require(count * least_field_bytes <= in.left(), "it ends too early");
  for (std::size_t i = 0; i < count && in.good(); ++i) fields.push_back(read_field(in));
}

void RowDescription::write(Writer& out) const {
  out.uint16(fields.size());
  for (const FieldDescription& field : fields) {
    out.text(field.name).uint32(field.table).uint16(field.column).uint32(field.type).uint16(field.type_size);
    out.uint32(field.type_modifier).uint16(field.format);
  }
}

void DataRow::read(Reader& in) {
  read_values(in, values);
}

void DataRow::write(Writer& out) const {
  write_values(out, values);
}

RowDescription text_columns(const std::vector<std::string>& names) {
  constexpr std::uint32_t text_type = 25;  // pg_type.dat
  RowDescription described;
  for (const std::string& name : names) described.fields.push_back({name, 0, 0, text_type, 0xffff, 0xffffffff, 0});
  return described;
}

}  // namespace ringfence::gateway::wire
