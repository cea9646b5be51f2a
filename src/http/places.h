// The jurisdiction of an address, by a MaxMind DB file that the operator names (GeoLite2-Country, GeoIP2-City, DB-IP,
// …). The file is opened once and stays; one thread at a time.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "base/result.h"

namespace ringfence::http {

class Places {
 public:
  // Fails where it cannot be read, or is no MaxMind DB.
  static Result<std::unique_ptr<Places>> open(const std::string& file);
  ~Places();
  Places(const Places&) = delete;
  Places& operator=(const Places&) = delete;

  // "CN", or with its subdivision where the file has them: "US-CA". Nothing: the file does not know. 22023: no
  // address.
  [[nodiscard]] Result<std::optional<std::string>> jurisdiction_of(const std::string& address) const;

 private:
  struct State;
  explicit Places(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace ringfence::http
