// What calls of officers who were let in come to. Blocking; one thread at a time.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "demand/api/route.h"
#include "demand/store/take.h"
#include "http/server.h"
#include "pg/connection.h"

namespace ringfence::demand {

struct Caller {
  std::shared_ptr<const policy::Policy> policy;
  const policy::Officer* officer = nullptr;  // of it
};

class Calls {
 public:
  Calls(std::string ring, std::function<Result<pg::Connection>()> connect,
        std::shared_ptr<const std::atomic<bool>> ending)
      : ring_(std::move(ring)), connect_(std::move(connect)), ending_(std::move(ending)) {}

  http::Answer answer(const Caller& by, const Route& route, const std::string& body);

 private:
  Result<http::Answer> list(const Route& route);
  Result<http::Answer> show(const Route& route);
  Result<http::Answer> document(const Route& route);
  Result<http::Answer> step(const Caller& by, const Route& route, const std::string& body);
  Result<std::uint64_t> entry_of(std::uint64_t left);

  std::string ring_;
  std::function<Result<pg::Connection>()> connect_;
  std::shared_ptr<const std::atomic<bool>> ending_;
  std::optional<pg::Connection> connection_;
};

}  // namespace ringfence::demand
