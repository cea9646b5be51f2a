#include <algorithm>
#include <array>

#include "tables.h"

namespace meridian {

namespace {

enum Stream : std::uint64_t { handle_stream = 20, person_stream, profile_stream, connection_stream };

constexpr std::uint64_t most_connections = 150;
constexpr std::int64_t day = 86400;

std::string handle_of(const World& world, std::uint64_t person) {
  static constexpr std::array syllables = {"ka", "mi", "ro", "ta", "li",  "no", "sa", "vi", "du", "ren", "el", "jo",
                                           "an", "be", "zu", "ha", "wen", "or", "ti", "ma", "lo", "ki",  "na", "ru"};
  Random random(world.seed(), handle_stream, person);
  std::string handle;
  for (auto count = 2 + random.below(2); count > 0; --count) handle += syllables[random.below(syllables.size())];
  return fmt::format("{}{}", handle, person);
}

std::string settings(Random& random) {
  static constexpr std::array themes = {"light", "dark", "system"};
  return fmt::format(R"({{"theme": "{}", "digest": {}, "per_page": {}}})", themes[random.below(3)], random.chance(0.3),
                     10 * (1 + random.below(5)));
}

std::string word_array(const Language& language, Random& random, std::uint64_t count) {
  std::string list = "{";
  for (; count > 0; --count) list += fmt::format("\"{}\"{}", random.one_of(language.words), count > 1 ? "," : "");
  return list + "}";
}

void make_person(const World& world, std::uint64_t index, CopyRows& rows) {
  const std::uint64_t id = index + 1;
  Random random(world.seed(), person_stream, index);
  const Country& country = world.country_of(world.person_position(id));
  const Language& language = *country.language;
  rows.number(id).text(handle_of(world, id)).text(random.one_of(language.given)).text(random.one_of(language.family));
  rows.text(address_of(world, id)).text(country.code).text(language.code);
  if (random.chance(0.1))
    rows.null();
  else
    rows.date(-10 * 365 * day + static_cast<std::int64_t>(random.below(48 * 365)) * day);
  rows.text(random.chance(0.9) ? "active" : random.chance(0.8) ? "dormant" : "suspended");
  rows.text(word_array(language, random, random.below(4))).text(settings(random));
  if (random.chance(0.05))
    rows.text(fmt::format("\\x{:016x}{:016x}", random.next(), random.next()));
  else
    rows.null();
  rows.time(moment(index, world.people(), random)).end();
}

void make_profile(const World& world, std::uint64_t index, CopyRows& rows) {
  Random random(world.seed(), profile_stream, index);
  const Language& language = *world.country_of(world.person_position(index + 1)).language;
  rows.number(index + 1).text(sentence(language, random, 2, 6));
  if (random.chance(0.4))
    rows.null();
  else
    rows.text(sentence(language, random, 1, 2));
  rows.text(word_array(language, random, random.below(5)));
  rows.text(random.chance(0.7) ? "public" : random.chance(0.7) ? "connections" : "private");
  rows.time(moment(index, world.people(), random)).end();
}

// Few have many. One person's connections are made at once, so that none is made twice.
void make_connections(const World& world, std::uint64_t index, CopyRows& rows) {
  Random random(world.seed(), connection_stream, index);
  const std::uint64_t a = index + 1;
  const Country& country = world.country_of(world.person_position(a));
  const auto wanted = static_cast<std::uint64_t>(1 + 2.6 * (std::pow(1 - random.real(), -0.6) - 1));
  std::vector<std::uint64_t> others;
  for (auto count = std::min({wanted, most_connections, world.people() / 4}); count > 0; --count) {
    const std::uint64_t b = world.someone_near(country, random);
    if (b != a && std::find(others.begin(), others.end(), b) == others.end()) others.push_back(b);
  }
  static constexpr std::array kinds = {"friend", "friend", "colleague", "family", "follows", "follows"};
  for (const std::uint64_t b : others)
    rows.number(a).number(b).text(kinds[random.below(kinds.size())]).date(moment(index, world.people(), random)).end();
}

}  // namespace

std::string address_of(const World& world, std::uint64_t person) {
  std::string domain = world.country_of(world.person_position(person)).code;
  std::transform(domain.begin(), domain.end(), domain.begin(), [](char c) { return static_cast<char>(c | 0x20); });
  return fmt::format("{}@post.{}.example", handle_of(world, person), domain);
}

std::vector<TableMaker> people_tables(const World& world) {
  return {{"public.person (id, handle, first_name, last_name, email, country, language, born, status, interests, "
           "settings, face_template, joined)",
           world.people(), make_person},
          {"public.profile (person_id, headline, employer, skills, seen_by, updated)", world.people(), make_profile},
          {"public.connection (a, b, kind, since)", world.people(), make_connections}};
}

}  // namespace meridian
