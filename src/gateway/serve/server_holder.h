// Who may have a server for a time: a client's session, or what reads another ring for a world view. It is known by its
// SessionId (Gateway::holder), since a server may be granted long after it was asked for.
#pragma once

#include <cstddef>
#include <string_view>

#include "base/result.h"

namespace ringfence::gateway {

class Server;

class ServerHolder {
 public:
  virtual ~ServerHolder() = default;
  virtual void granted(Server& server) = 0;
  virtual void refused(const Error& error) = 0;
  // How many of them were used; the rest comes again.
  virtual std::size_t server_bytes(std::string_view bytes) = 0;
  virtual void server_lost(const Error& error) = 0;
  virtual void server_drained() = 0;
};

}  // namespace ringfence::gateway
