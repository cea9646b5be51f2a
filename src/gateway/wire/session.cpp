#include "gateway/wire/session.h"

#include "base/limits.h"

namespace ringfence::gateway::wire {

BackendKeyData BackendKeyData::read(Reader& in) {
  BackendKeyData message{in.uint32(), in.rest()};
  in.require(message.key.size() >= 4 && message.key.size() <= limits::cancel_key_bytes,
             "its key is too short or too long");
  return message;
}

void BackendKeyData::write(Writer& out) const {
  out.uint32(process).bytes(key);
}

ParameterStatus ParameterStatus::read(Reader& in) {
  ParameterStatus message;
  message.parameter = in.text();
  message.value = in.text();
  return message;
}

void ParameterStatus::write(Writer& out) const {
  out.text(parameter).text(value);
}

ReadyForQuery ReadyForQuery::read(Reader& in) {
  const char status = static_cast<char>(in.byte());
  in.require(status == 'I' || status == 'T' || status == 'E', "its transaction status is unknown");
  return {static_cast<TransactionStatus>(status)};
}

void ReadyForQuery::write(Writer& out) const {
  out.byte(static_cast<std::uint8_t>(status));
}

NegotiateProtocolVersion NegotiateProtocolVersion::read(Reader& in) {
  NegotiateProtocolVersion message;
  message.newest_minor = in.uint32();
  const std::uint32_t count = in.uint32();
  in.require(count <= limits::startup_settings, "it has too many options");
  for (std::uint32_t i = 0; i < count && in.good(); ++i) message.unknown_options.push_back(in.text());
  return message;
}

void NegotiateProtocolVersion::write(Writer& out) const {
  out.uint32(newest_minor).uint32(static_cast<std::uint32_t>(unknown_options.size()));
  for (const std::string_view option : unknown_options) out.text(option);
}

NotificationResponse NotificationResponse::read(Reader& in) {
  NotificationResponse message;
  message.process = in.uint32();
  message.channel = in.text();
  message.payload = in.text();
  return message;
}

void NotificationResponse::write(Writer& out) const {
  out.uint32(process).text(channel).text(payload);
}

}  // namespace ringfence::gateway::wire
