// A few threads that each hold a connection to the source, all seeing one snapshot of it, and one to each ring.
#pragma once

#include <atomic>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/terminal.h"
#include "pg/connection.h"

namespace ringfence::lifecycle {

struct Addresses {
  std::string source;
  std::vector<std::string> rings;  // libpq URIs, in the policy's order
  std::vector<std::string> ring_names;
};

// The advisory locks of a split, in each ring's database. Whoever conducts holds the first; whoever works holds the
// second shared, so that a resumed split can wait until a killed one's last statements have ended.
inline constexpr long long conduct_lock = 0x52696e67'0001;
inline constexpr long long work_lock = 0x52696e67'0002;

// A session with a ring whose statements end within a second of our death.
Result<pg::Connection> open_ring(const Addresses& addresses, std::size_t ring);

// One worker's connections, opened when first asked for. Used by its own thread only.
class Hands {
 public:
  Hands(const Addresses& addresses, std::string snapshot) : addresses_(addresses), snapshot_(std::move(snapshot)) {}
  Result<pg::Connection*> source();
  Result<pg::Connection*> ring(std::size_t index);
  [[nodiscard]] const std::string& ring_name(std::size_t index) const { return addresses_.ring_names[index]; }

 private:
  const Addresses& addresses_;
  std::string snapshot_;
  std::optional<pg::Connection> source_;
  std::vector<std::optional<pg::Connection>> rings_;
};

// Bytes (or any unit) done so far, counted by workers and watched by whoever draws the bar.
using Counter = std::atomic<std::uint64_t>;

struct Task {
  std::function<Status(Hands&, Counter&)> work;
};

// Runs all tasks, first ones first, on `jobs` threads. The first error stops the taking of new tasks and is returned
// when the running ones have ended. `total` is what the counter comes to, for the bar.
Status run_tasks(const Addresses& addresses, const std::string& snapshot, std::size_t jobs, std::vector<Task> tasks,
                 Progress& progress, std::uint64_t total, std::string_view detail);

}  // namespace ringfence::lifecycle
