// Any bytes as a statement: where it has a shape, PostgreSQL's own scanner must see the same literals and nothing else
// may have been left out but comments and space. A difference here would let one statement be taken for another.
#include <pg_query.h>
#include <pg_query/pg_query.pb-c.h>

#include <cstdio>
#include <cstdlib>
#include <string>

#include "gateway/route/shape.h"

namespace {

using ringfence::gateway::Shaper;
using ringfence::gateway::Span;

void must(bool holds, const char* what, std::string_view statement) {
  if (holds) return;
  std::fprintf(stderr, "%s: %.*s\n", what, static_cast<int>(statement.size()), statement.data());
  std::abort();
}

bool is_literal(PgQuery__Token token) {
  return token == PG_QUERY__TOKEN__SCONST || token == PG_QUERY__TOKEN__ICONST || token == PG_QUERY__TOKEN__FCONST ||
         token == PG_QUERY__TOKEN__BCONST || token == PG_QUERY__TOKEN__XCONST;
}

bool is_comment(PgQuery__Token token) {
  return token == PG_QUERY__TOKEN__SQL_COMMENT || token == PG_QUERY__TOKEN__C_COMMENT;
}

bool overlaps(const Span& span, std::size_t begin, std::size_t end) {
  return span.begin < end && begin < span.end;
}

void compare(const Shaper& shaper, std::string_view statement, const PgQuery__ScanResult& scanned) {
  for (std::size_t i = 0; i < scanned.n_tokens; ++i) {
    const PgQuery__ScanToken& token = *scanned.tokens[i];
    const auto begin = static_cast<std::size_t>(token.start);
    const auto end = static_cast<std::size_t>(token.end);
    if (!is_literal(token.token) && token.token != PG_QUERY__TOKEN__NCHAR) {
      for (const Span& literal : shaper.literals()) {
        must(!overlaps(literal, begin, end), "a literal that PostgreSQL does not see", statement);
      }
    }
    if (!is_comment(token.token)) {
      for (const Span& comment : shaper.comments()) {
        must(!overlaps(comment, begin, end) || is_literal(token.token), "a comment that PostgreSQL does not see",
             statement);
      }
    }
  }
  for (const Span& literal : shaper.literals()) {
    bool seen = false;
    for (std::size_t i = 0; i < scanned.n_tokens; ++i) {
      const PgQuery__ScanToken& token = *scanned.tokens[i];
      const bool covers = static_cast<std::size_t>(token.end) >= literal.end && is_literal(token.token) &&
                          overlaps(literal, static_cast<std::size_t>(token.start), static_cast<std::size_t>(token.end));
      seen = seen || covers;
    }
    must(seen, "a literal that ends elsewhere for PostgreSQL", statement);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string statement(reinterpret_cast<const char*>(data), size);
  static Shaper shaper;
  if (!shaper.read(statement)) return 0;
  must(shaper.key().size() <= statement.size() + 1, "the key is longer than the statement", statement);
  const PgQueryScanResult result = pg_query_scan(statement.c_str());
  if (result.error == nullptr) {
    PgQuery__ScanResult* scanned = pg_query__scan_result__unpack(
        nullptr, result.pbuf.len, reinterpret_cast<const std::uint8_t*>(result.pbuf.data));
    compare(shaper, statement, *scanned);
    pg_query__scan_result__free_unpacked(scanned, nullptr);
  }
  pg_query_free_scan_result(result);
  (void)shaper.parameterised(shaper.highest_parameter() + 1);
  for (const Span& literal : shaper.literals()) {
    (void)ringfence::gateway::literal_value(
        std::string_view(statement).substr(literal.begin, literal.end - literal.begin));
  }
  return 0;
}
