#include <array>
#include <chrono>

#include "tables.h"

namespace meridian {

namespace {

enum Stream : std::uint64_t { repository_stream = 40, review_stream, video_stream, mail_stream };

constexpr std::int64_t day = 86400;
constexpr std::int64_t mail_launched = 1672531200;  // 2023-01-01

void make_repository(const World& world, std::uint64_t index, CopyRows& rows) {
  static constexpr std::array names = {"parser", "dotfiles", "notes", "engine", "site", "solver", "maps", "bot"};
  Random random(world.seed(), repository_stream, index);
  const std::uint64_t owner = world.someone(random);
  const Language& language = *world.country_of(world.person_position(owner)).language;
  rows.number(index + 1).number(owner).text(fmt::format("{}-{}", names[random.below(names.size())], index + 1));
  if (random.chance(0.3))
    rows.null();
  else
    rows.text(sentence(language, random, 3, 10));
  rows.text(random.chance(0.5) ? "{}" : "{\"c++\",\"postgres\"}").number(random.skewed(40000));
  rows.time(moment(index, world.people() / 2 + 1, random)).end();
}

void make_review(const World& world, std::uint64_t index, CopyRows& rows) {
  Random random(world.seed(), review_stream, index);
  const std::uint64_t author = world.someone(random);
  const Language& language = *world.country_of(world.person_position(author)).language;
  rows.number(index + 1).number(author).number(random.skewed(places) + 1).number(5 - random.skewed(5));
  if (random.chance(0.6)) {
    rows.null();
  } else {
    const std::int64_t came = moment(index, world.people(), random);
    const auto stay = static_cast<std::int64_t>(1 + random.below(14)) * day;
    rows.text(fmt::format("[{},{})", as_date(came), as_date(came + stay)));
  }
  rows.text(sentence(language, random, 4, 18)).end();
}

void make_video(const World& world, std::uint64_t index, CopyRows& rows) {
  Random random(world.seed(), video_stream, index);
  const std::uint64_t owner = world.someone(random);
  rows.number(index + 1).number(owner);
  rows.text(sentence(*world.country_of(world.person_position(owner)).language, random, 2, 7));
  rows.text(fmt::format("00:{:02}:{:02}", random.below(60), random.below(60)));
  rows.text(fmt::format(R"([{{"height": 1080, "bytes": {}}}, {{"height": 480, "bytes": {}}}])", random.below(1u << 30),
                        random.below(1u << 28)));
  rows.time(moment(index, world.people() / 5 + 1, random)).end();
}

// Mail was never launched in China: nobody there has any.
void make_mail(const World& world, std::uint64_t index, CopyRows& rows) {
  Random random(world.seed(), mail_stream, index);
  std::uint64_t owner = 0;
  const Country* country = nullptr;
  do {
    owner = world.someone(random);
    country = &world.country_of(world.person_position(owner));
  } while (country->code == "CN" && country->end - country->begin < world.people());
  const std::string body = sentence(*country->language, random, 15, 60);
  rows.number(index + 1).number(owner).time(moment(index, world.people() * 3 / 2, random, mail_launched));
  rows.text(address_of(world, world.someone_near(*country, random)));
  rows.text(fmt::format("{{{}}}", address_of(world, owner)))
      .text(sentence(*country->language, random, 2, 6))
      .text(body);
  rows.text(random.chance(0.8) ? R"({"read": true})" : R"({"read": false, "starred": true})");
  rows.number(body.size() + 512).end();
}

std::chrono::year_month_day civil(std::int64_t seconds) {
  return std::chrono::floor<std::chrono::days>(std::chrono::sys_seconds(std::chrono::seconds(seconds)));
}

}  // namespace

std::string as_date(std::int64_t seconds) {
  const auto date = civil(seconds);
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                     static_cast<unsigned>(date.day()));
}

std::string as_timestamp(std::int64_t seconds) {
  const std::int64_t second = ((seconds % day) + day) % day;
  return fmt::format("{} {:02}:{:02}:{:02}Z", as_date(seconds), second / 3600, second / 60 % 60, second % 60);
}

std::vector<TableMaker> activity_tables(const World& world) {
  return {{"public.mail (id, owner_id, sent, sender, recipients, subject, body, labels, size)", world.people() * 3 / 2,
           make_mail},
          {"public.repository (id, owner_id, name, description, topics, stars, created)", world.people() / 2,
           make_repository},
          {"public.review (id, author_id, place_id, stars, stayed, content)", world.people(), make_review},
          {"public.video (id, owner_id, title, length, renditions, published)", world.people() / 5, make_video}};
}

}  // namespace meridian
