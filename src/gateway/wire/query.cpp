#include "gateway/wire/query.h"

#include "gateway/wire/value.h"

namespace ringfence::gateway::wire {

void Query::read(Reader& in) {
  text = in.text();
}

void Query::write(Writer& out) const {
  out.text(text);
}

void CommandComplete::read(Reader& in) {
  tag = in.text();
}

void CommandComplete::write(Writer& out) const {
  out.text(tag);
}

void FunctionCall::read(Reader& in) {
  function = in.uint32();
  read_formats(in, formats);
  read_values(in, arguments);
  in.require(fit(formats, arguments.size()), "it has neither one format nor one for each argument");
  result_format = in.uint16();
  in.require(result_format <= 1, "a format code is neither 0 nor 1");
}

void FunctionCall::write(Writer& out) const {
  out.uint32(function);
  write_formats(out, formats);
  write_values(out, arguments);
  out.uint16(result_format);
}

void FunctionCallResponse::read(Reader& in) {
  value = read_value(in);
}

void FunctionCallResponse::write(Writer& out) const {
  write_value(out, value);
}

}  // namespace ringfence::gateway::wire
