#include "gateway/serve/worlds.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "base/limits.h"
#include "gateway/serve/client.h"
#include "gateway/serve/gateway.h"

namespace ringfence::gateway {

std::optional<WorldReader> Worlds::reader_of(std::uint32_t backend) const {
  const auto found = clients_.find(backend);
  return found == clients_.end() ? std::nullopt : found->second->world_reader();
}

// A server is given to somebody else only when it has no transaction: what was asked for and not used ends here.
void Worlds::over(std::uint32_t backend) {
  clients_.erase(backend);
  std::vector<SessionId> open;
  for (auto at = links_.lower_bound({backend, {}, false}); at != links_.end() && at->first.backend == backend; ++at) {
    open.push_back(at->second);
  }
  for (const SessionId link : open) end(link);
}

WorldLink& Worlds::link_of(const Place& place, const WorldReader& reader) {
  const auto known = links_.find(place);
  if (known != links_.end()) {
    WorldLink& link = *all_.at(known->second);
    if (link.reader() == reader) return link;
    end(known->second);
  }
  const SessionId id = gateway_.new_session_id();
  const auto link = std::make_shared<WorldLink>(gateway_, id, place.backend, place.ring, reader);
  all_.emplace(id, link);
  links_[place] = id;
  return *link;
}

Result<Worlds::Opened> Worlds::open(std::uint32_t backend, const std::string& ring, const WorldQuery& query) {
  const auto reader = reader_of(backend);
  if (!reader) {
    return Error(
        fmt::format("refused: nobody reads world views by backend {} of ring {}", backend, gateway_.settings().ring),
        "a world view is read through the ring's gateway, for a service that it has let in", "connect to the gateway",
        "42501");
  }
  if (!gateway_.recorder()) {
    return Error(fmt::format("refused: the gateway of ring {} keeps no ledger", gateway_.settings().ring), {},
                 "give it a `ledger`", "42501");
  }
  const Place place{backend, ring, reader->counts};
  WorldLink& link = link_of(place, *reader);
  const SessionId id = link.id();
  const auto claimed = link.claim(query);
  const WorldLink::CursorId cursor = claimed ? *claimed : link.open(query);
  ask_others(place, *reader, query);
  return Opened{id, cursor};
}

std::string Worlds::shape_of(const std::string& text) {
  return shaper_.read(text) ? std::string(shaper_.key()) : text;
}

void Worlds::ask_others(const Place& place, const WorldReader& reader, const WorldQuery& query) {
  const std::string shape = shape_of(query.text);
  if (asked_.size() >= limits::world_queries && !asked_.contains(shape)) asked_.clear();
  std::set<std::string>& rings = asked_[shape];
  rings.insert(place.ring);
  const std::set<std::string> known = rings;
  for (const std::string& ring : known) {
    if (ring == place.ring) continue;
    WorldLink& link = link_of({place.backend, ring, place.counts}, reader);
    if (!link.has(query)) link.prefetch(query);
  }
}

WorldLink* Worlds::find(SessionId link) {
  const auto found = all_.find(link);
  return found == all_.end() ? nullptr : found->second.get();
}

// A ring that was asked for nothing is not asked the next time before it is needed.
void Worlds::end(SessionId id) {
  const auto found = all_.find(id);
  if (found == all_.end()) return;
  const std::shared_ptr<WorldLink> link = found->second;
  // Another may have come in its place.
  const auto at = links_.find({link->backend(), link->ring(), link->reader().counts});
  if (at != links_.end() && at->second == id) links_.erase(at);
  for (const auto& [cursor, text] : link->unclaimed()) {
    if (const auto asked = asked_.find(shape_of(text)); asked != asked_.end()) asked->second.erase(link->ring());
  }
  link->end();
}

void Worlds::gone(SessionId id) {
  const auto found = all_.find(id);
  if (found == all_.end()) return;
  std::erase_if(links_, [&](const auto& one) { return one.second == id; });
  gateway_.loop().destroy_later(found->second);
  all_.erase(found);
}

void Worlds::withheld(std::uint32_t backend, const std::string& table) {
  if (const auto found = clients_.find(backend); found != clients_.end()) found->second->tell_withheld(table);
}

void Worlds::counted(std::uint32_t backend, const std::string& ring, const Result<std::int64_t>& rows) {
  if (const auto found = clients_.find(backend); found != clients_.end()) found->second->tell_counted(ring, rows);
}

void Worlds::left_out(std::uint32_t backend, const std::string& ring) {
  const auto found = clients_.find(backend);
  if (found == clients_.end()) return;
  found->second->tell({fmt::format("ring {} is out of reach: its rows are missing", ring),
                       "the service takes a part for the whole: partial = true",
                       {},
                       "01000"});
}

}  // namespace ringfence::gateway
