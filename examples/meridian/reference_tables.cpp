#include "tables.h"

namespace meridian {

namespace {

enum Stream : std::uint64_t { place_stream = 10 };

void make_country(const World& world, std::uint64_t index, CopyRows& rows) {
  const Country& country = world.countries()[index];
  rows.text(country.code).text(country.name).text(country.language->code).number(country.population).end();
}

// A word of each language in turn, numbered once all have been used.
void make_tag(const World& world, std::uint64_t index, CopyRows& rows) {
  const Language& language = *world.countries()[index % world.countries().size()].language;
  const std::string& word = language.words[index / world.countries().size() * 7 % language.words.size()];
  rows.number(index + 1).text(fmt::format("{}-{}", word, index + 1)).end();
}

void make_place(const World& world, std::uint64_t index, CopyRows& rows) {
  Random random(world.seed(), place_stream, index);
  const Country& country = world.country_of(random.below(world.people()));
  rows.number(index + 1).text(sentence(*country.language, random, 1, 3)).text(country.code);
  rows.text(fmt::format("({:.4f},{:.4f})", random.real() * 360 - 180, random.real() * 140 - 60));
  rows.text(fmt::format(R"({{"mon": ["{:02}:00", "{}:30"], "sun": null}})", 7 + random.below(4), 16 + random.below(7)));
  rows.end();
}

}  // namespace

std::vector<TableMaker> reference_tables(const World& world) {
  return {{"public.country (code, name, language, population)", world.countries().size(), make_country},
          {"public.tag (id, name)", tags, make_tag},
          {"public.place (id, name, country, located, opening)", places, make_place}};
}

}  // namespace meridian
