// What this ring's PostgreSQL says for world views, and what another ring's gateway answers. The first byte says which.
#include <cstdint>
#include <memory>
#include <string_view>

#include "gateway/world/fdw_session.h"
#include "gateway/world/ring_reader.h"

namespace {

using namespace ringfence::gateway;

void as_postgres(std::string_view bytes) {
  FdwSession session;
  while (!bytes.empty()) {
    FdwSession::Actions actions;
    const std::size_t used = session.resume(bytes, actions);
    if (used > bytes.size()) __builtin_trap();
    bytes.remove_prefix(used);
    if (actions.close) return;
    if (session.waits()) session.resume(FdwSession::Fetched{{}, {}, 0}, actions);
    if (used == 0 && !session.waits()) return;
  }
}

void as_ring(std::string_view bytes) {
  RingReader reader("eu", {"web", "feed", {}, true});
  ServerSide link;
  link.link_name = "0123456789abcdef01234567";
  RingReader::Actions actions;
  const auto first = reader.open({"SELECT 1", {}, {}}, {std::make_shared<const TransferPlan>(), {}}, actions);
  reader.granted(link, actions);
  reader.recorded({}, nullptr, actions);
  const auto second = reader.open({"SELECT 2", {}, {}}, {std::make_shared<const TransferPlan>(), {}}, actions);
  reader.recorded({}, nullptr, actions);
  // In pieces of some length, which must not matter.
  const std::size_t piece = bytes.empty() ? 1 : 1 + static_cast<unsigned char>(bytes.front()) % 64;
  for (std::size_t at = 0; at < bytes.size(); at += piece) {
    reader.received(bytes.substr(at, piece), actions);
    (void)reader.fetch(first, 3, actions);
    if (at / piece % 8 == 7) reader.close(second, actions);
  }
  reader.end(actions);
  if (actions.discard || actions.give_back) return;
  reader.lost({"the connection was lost", {}, {}, "08006"}, actions);
  if (!reader.is_over()) __builtin_trap();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  if ((data[0] & 1U) == 0) {
    as_postgres(bytes);
  } else {
    as_ring(bytes);
  }
  return 0;
}
