// Every table of the platform and how its rows are made.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "rows.h"
#include "world.h"

namespace meridian {

struct TableMaker {
  std::string copy;         // "public.person (id, handle, …)"
  std::uint64_t count = 0;  // how often `make` is called: with 0 … count - 1, in any order
  // Adds the rows of one index: none, one or several. Depends on the world and the index alone.
  void (*make)(const World& world, std::uint64_t index, CopyRows& rows) = nullptr;
};

std::vector<TableMaker> reference_tables(const World& world);
std::vector<TableMaker> people_tables(const World& world);
std::vector<TableMaker> writing_tables(const World& world);
std::vector<TableMaker> activity_tables(const World& world);

// What people_tables writes as the e-mail address of a person.
std::string address_of(const World& world, std::uint64_t person);

// When things happened: from the platform's first day to the last before the sample was made.
inline constexpr std::int64_t first_day = 1325376000;  // 2012-01-01
inline constexpr std::int64_t last_day = 1782777600;   // 2026-06-30
// The moment of row `index` of `count`: later rows later, unevenly spaced.
inline std::int64_t moment(std::uint64_t index, std::uint64_t count, Random& random, std::int64_t from = first_day) {
  const double share = (static_cast<double>(index) + random.real()) / static_cast<double>(count);
  return from + static_cast<std::int64_t>(share * static_cast<double>(last_day - from));
}

}  // namespace meridian
