// Any bytes as a message of the protocol: refused, or the same bytes when encoded again. The first byte chooses the
// message, so that one program is a target for each; built with RINGFENCE_MESSAGE it is the target of that one alone.
#include <cstdlib>
#include <iterator>

#include "gateway/wire/authentication.h"
#include "gateway/wire/copy.h"
#include "gateway/wire/extended.h"
#include "gateway/wire/frame.h"
#include "gateway/wire/query.h"
#include "gateway/wire/report.h"
#include "gateway/wire/rows.h"
#include "gateway/wire/session.h"
#include "gateway/wire/startup.h"

namespace {

using namespace ringfence::gateway::wire;

void must(bool holds) {
  if (!holds) std::abort();
}

template <class Message>
void try_message(std::string_view payload) {
  const auto read = decode<Message>(payload);
  if (!read) return must(read.error().sqlstate == "08P01");
  must(encode(*read).substr(frame_header_bytes) == payload);
}

struct Startup {};
template <>
[[maybe_unused]] void try_message<Startup>(std::string_view packet) {
  const auto read = decode_startup(packet);
  if (!read) return must(!read.error().sqlstate.empty());
  std::string again;
  encode_startup(*read, again);
  must(again == packet);
}

struct Frame {};
template <>
[[maybe_unused]] void try_message<Frame>(std::string_view bytes) {
  for (const Sender sender : {Sender::client, Sender::server}) {
    const auto header = read_frame_header(bytes, sender);
    if (header && *header) must(bytes.size() >= frame_header_bytes && (*header)->type == bytes.front());
  }
  (void)read_packet_length(bytes);
}

using Try = void (*)(std::string_view);
#ifdef RINGFENCE_MESSAGE
constexpr Try all[] = {try_message<RINGFENCE_MESSAGE>};
#else
constexpr Try all[] = {
    try_message<Startup>,
    try_message<Frame>,
    try_message<Authentication>,
    try_message<PasswordMessage>,
    try_message<SaslInitialResponse>,
    try_message<SaslResponse>,
    try_message<Query>,
    try_message<Parse>,
    try_message<Bind>,
    try_message<Describe>,
    try_message<Close>,
    try_message<Execute>,
    try_message<FunctionCall>,
    try_message<CopyData>,
    try_message<CopyFail>,
    try_message<BackendKeyData>,
    try_message<ParameterStatus>,
    try_message<ReadyForQuery>,
    try_message<NegotiateProtocolVersion>,
    try_message<NotificationResponse>,
    try_message<CommandComplete>,
    try_message<FunctionCallResponse>,
    try_message<RowDescription>,
    try_message<DataRow>,
    try_message<ParameterDescription>,
    try_message<ErrorResponse>,
    try_message<NoticeResponse>,
    try_message<CopyInResponse>,
    try_message<CopyOutResponse>,
    try_message<CopyBothResponse>,
    try_message<Sync>,
    try_message<Flush>,
    try_message<Terminate>,
    try_message<CopyDone>,
    try_message<EmptyQueryResponse>,
    try_message<ParseComplete>,
    try_message<BindComplete>,
    try_message<CloseComplete>,
    try_message<NoData>,
    try_message<PortalSuspended>,
};
#endif

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  if (std::size(all) == 1) {
    all[0](bytes);
  } else if (!bytes.empty()) {
    all[static_cast<unsigned char>(bytes.front()) % std::size(all)](bytes.substr(1));
  }
  return 0;
}
