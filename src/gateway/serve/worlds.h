// Who reads world views now, and what of: by the backend of this ring's PostgreSQL that does. Backends are told apart
// by their process id, which postgres_fdw says as its application_name. For the loop's thread. docs/decisions/0017.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>

#include "gateway/route/shape.h"
#include "gateway/serve/world_link.h"
#include "gateway/session/transfer.h"

namespace ringfence::gateway {

class Client;
class Gateway;

class Worlds {
 public:
  explicit Worlds(Gateway& gateway) : gateway_(gateway) {}

  // The client has the server of this backend, which reads world views; and has it no more.
  void lent(std::uint32_t backend, Client& client) { clients_[backend] = &client; }
  void over(std::uint32_t backend);

  struct Opened {
    SessionId link;
    WorldLink::CursorId cursor;
  };
  // A foreign table of `ring` is read. 42501: nobody has the backend. Other rings that are asked such questions
  // wherever this one is, are asked at once as well: PostgreSQL may come to them only later, one after the other.
  Result<Opened> open(std::uint32_t backend, const std::string& ring, const WorldQuery& query);
  [[nodiscard]] WorldLink* find(SessionId link);
  // No cursor of it is of use any more.
  void end(SessionId link);
  // Told to whoever has the backend: something of this table is withheld from its viewer.
  void withheld(std::uint32_t backend, const std::string& table);
  // Told to whoever has the backend, and counts: so much of this ring is withheld from its viewer.
  void counted(std::uint32_t backend, const std::string& ring, const Result<std::int64_t>& rows);
  // Told to whoever has the backend: rows of this ring are missing.
  void left_out(std::uint32_t backend, const std::string& ring);
  void gone(SessionId link);  // for links

 private:
  struct Place {
    std::uint32_t backend;
    std::string ring;
    bool counts;  // apart from what is read at the same time
    auto operator<=>(const Place&) const = default;
  };
  [[nodiscard]] std::optional<WorldReader> reader_of(std::uint32_t backend) const;
  WorldLink& link_of(const Place& place, const WorldReader& reader);
  std::string shape_of(const std::string& text);
  void ask_others(const Place& place, const WorldReader& reader, const WorldQuery& query);

  Gateway& gateway_;
  std::unordered_map<std::uint32_t, Client*> clients_;
  std::map<Place, SessionId> links_;  // of transactions that are open
  std::unordered_map<SessionId, std::shared_ptr<WorldLink>> all_;
  Shaper shaper_;
  std::unordered_map<std::string, std::set<std::string>> asked_;  // by shape: the rings that are asked such questions
};

}  // namespace ringfence::gateway
