#include "world.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <numeric>

#include "base/csv.h"
#include "base/file.h"

namespace meridian {

namespace {

constexpr std::size_t population_bytes = 1u << 20;
constexpr double stays_in_country = 0.85;

// Largest remainders: shares that sum to `people`.
void share_out(std::vector<Country>& countries, std::uint64_t people) {
  std::uint64_t total = 0;
  for (const Country& country : countries) total += country.population;
  std::vector<std::uint64_t> share;
  std::vector<std::pair<std::uint64_t, std::size_t>> remainder;
  std::uint64_t given = 0;
  for (std::size_t i = 0; i < countries.size(); ++i) {
    share.push_back(countries[i].population * people / total);
    remainder.emplace_back(countries[i].population * people % total, i);
    given += share.back();
  }
  std::sort(remainder.rbegin(), remainder.rend());
  for (std::size_t i = 0; given < people; ++i, ++given) ++share[remainder[i].second];
  std::uint64_t at = 0;
  for (std::size_t i = 0; i < countries.size(); ++i) {
    countries[i].begin = at;
    countries[i].end = at += share[i];
  }
}

std::uint64_t inverse_of(std::uint64_t factor, std::uint64_t size) {
  std::int64_t a = static_cast<std::int64_t>(factor), b = static_cast<std::int64_t>(size), x = 1, y = 0;
  while (b != 0) {
    const std::int64_t quotient = a / b;
    std::tie(a, b) = std::pair(b, a - quotient * b);
    std::tie(x, y) = std::pair(y, x - quotient * y);
  }
  return static_cast<std::uint64_t>((x % static_cast<std::int64_t>(size) + static_cast<std::int64_t>(size)) %
                                    static_cast<std::int64_t>(size));
}

}  // namespace

Scatter::Scatter(std::uint64_t size, std::uint64_t seed) : size_(size) {
  Random random(seed, 0, size);
  do factor_ = 1 + random.below(size);
  while (std::gcd(factor_, size) != 1);
  inverse_ = inverse_of(factor_, size);
  shift_ = random.below(size);
}

World::World(std::shared_ptr<const Languages> languages, std::vector<Country> countries, std::uint64_t people,
             std::uint64_t seed)
    : languages_(std::move(languages)),
      countries_(std::move(countries)),
      people_(people),
      seed_(seed),
      person_ids_(people, seed),
      post_ids_(people * posts_each, seed) {}

ringfence::Result<World> World::read(const std::filesystem::path& folder, std::uint64_t people, std::uint64_t seed) {
  auto read_words = read_languages(folder / "words");
  if (!read_words) return read_words.error();
  const auto languages = std::make_shared<const Languages>(*std::move(read_words));
  auto text = ringfence::read_file(folder / "population.csv", population_bytes);
  if (!text) return text.error();
  auto rows = ringfence::parse_csv(*text, "population.csv");
  if (!rows) return rows.error();
  std::vector<Country> countries;
  for (std::size_t i = 1; i < rows->size(); ++i) {
    const auto& [line, fields] = (*rows)[i];
    const auto language = fields.size() == 4 ? languages->find(fields[2]) : languages->end();
    if (language == languages->end())
      return ringfence::fail(fmt::format("population.csv:{}: expected code,people,language,name", line), {},
                             "a language is the name of a file in words/");
    countries.push_back({fields[0], fields[3], std::stoull(fields[1]), &language->second});
  }
  share_out(countries, people);
  return World(languages, std::move(countries), people, seed);
}

const Country& World::country_of(std::uint64_t position) const {
  return *std::partition_point(countries_.begin(), countries_.end(),
                               [position](const Country& country) { return country.end <= position; });
}

const Country& World::country_of_post(std::uint64_t id) const {
  return country_of(post_ids_.back(id - 1) / posts_each);
}

std::uint64_t World::someone_in(const Country& country, Random& random) const {
  return person_id(country.begin + random.skewed(country.end - country.begin));
}

std::uint64_t World::someone_near(const Country& country, Random& random) const {
  return random.chance(stays_in_country) ? someone_in(country, random) : someone(random);
}

std::uint64_t World::some_post(Random& random) const {
  const Country& country = country_of(random.below(people_));
  return post_ids_.forth(country.begin * posts_each + random.skewed((country.end - country.begin) * posts_each)) + 1;
}

}  // namespace meridian
