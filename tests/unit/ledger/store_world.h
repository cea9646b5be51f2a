// A ledger in a file system that forgets, what its user was told, and what must hold of it whenever it is opened again.
#pragma once

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

#include "ledger/store.h"
#include "memory_files.h"

namespace ringfence::ledger {

struct Told {
  std::vector<std::string> entries;      // acknowledged, by index
  std::vector<std::string> checkpoints;  // that ever stood in log/, and their tiles could be read
  std::set<std::uint64_t> opened;        // entries that have an opening
  std::set<std::uint64_t> erasing;       // whose erasure was asked for: they may be gone
  std::set<std::uint64_t> erased;        // whose erasure was acknowledged
  bool is_made = false;
};

inline constexpr auto ledger_folder = "d/l";

// A life of a ledger: made, opened, appended to, published, begun anew, erased from, closed. Each step is noted in
// `told` once it has returned; the first that fails ends it.
void live(MemoryFiles& files, Told& told);
// Opens it, and fails the test unless it is what was told; then appends, and looks again.
void expect_as_told(MemoryFiles& files, Told told, const std::string& when);
// From now on checkpoints are noted.
void watch(MemoryFiles& files, Told& told);

}  // namespace ringfence::ledger
