#include "gateway/world/fdw_statement.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace ringfence::gateway {

namespace {

using Kind = FdwStatement::Kind;

bool take(std::string_view& text, std::string_view word) {
  if (!text.starts_with(word)) return false;
  text.remove_prefix(word.size());
  return true;
}

// A letter and digits, as postgres_fdw numbers cursors and savepoints.
std::string_view take_name(std::string_view& text, char letter) {
  if (text.empty() || text.front() != letter) return {};
  std::size_t size = 1;
  while (size < text.size() && text[size] >= '0' && text[size] <= '9') ++size;
  const std::string_view name = text.substr(0, size);
  text.remove_prefix(size);
  return size > 1 ? name : std::string_view();
}

bool is_setting(std::string_view text) {
  constexpr std::array<std::string_view, 5> said = {"SET search_path = pg_catalog", "SET timezone = 'GMT'",
                                                    "SET datestyle = ISO", "SET intervalstyle = postgres",
                                                    "SET extra_float_digits = 3"};
  return std::ranges::find(said, text) != said.end();
}

FdwStatement of_savepoint(std::string_view name, Kind kind) {
  FdwStatement read{kind, {}, 0, 0};
  if (!name.empty()) std::from_chars(name.data() + 1, name.data() + name.size(), read.savepoint);
  return read.savepoint == 0 ? FdwStatement{} : read;
}

// "ROLLBACK TO SAVEPOINT s2; RELEASE SAVEPOINT s2"
FdwStatement rollback_to(std::string_view text) {
  const std::string_view name = take_name(text, 's');
  return take(text, "; RELEASE SAVEPOINT ") && text == name ? of_savepoint(name, Kind::rollback_to) : FdwStatement{};
}

FdwStatement savepoint(std::string_view text, Kind kind) {
  const std::string_view name = take_name(text, 's');
  return text.empty() ? of_savepoint(name, kind) : FdwStatement{};
}

FdwStatement of_cursor(std::string_view text, Kind kind) {
  const std::string_view cursor = take_name(text, 'c');
  if (cursor.empty() || !text.empty()) return {};
  return {kind, cursor, 0, 0};
}

FdwStatement fetch(std::string_view text) {
  std::size_t rows = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), rows);
  if (failed != std::errc() || rows == 0) return {};
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  if (!take(text, " FROM ")) return {};
  FdwStatement read = of_cursor(text, Kind::fetch);
  read.rows = rows;
  return read;
}

}  // namespace

FdwStatement read_fdw_statement(std::string_view text) {
  if (take(text, "FETCH ")) return fetch(text);
  if (take(text, "CLOSE ")) return of_cursor(text, Kind::close);
  if (take(text, "MOVE BACKWARD ALL IN ")) return of_cursor(text, Kind::move_back);
  if (is_setting(text)) return {Kind::setting, {}, 0, 0};
  if (text == "START TRANSACTION ISOLATION LEVEL REPEATABLE READ" ||
      text == "START TRANSACTION ISOLATION LEVEL SERIALIZABLE") {
    return {Kind::begin, {}, 0, 0};
  }
  if (text == "COMMIT TRANSACTION") return {Kind::commit, {}, 0, 0};
  if (text == "ABORT TRANSACTION") return {Kind::abort, {}, 0, 0};
  if (take(text, "SAVEPOINT ")) return savepoint(text, Kind::savepoint);
  if (take(text, "RELEASE SAVEPOINT ")) return savepoint(text, Kind::release);
  if (take(text, "ROLLBACK TO SAVEPOINT ")) return rollback_to(text);
  return {};
}

FdwCursor read_fdw_cursor(std::string_view text) {
  if (!take(text, "DECLARE ")) return {};
  const std::string_view cursor = take_name(text, 'c');
  if (cursor.empty() || !take(text, " CURSOR FOR\n") || text.empty()) return {};
  return {cursor, text};
}

}  // namespace ringfence::gateway
