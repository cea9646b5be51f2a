// The texts that clients have prepared, each once whoever prepared it, under a name that is good on every server. Pure;
// for one thread.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "gateway/route/keyed_hash.h"

namespace ringfence::gateway {

struct Statement {
  std::uint64_t id = 0;  // never used again
  std::string text;
  std::vector<std::uint32_t> types;  // as Parse declared them
  // What it is called on servers. Nothing a client names can be in its way: names of clients never reach a server.
  std::string name = name_of(id);
  static std::string name_of(std::uint64_t id) { return "ringfence_" + std::to_string(id); }
};

class Statements {
 public:
  using Held = std::shared_ptr<const Statement>;
  // The same object for the same text and types, as long as anybody holds it.
  Held intern(std::string_view text, const std::vector<std::uint32_t>& types);
  // Whoever prepares this text from now on gets another name: servers may have a plan under the old one that no longer
  // fits the tables.
  void retire(const Statement& statement);
  [[nodiscard]] std::size_t size() const { return known_.size(); }
  // For Prepared::number: never 0, never the same twice.
  std::uint64_t number() { return ++numbers_; }

 private:
  static void write_key(std::string& out, std::string_view text, const std::vector<std::uint32_t>& types);
  using Known = std::unordered_map<std::string, std::weak_ptr<const Statement>, KeyedHash, std::equal_to<>>;
  // Shared with the statements, which take themselves out when the last of their holders is gone.
  std::shared_ptr<Known> shared_ = std::make_shared<Known>(0, KeyedHash::seeded());
  Known& known_ = *shared_;
  std::string key_;
  std::uint64_t last_ = 0;
  std::uint64_t numbers_ = 0;
};

}  // namespace ringfence::gateway
