#include <array>

#include "tables.h"

namespace meridian {

namespace {

enum Stream : std::uint64_t { post_stream = 30, tag_stream, attachment_stream, thread_stream };

// Comments come in threads below one post.
constexpr std::uint64_t thread = 4;

void make_post(const World& world, std::uint64_t index, CopyRows& rows) {
  Random random(world.seed(), post_stream, index);
  const Country& country = world.country_of_post(index + 1);
  const std::int64_t created = moment(index, world.posts(), random);
  rows.number(index + 1).number(world.someone_in(country, random)).time(created);
  if (random.chance(0.1))
    rows.time(created + static_cast<std::int64_t>(random.below(90000)));
  else
    rows.null();
  rows.text(random.chance(0.8) ? "public" : random.chance(0.8) ? "connections" : "private");
  rows.text(sentence(*country.language, random, 6, 24)).end();
}

// Mostly one, at times two or none.
void make_post_tags(const World& world, std::uint64_t index, CopyRows& rows) {
  Random random(world.seed(), tag_stream, index);
  const std::uint64_t first = random.skewed(tags);
  if (random.chance(0.8)) rows.number(index + 1).number(first + 1).end();
  if (random.chance(0.2)) rows.number(index + 1).number((first + 1 + random.below(tags - 1)) % tags + 1).end();
}

void make_attachment(const World& world, std::uint64_t index, CopyRows& rows) {
  static constexpr std::array types = {"image/jpeg", "image/png", "image/webp", "application/pdf", "audio/ogg"};
  Random random(world.seed(), attachment_stream, index);
  rows.number(index + 1).number(world.some_post(random)).text(types[random.below(types.size())]);
  rows.number(1000 + random.below(8'000'000));
  rows.text(fmt::format("\\x{:016x}{:016x}", random.next(), random.next())).end();
}

// The post's own language is used by all: whoever answers, answers in it.
void make_thread(const World& world, std::uint64_t index, CopyRows& rows) {
  Random random(world.seed(), thread_stream, index);
  const std::uint64_t post = world.some_post(random);
  const Country& country = world.country_of_post(post);
  const std::uint64_t threads = world.people() * 5 / thread;
  const std::int64_t begun = moment(index, threads, random);
  for (std::uint64_t i = 0; i < thread; ++i) {
    rows.number(index * thread + i + 1).number(post);
    if (i > 0 && random.chance(0.6))
      rows.number(index * thread + random.below(i) + 1);
    else
      rows.null();
    rows.number(world.someone_near(country, random)).time(begun + static_cast<std::int64_t>(i * 60 + random.below(60)));
    rows.text(sentence(*country.language, random, 2, 12)).end();
  }
}

}  // namespace

std::vector<TableMaker> writing_tables(const World& world) {
  return {{"public.comment (id, post_id, parent_id, author_id, created, content)", world.people() * 5 / thread,
           make_thread},
          {"public.post (id, author_id, created, edited, visibility, content)", world.posts(), make_post},
          {"public.post_tag (post_id, tag_id)", world.posts(), make_post_tags},
          {"public.attachment (id, post_id, media_type, size, checksum)", world.people() * 3 / 5, make_attachment}};
}

}  // namespace meridian
