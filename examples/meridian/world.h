// The people of Meridian: how many live where, and who meets whom. All arithmetic, nothing stored per person.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "random.h"
#include "words.h"

namespace meridian {

struct Country {
  std::string code, name;
  std::uint64_t population = 0;
  const Language* language = nullptr;
  // Its people stand at the positions [begin, end).
  std::uint64_t begin = 0, end = 0;
};

// A one-to-one map of 0 … size - 1 to itself that scatters neighbours.
class Scatter {
 public:
  Scatter(std::uint64_t size, std::uint64_t seed);
  [[nodiscard]] std::uint64_t forth(std::uint64_t position) const { return (position * factor_ + shift_) % size_; }
  [[nodiscard]] std::uint64_t back(std::uint64_t place) const {
    return (place + size_ - shift_) % size_ * inverse_ % size_;
  }

 private:
  std::uint64_t size_, factor_ = 1, inverse_ = 1, shift_ = 0;
};

class World {
 public:
  // population.csv and words/ are read from `folder`. Each country gets its share of `people`, rounded so that the sum
  // is right; those too small for one person have none.
  static ringfence::Result<World> read(const std::filesystem::path& folder, std::uint64_t people, std::uint64_t seed);

  [[nodiscard]] std::uint64_t people() const { return people_; }
  [[nodiscard]] std::uint64_t posts() const { return people_ * posts_each; }
  [[nodiscard]] std::uint64_t seed() const { return seed_; }
  [[nodiscard]] const std::vector<Country>& countries() const { return countries_; }

  // People and posts stand in order of country; their ids are scattered. Ids begin at 1.
  [[nodiscard]] std::uint64_t person_id(std::uint64_t position) const { return person_ids_.forth(position) + 1; }
  [[nodiscard]] std::uint64_t person_position(std::uint64_t id) const { return person_ids_.back(id - 1); }
  [[nodiscard]] const Country& country_of(std::uint64_t position) const;
  [[nodiscard]] const Country& country_of_post(std::uint64_t id) const;

  // A person's id, of the country or of any; a few are chosen very often.
  std::uint64_t someone_in(const Country& country, Random& random) const;
  std::uint64_t someone(Random& random) const { return someone_in(country_of(random.below(people_)), random); }
  // Mostly of the country.
  std::uint64_t someone_near(const Country& country, Random& random) const;
  std::uint64_t some_post(Random& random) const;

 private:
  World(std::shared_ptr<const Languages> languages, std::vector<Country> countries, std::uint64_t people,
        std::uint64_t seed);
  static constexpr std::uint64_t posts_each = 3;
  std::shared_ptr<const Languages> languages_;  // the countries point into it
  std::vector<Country> countries_;
  std::uint64_t people_, seed_;
  Scatter person_ids_, post_ids_;
};

// Read-only lists that belong to no country.
inline constexpr std::uint64_t tags = 600;
inline constexpr std::uint64_t places = 4000;

}  // namespace meridian
