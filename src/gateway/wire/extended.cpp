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

void Parse::read(Reader& in) {
  statement = in.text();
  text = in.text();
  read_oids(in, parameter_types);
}

void Parse::write(Writer& out) const {
  out.text(statement).text(text);
  write_oids(out, parameter_types);
}

void Bind::read(Reader& in) {
  portal = in.text();
  statement = in.text();
  read_formats(in, formats);
  read_values(in, parameters);
  in.require(fit(formats, parameters.size()), "it has neither one format nor one for each parameter");
  read_formats(in, result_formats);
}

void Bind::write(Writer& out) const {
  out.text(portal).text(statement);
  write_formats(out, formats);
  write_values(out, parameters);
  write_formats(out, result_formats);
}

void Describe::read(Reader& in) {
  target = read_target(in);
  of = in.text();
}

void Describe::write(Writer& out) const {
  out.byte(static_cast<std::uint8_t>(target)).text(of);
}

void Close::read(Reader& in) {
  target = read_target(in);
  what = in.text();
}

void Close::write(Writer& out) const {
  out.byte(static_cast<std::uint8_t>(target)).text(what);
}

void Execute::read(Reader& in) {
  portal = in.text();
  most_rows = in.int32();
}

void Execute::write(Writer& out) const {
  out.text(portal).int32(most_rows);
}

void ParameterDescription::read(Reader& in) {
  read_oids(in, types);
}

void ParameterDescription::write(Writer& out) const {
  write_oids(out, types);
}

void encode_bind(std::string& out, std::string_view portal, std::string_view statement, std::string_view rest) {
  out.push_back(Bind::type);
  const std::size_t length_at = out.size();
  out.append(4, '\0');
  Writer(out).text(portal).text(statement).bytes(rest);
  patch_length(out, length_at);
}

}  // namespace ringfence::gateway::wire
