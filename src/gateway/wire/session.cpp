#include "gateway/wire/session.h"

#include "base/limits.h"

namespace ringfence::gateway::wire {

void BackendKeyData::read(Reader& in) {
  process = in.uint32();
  key = in.rest();
  in.require(key.size() >= 4 && key.size() <= limits::cancel_key_bytes, "its key is too short or too long");
}

void BackendKeyData::write(Writer& out) const {
  out.uint32(process).bytes(key);
}

void ParameterStatus::read(Reader& in) {
  parameter = in.text();
  value = in.text();
}

void ParameterStatus::write(Writer& out) const {
  out.text(parameter).text(value);
}

void ReadyForQuery::read(Reader& in) {
  const char letter = static_cast<char>(in.byte());
  in.require(letter == 'I' || letter == 'T' || letter == 'E', "its transaction status is unknown");
  status = static_cast<TransactionStatus>(letter);
}

void ReadyForQuery::write(Writer& out) const {
  out.byte(static_cast<std::uint8_t>(status));
}

void NegotiateProtocolVersion::read(Reader& in) {
  newest_minor = in.uint32();
  const std::uint32_t count = in.uint32();
  in.require(count <= limits::startup_settings, "it has too many options");
  for (std::uint32_t i = 0; i < count && in.good(); ++i) unknown_options.push_back(in.text());
}

void NegotiateProtocolVersion::write(Writer& out) const {
  out.uint32(newest_minor).uint32(static_cast<std::uint32_t>(unknown_options.size()));
  for (const std::string_view option : unknown_options) out.text(option);
}

void NotificationResponse::read(Reader& in) {
  process = in.uint32();
  channel = in.text();
  payload = in.text();
}

void NotificationResponse::write(Writer& out) const {
  out.uint32(process).text(channel).text(payload);
}

}  // namespace ringfence::gateway::wire
