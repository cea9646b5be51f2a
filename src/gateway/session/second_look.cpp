#include "gateway/session/second_look.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/limits.h"
#include "gateway/wire/extended.h"
#include "gateway/wire/query.h"
#include "gateway/wire/report.h"
#include "gateway/wire/rows.h"
#include "gateway/wire/session.h"

namespace ringfence::gateway {

namespace {

constexpr std::string_view name = "ringfence_second_look";
constexpr unsigned syncs = 2;
constexpr unsigned undone_again_at_most = 2;
constexpr std::uint32_t text_type = 25;  // pg_type
constexpr std::size_t rows_awaited = 4;

// What stands for parameters that the count has no use for is NULL.
struct Parameters {
  std::vector<std::uint32_t> types;
  wire::Formats formats;
  wire::Values values;
};

Result<Parameters> parameters_of(const Countable& statement, const std::set<int>& used) {
  Parameters parameters;
  if (used.empty()) return parameters;
  const auto bind = wire::decode<wire::Bind>(statement.bind);
  if (!bind) return bind.error();
  for (int number = 1; number <= *used.rbegin(); ++number) {
    const auto place = static_cast<std::size_t>(number - 1);
    if (place >= bind->parameters.size()) return Error{"it has more parameters than values", {}, {}, {}};
    const bool is_used = used.contains(number);
    const bool declared = place < statement.types.size();
    parameters.types.push_back(!is_used ? text_type : declared ? statement.types[place] : 0);
    parameters.values.push_back(is_used ? bind->parameters[place] : std::nullopt);
    const auto& formats = bind->formats;
    parameters.formats.push_back(formats.empty() ? 0 : formats.size() == 1 ? formats[0] : formats[place]);
  }
  return parameters;
}

void close(std::string& out) {
  wire::encode(wire::Close{wire::Target::portal, name}, out);
  wire::encode(wire::Close{wire::Target::statement, name}, out);
}

void run(std::string_view text, const Parameters& parameters, std::string& out) {
  wire::encode(wire::Parse{name, text, parameters.types}, out);
  wire::encode(wire::Bind{name, name, parameters.formats, parameters.values, {}}, out);
  wire::encode(wire::Execute{name, 0}, out);
  close(out);
}

// Of what has failed in between its statement and portal may be left.
void undo(bool in_transaction, std::string& out) {
  close(out);
  run(in_transaction ? "ROLLBACK TO SAVEPOINT ringfence_second_look" : "ROLLBACK", {}, out);
  if (in_transaction) run("RELEASE SAVEPOINT ringfence_second_look", {}, out);
  wire::encode(wire::Sync{}, out);
}

// The viewer again: the transaction that it was said in may be over.
std::string settings(std::string_view viewer) {
  return fmt::format(
      "SELECT pg_catalog.set_config('ringfence.viewer', '{}', true), pg_catalog.set_config('transaction_read_only',"
      " 'on', true), pg_catalog.set_config('statement_timeout', (LEAST(NULLIF(EXTRACT(epoch FROM"
      " pg_catalog.current_setting('statement_timeout')::interval) OPERATOR(pg_catalog.*) 1000, 0), "
      "{}))::integer::text,"
      " true)",
      viewer, limits::second_look_milliseconds);
}

void prepare(const Countable& statement, std::string& out) {
  if (!statement.for_elsewhere) return run(settings(statement.viewer), {}, out);
  run(fmt::format("SET LOCAL ringfence.viewer TO '{}'", statement.viewer), {}, out);
  run("SET LOCAL transaction_read_only TO on", {}, out);
  run(fmt::format("SET LOCAL statement_timeout TO {}", limits::second_look_milliseconds), {}, out);
}

void let_withheld_through(const Countable& statement, std::string& out) {
  run(statement.for_elsewhere ? "SET LOCAL ringfence.told TO counting"
                              : "SELECT pg_catalog.set_config('ringfence.told', 'counting', true)",
      {}, out);
}

}  // namespace

Result<std::unique_ptr<SecondLook>> SecondLook::at(const Countable& statement, const compile::RowsByRing& counts,
                                                   bool in_transaction) {
  auto parameters = parameters_of(statement, counts.here.parameters);
  if (!parameters) return parameters.error();
  const std::size_t of_setting = statement.for_elsewhere ? 0 : 1;
  const std::size_t between = counts.elsewhere ? 1 : 0;
  auto look = std::unique_ptr<SecondLook>(new SecondLook(in_transaction, of_setting, 2 * of_setting + between + 1));
  std::string& out = look->messages_;
  run(in_transaction ? "SAVEPOINT ringfence_second_look" : "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", {}, out);
  prepare(statement, out);
  run(counts.here.count, *parameters, out);
  if (counts.elsewhere) run(counts.elsewhere->count, *parameters, out);
  let_withheld_through(statement, out);
  run(counts.here.count, *parameters, out);
  wire::encode(wire::Sync{}, out);
  undo(in_transaction, out);
  return look;
}

void SecondLook::elsewhere(const std::string& ring, const Result<std::int64_t>& rows) {
  if (rows) {
    elsewhere_ += *rows;
  } else if (not_counted_.empty()) {
    not_counted_ = fmt::format("ring {}: {}", ring, rows.error().message);
  }
}

bool SecondLook::undo_again() {
  if (undone_++ == undone_again_at_most) return false;
  answered_ = syncs - 1;
  messages_.clear();
  undo(in_transaction_, messages_);
  return true;
}

bool SecondLook::take(char type, std::string_view payload) {
  if (type == wire::ReadyForQuery::type) {
    status_ = payload.empty() ? 'I' : payload[0];
    return ++answered_ == syncs;
  }
  if (type == wire::ErrorResponse::type && sqlstate_.empty()) {
    const auto error = wire::decode<wire::ErrorResponse>(payload);
    sqlstate_ = error ? error->sqlstate() : "XX000";
  }
  if (type == wire::DataRow::type && values_.size() < rows_awaited) {
    const auto row = wire::decode<wire::DataRow>(payload);
    const bool has_value = row && !row->values.empty() && row->values[0];
    values_.emplace_back(has_value ? *row->values[0] : std::string_view());
  }
  return false;
}

Result<std::int64_t> SecondLook::rows() const {
  const bool was_stopped = sqlstate_ == "57014";
  if (!not_counted_.empty() && !was_stopped) return Error{not_counted_, {}, {}, {}};
  if (!sqlstate_.empty()) {
    return Error{was_stopped ? "the count took too long, or was cancelled" : "the count failed", {}, {}, sqlstate_};
  }
  const auto number = [&](std::size_t place) {
    std::int64_t value = -1;
    if (place < values_.size()) {
      const std::string& text = values_[place];
      std::from_chars(text.data(), text.data() + text.size(), value);
    }
    return value;
  };
  const std::int64_t fewer = number(first_), all = number(second_);
  if (fewer < 0 || all < 0) return Error{"the count failed", {}, {}, {}};
  return std::max<std::int64_t>(all - fewer, 0) + elsewhere_;
}

}  // namespace ringfence::gateway
