#include "gateway/wire/query.h"

#include "gateway/wire/value.h"

namespace ringfence::gateway::wire {

Query Query::read(Reader& in) {
  return {in.text()};
}

void Query::write(Writer& out) const {
  out.text(text);
}

CommandComplete CommandComplete::read(Reader& in) {
  return {in.text()};
}

void CommandComplete::write(Writer& out) const {
  out.text(tag);
}

FunctionCall FunctionCall::read(Reader& in) {
  FunctionCall call;
  call.function = in.uint32();
  call.formats = read_formats(in);
  call.arguments = read_values(in);
  in.require(fit(call.formats, call.arguments.size()), "it has neither one format nor one for each argument");
  call.result_format = in.uint16();
  in.require(call.result_format <= 1, "a format code is neither 0 nor 1");
  return call;
}

void FunctionCall::write(Writer& out) const {
  out.uint32(function);
  write_formats(out, formats);
  write_values(out, arguments);
  out.uint16(result_format);
}

FunctionCallResponse FunctionCallResponse::read(Reader& in) {
  return {read_value(in)};
}

void FunctionCallResponse::write(Writer& out) const {
  write_value(out, value);
}

}  // namespace ringfence::gateway::wire
