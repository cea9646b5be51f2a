#include "lifecycle/split/stream.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/limits.h"

namespace ringfence::lifecycle {
namespace {

constexpr std::uint64_t chunk_pages = limits::split_chunk_bytes / 8192;

Stream stream_of(const std::string& id, std::uint64_t pages) {
  Stream stream;
  stream.id = id;
  stream.select = "SELECT t.a FROM ONLY x AS t";
  stream.pages = pages;
  return stream;
}

// Every page of every stream, and all that may be added after them, in exactly one chunk.
void expect_covered(const std::vector<Stream>& streams, const std::vector<Chunk>& chunks) {
  for (std::size_t i = 0; i < streams.size(); ++i) {
    std::vector<Chunk> own;
    for (const Chunk& chunk : chunks) {
      if (chunk.stream == i) own.push_back(chunk);
    }
    std::ranges::sort(own, {}, &Chunk::first_page);
    ASSERT_FALSE(own.empty());
    EXPECT_EQ(own.front().first_page, 0u);
    EXPECT_EQ(own.back().end_page, 0u) << "the last chunk must be open: the table may have grown";
    for (std::size_t k = 1; k < own.size(); ++k) EXPECT_EQ(own[k].first_page, own[k - 1].end_page);
  }
}

TEST(Chunks, CoverEveryPageOnce) {
  const std::vector<Stream> streams{stream_of("empty", 0), stream_of("small", 10), stream_of("exact", chunk_pages),
                                    stream_of("one more", chunk_pages + 1), stream_of("large", 5 * chunk_pages + 7)};
  const std::vector<Chunk> chunks = plan_chunks(streams, 150000);
  expect_covered(streams, chunks);
  EXPECT_EQ(chunks.size(), 1u + 1u + 1u + 2u + 6u);
}

TEST(Chunks, LargestFirstSoThatNobodyWaitsForThemAtTheEnd) {
  const std::vector<Chunk> chunks = plan_chunks({stream_of("small", 10), stream_of("large", 2 * chunk_pages)}, 150000);
  EXPECT_EQ(chunks.front().stream, 1u);
  EXPECT_EQ(chunks.back().stream, 0u);
}

TEST(Chunks, AnOlderServerReadsATableInOneGo) {
  const std::vector<Stream> streams{stream_of("large", 9 * chunk_pages)};
  EXPECT_EQ(plan_chunks(streams, 130000).size(), 1u);
}

TEST(Chunks, ARangeOfPagesBecomesACondition) {
  const Stream stream = stream_of("x", 0);
  EXPECT_EQ(copy_out_sql(stream, {0, 0, 0, 1}), "COPY (SELECT t.a FROM ONLY x AS t) TO STDOUT");
  EXPECT_EQ(copy_out_sql(stream, {0, 0, 8, 8}),
            "COPY (SELECT t.a FROM ONLY x AS t WHERE t.ctid < '(8,0)'::tid) TO STDOUT");
  EXPECT_EQ(copy_out_sql(stream, {0, 8, 16, 8}),
            "COPY (SELECT t.a FROM ONLY x AS t WHERE t.ctid >= '(8,0)'::tid AND t.ctid < '(16,0)'::tid) TO STDOUT");
}

}  // namespace
}  // namespace ringfence::lifecycle
