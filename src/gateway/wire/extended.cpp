#include "gateway/wire/extended.h"

#include "gateway/wire/value.h"

namespace ringfence::gateway::wire {

namespace {

Target read_target(Reader& in) {
  const char letter = static_cast<char>(in.byte());
  in.require(letter == 'S' || letter == 'P', "it is about neither a statement nor a portal");
  return static_cast<Target>(letter);
}

}  // namespace

Parse Parse::read(Reader& in) {
  Parse message;
  message.statement = in.text();
  message.text = in.text();
  message.parameter_types = read_oids(in);
  return message;
}

void Parse::write(Writer& out) const {
  out.text(statement).text(text);
  write_oids(out, parameter_types);
}

Bind Bind::read(Reader& in) {
  Bind message;
  message.portal = in.text();
  message.statement = in.text();
  message.formats = read_formats(in);
  message.parameters = read_values(in);
  in.require(fit(message.formats, message.parameters.size()), "it has neither one format nor one for each parameter");
  message.result_formats = read_formats(in);
  return message;
}

void Bind::write(Writer& out) const {
  out.text(portal).text(statement);
  write_formats(out, formats);
  write_values(out, parameters);
  write_formats(out, result_formats);
}

Describe Describe::read(Reader& in) {
  Describe message;
  message.target = read_target(in);
  message.of = in.text();
  return message;
}

void Describe::write(Writer& out) const {
  out.byte(static_cast<std::uint8_t>(target)).text(of);
}

Close Close::read(Reader& in) {
  Close message;
  message.target = read_target(in);
  message.what = in.text();
  return message;
}

void Close::write(Writer& out) const {
  out.byte(static_cast<std::uint8_t>(target)).text(what);
}

Execute Execute::read(Reader& in) {
  Execute message;
  message.portal = in.text();
  message.most_rows = in.int32();
  return message;
}

void Execute::write(Writer& out) const {
  out.text(portal).int32(most_rows);
}

ParameterDescription ParameterDescription::read(Reader& in) {
  return {read_oids(in)};
}

void ParameterDescription::write(Writer& out) const {
  write_oids(out, types);
}

}  // namespace ringfence::gateway::wire
