#include "gateway/route/said_anew.h"

#include "compile/postgres/by_ring.h"
#include "compile/postgres/shown_views.h"
#include "gateway/route/router.h"

namespace ringfence::gateway {

namespace {

std::optional<std::string> said(const Knowledge& knowledge, std::string_view world, std::string_view text) {
  if (world.empty()) return compile::through_shown_view(text, knowledge.shown_views, knowledge.catalogue);
  const auto parts = knowledge.world_parts.find(world);
  if (parts == knowledge.world_parts.end()) return std::nullopt;
  return compile::by_ring(text, parts->second, knowledge.catalogue);
}

}  // namespace

const std::string* SaidAnew::find(const Knowledge& knowledge, std::string_view world, std::string_view text) {
  if (text.size() > limits::by_ring_bytes || (world.empty() && knowledge.shown_views.empty())) return nullptr;
  key_.assign(world).append(1, '\0').append(text);
  const std::optional<std::string>* known = known_.find(key_);
  if (!known) known = &known_.put(key_, said(knowledge, world, text));
  return *known ? &**known : nullptr;
}

}  // namespace ringfence::gateway
