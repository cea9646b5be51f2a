#include "gateway/wire/startup.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/limits.h"
#include "gateway/wire/bytes.h"

namespace ringfence::gateway::wire {

namespace {

constexpr std::uint32_t cancel_code = 80877102;
constexpr std::uint32_t ssl_code = 80877103;
constexpr std::uint32_t gss_enc_code = 80877104;
constexpr std::size_t least_key_bytes = 4;

StartupMessage read_startup(std::uint32_t version, Reader& in) {
  StartupMessage message{version, {}};
  while (in.good()) {
    const std::string_view name = in.text();
    if (name.empty()) break;
    const std::string_view value = in.text();
    message.settings.emplace_back(name, value);
    in.require(message.settings.size() <= limits::startup_settings, "it has too many settings");
  }
  return message;
}

CancelRequest read_cancel(Reader& in) {
  CancelRequest request{in.uint32(), in.rest()};
  in.require(request.key.size() >= least_key_bytes && request.key.size() <= limits::cancel_key_bytes,
             "its key is too short or too long");
  return request;
}

struct Encoder {
  void operator()(const StartupMessage& message) const {
    out.uint32(message.version);
    for (const auto& [name, value] : message.settings) out.text(name).text(value);
    out.byte(0);
  }
  void operator()(const SslRequest&) const { out.uint32(ssl_code); }
  void operator()(const GssEncRequest&) const { out.uint32(gss_enc_code); }
  void operator()(const CancelRequest& request) const {
    out.uint32(cancel_code).uint32(request.process).bytes(request.key);
  }
  Writer& out;
};

template <class Packet>
Result<StartupPacket> finished(const Reader& in, std::string_view name, Packet packet) {
  if (Status whole = in.finish(name); !whole) return whole.error();
  return StartupPacket(std::move(packet));
}

}  // namespace

std::string_view StartupMessage::setting(std::string_view name) const {
  const auto found =
      std::find_if(settings.rbegin(), settings.rend(), [&](const auto& each) { return each.first == name; });
  return found == settings.rend() ? std::string_view() : found->second;
}

Result<StartupPacket> decode_startup(std::string_view packet) {
  Reader in(packet);
  const std::uint32_t length = in.uint32();
  in.require(length == packet.size(), "its length is not its length");
  const std::uint32_t code = in.uint32();
  if (code == ssl_code) return finished(in, "SSLRequest", SslRequest{});
  if (code == gss_enc_code) return finished(in, "GSSENCRequest", GssEncRequest{});
  if (code == cancel_code) {
    CancelRequest request = read_cancel(in);
    return finished(in, "CancelRequest", request);
  }
  if (in.good() && code >> 16 != 3) {
    return Error(fmt::format("unsupported frontend protocol {}.{}", code >> 16, code & 0xffff), {},
                 "the protocol of PostgreSQL 7.4 and later is 3.0", "0A000");
  }
  StartupMessage message = read_startup(code, in);
  return finished(in, "startup", std::move(message));
}

void encode_startup(const StartupPacket& packet, std::string& out) {
  const std::size_t length_at = out.size();
  out.append(4, '\0');
  Writer writer(out);
  std::visit(Encoder{writer}, packet);
  patch_length(out, length_at);
}

}  // namespace ringfence::gateway::wire
