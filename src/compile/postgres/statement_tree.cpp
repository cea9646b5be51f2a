#include "compile/postgres/statement_tree.h"

#include <fmt/format.h>
#include <pg_query.h>

#include <string>
#include <vector>

#include "base/limits.h"

namespace ringfence::compile {
namespace {

Error parse_error(const PgQueryError& error) {
  return {error.message,
          error.cursorpos > 0 ? fmt::format("at character {}", error.cursorpos) : std::string(),
          {},
          "42601"};
}

Error zero_byte() {
  return {"the statement holds a zero byte", {}, "remove it: PostgreSQL knows no text with one", "22021"};
}

struct Scan {
  PgQueryScanResult raw;
  PgQuery__ScanResult* tokens = nullptr;
  explicit Scan(const std::string& sql) : raw(pg_query_scan(sql.c_str())) {
    if (raw.error) return;
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): libpg_query hands bytes out as char
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(raw.pbuf.data);
    tokens = pg_query__scan_result__unpack(nullptr, raw.pbuf.len, bytes);
  }
  Scan(const Scan&) = delete;
  Scan& operator=(const Scan&) = delete;
  ~Scan() {
    if (tokens) pg_query__scan_result__free_unpacked(tokens, nullptr);
    pg_query_free_scan_result(raw);
  }
};

// Brackets and CASE nest. Between them PostgreSQL flattens lists at these separators; whatever else stands in a row
// (operators, casts) may nest one token deeper each time, and set operations and joins do so across separators.
class NestingMeter {
 public:
  void take(PgQuery__Token token) {
    switch (token) {
      case PG_QUERY__TOKEN__SQL_COMMENT:
      case PG_QUERY__TOKEN__C_COMMENT:
        return;
      case PG_QUERY__TOKEN__ASCII_40:
      case PG_QUERY__TOKEN__ASCII_91:
      case PG_QUERY__TOKEN__CASE:
        step();
        levels_.push_back(0);
        return;
      case PG_QUERY__TOKEN__ASCII_41:
      case PG_QUERY__TOKEN__ASCII_93:
      case PG_QUERY__TOKEN__END_P:
        if (levels_.size() > 1) close();
        return;
      case PG_QUERY__TOKEN__ASCII_59:
        chained_ = 0;
        [[fallthrough]];
      case PG_QUERY__TOKEN__ASCII_44:
      case PG_QUERY__TOKEN__AND:
      case PG_QUERY__TOKEN__OR:
      case PG_QUERY__TOKEN__WHEN:
      case PG_QUERY__TOKEN__THEN:
      case PG_QUERY__TOKEN__ELSE:
        open_ -= levels_.back();
        levels_.back() = 0;
        return;
      case PG_QUERY__TOKEN__UNION:
      case PG_QUERY__TOKEN__INTERSECT:
      case PG_QUERY__TOKEN__EXCEPT:
      case PG_QUERY__TOKEN__JOIN:
        ++chained_;
        break;
      default:
        break;
    }
    step();
  }
  [[nodiscard]] std::size_t deepest() const { return deepest_; }

 private:
  void step() {
    ++levels_.back();
    ++open_;
    deepest_ = std::max(deepest_, open_ + chained_);
  }
  void close() {
    open_ -= levels_.back();
    levels_.pop_back();
  }
  std::vector<std::size_t> levels_{0};
  std::size_t open_ = 0;     // the sum of levels_
  std::size_t chained_ = 0;  // set operations and joins of this statement
  std::size_t deepest_ = 0;
};

}  // namespace

Result<std::size_t> nesting_bound(std::string_view sql) {
  const std::string text(sql);
  const Scan scan(text);
  if (scan.raw.error) return parse_error(*scan.raw.error);
  if (!scan.tokens) return fail("the statement cannot be read: its tokens cannot be decoded");
  NestingMeter meter;
  for (std::size_t i = 0; i < scan.tokens->n_tokens; ++i) meter.take(scan.tokens->tokens[i]->token);
  return meter.deepest();
}

Result<std::vector<std::pair<std::size_t, std::size_t>>> comment_spans(std::string_view sql) {
  if (sql.find('\0') != std::string_view::npos) return zero_byte();
  const Scan scan{std::string(sql)};
  if (scan.raw.error) return parse_error(*scan.raw.error);
  if (!scan.tokens) return fail("the statement cannot be read: its tokens cannot be decoded");
  std::vector<std::pair<std::size_t, std::size_t>> spans;
  for (std::size_t i = 0; i < scan.tokens->n_tokens; ++i) {
    const PgQuery__ScanToken& token = *scan.tokens->tokens[i];
    if (token.token != PG_QUERY__TOKEN__SQL_COMMENT && token.token != PG_QUERY__TOKEN__C_COMMENT) continue;
    spans.emplace_back(static_cast<std::size_t>(token.start), static_cast<std::size_t>(token.end));
  }
  return spans;
}

void StatementTree::Free::operator()(PgQuery__ParseResult* tree) const {
  pg_query__parse_result__free_unpacked(tree, nullptr);
}

Result<StatementTree> StatementTree::parse(std::string_view sql) {
  if (sql.find('\0') != std::string_view::npos) return zero_byte();
  const std::string text(sql);
  const auto depth = nesting_bound(text);
  if (!depth) return depth.error();
  if (*depth > limits::statement_depth) {
    return Error("the statement is nested too deep", fmt::format("the limit is {} levels", limits::statement_depth),
                 "split it into several", "54001");
  }
  const PgQueryProtobufParseResult raw = pg_query_parse_protobuf(text.c_str());
  if (raw.error) {
    Error error = parse_error(*raw.error);
    pg_query_free_protobuf_parse_result(raw);
    return error;
  }
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): libpg_query hands bytes out as char
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(raw.parse_tree.data);
  PgQuery__ParseResult* tree = pg_query__parse_result__unpack(nullptr, raw.parse_tree.len, bytes);
  pg_query_free_protobuf_parse_result(raw);
  if (!tree) return fail("the statement cannot be read: its parse tree cannot be decoded");
  return StatementTree(tree);
}

}  // namespace ringfence::compile
