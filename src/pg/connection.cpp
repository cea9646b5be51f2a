#include "pg/connection.h"

#include <fmt/format.h>
#include <libpq-fe.h>
#include <poll.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstdlib>

namespace ringfence::pg {

namespace {

using ResultHandle = std::unique_ptr<PGresult, decltype(&PQclear)>;

// pg_dump sets these for the same reason: the text of a value must not depend on the server's defaults.
constexpr const char* settings =
    "SET client_encoding = 'UTF8'; SET DateStyle = 'ISO, YMD'; SET IntervalStyle = 'postgres';"
    "SET extra_float_digits = 3; SET bytea_output = 'hex'; SET TimeZone = 'UTC'; SET lc_monetary = 'C';"
    "SET standard_conforming_strings = on; SET search_path = ''; SET client_min_messages = warning;"
    "SET statement_timeout = 0; SET lock_timeout = 0; SET idle_in_transaction_session_timeout = 0;"
    "SET row_security = off; SET quote_all_identifiers = off";

std::string trimmed(const char* text) {
  std::string_view view = text == nullptr ? "" : text;
  while (!view.empty() && (view.back() == '\n' || view.back() == ' ')) view.remove_suffix(1);
  return std::string(view);
}

std::string field(const PGresult* result, int code) {
  return trimmed(PQresultErrorField(result, code));
}

Error server_error(PGconn* connection, const PGresult* result) {
  if (result == nullptr || PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY) == nullptr) {
    Error lost = fail(trimmed(PQerrorMessage(connection)));
    lost.sqlstate = "08006";
    return lost;
  }
  Error error = fail(field(result, PG_DIAG_MESSAGE_PRIMARY), field(result, PG_DIAG_MESSAGE_DETAIL),
                     field(result, PG_DIAG_MESSAGE_HINT));
  error.sqlstate = field(result, PG_DIAG_SQLSTATE);
  if (error.detail.empty()) error.detail = field(result, PG_DIAG_CONTEXT);
  return error;
}

bool is_failure(ExecStatusType status) {
  return status == PGRES_FATAL_ERROR || status == PGRES_BAD_RESPONSE;
}

using Deadline = std::chrono::steady_clock::time_point;

// False: the deadline came first.
bool wait_for(PGconn* connection, short event, Deadline deadline) {
  while (true) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    if (left.count() <= 0) return false;
    pollfd watched{PQsocket(connection), event, 0};
    const int ready = poll(&watched, 1, static_cast<int>(std::min<std::int64_t>(left.count(), 3'600'000)));
    if (ready > 0 || (ready < 0 && errno != EINTR)) return true;
  }
}

Error too_late(std::chrono::milliseconds patience) {
  Error error = fail(fmt::format("no answer within {} ms", patience.count()));
  error.sqlstate = "08006";
  return error;
}

void ignore_notice(void* /*unused*/, const PGresult* /*unused*/) {}

}  // namespace

struct Rows::Holder {
  ResultHandle result;
};

std::size_t Rows::size() const {
  return static_cast<std::size_t>(PQntuples(holder_->result.get()));
}
std::size_t Rows::columns() const {
  return static_cast<std::size_t>(PQnfields(holder_->result.get()));
}
std::string_view Rows::column_name(std::size_t column) const {
  return PQfname(holder_->result.get(), static_cast<int>(column));
}
bool Rows::is_null(std::size_t row, std::size_t column) const {
  return PQgetisnull(holder_->result.get(), static_cast<int>(row), static_cast<int>(column)) != 0;
}
std::string_view Rows::text(std::size_t row, std::size_t column) const {
  const int r = static_cast<int>(row);
  const int c = static_cast<int>(column);
  return {PQgetvalue(holder_->result.get(), r, c), static_cast<std::size_t>(PQgetlength(holder_->result.get(), r, c))};
}
std::int64_t Rows::integer(std::size_t row, std::size_t column) const {
  const std::string_view digits = text(row, column);
  std::int64_t number = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), number);
  return number;
}
double Rows::real(std::size_t row, std::size_t column) const {
  return std::strtod(string(row, column).c_str(), nullptr);
}
std::uint64_t Rows::affected() const {
  return std::strtoull(PQcmdTuples(holder_->result.get()), nullptr, 10);
}

std::string Rows::tag() const {
  return PQcmdStatus(holder_->result.get());
}

struct Connection::State {
  PGconn* connection = nullptr;
  bool given_up = false;
  char* line = nullptr;
  ~State() {
    if (line != nullptr) PQfreemem(line);
    PQfinish(connection);
  }
  Error error(const PGresult* result = nullptr) const { return server_error(connection, result); }
  void drain() const {
    while (PGresult* rest = PQgetResult(connection)) PQclear(rest);
  }
  Status begin_copy(const std::string& sql, ExecStatusType expected) const {
    const ResultHandle result(PQexec(connection, sql.c_str()), &PQclear);
    if (PQresultStatus(result.get()) != expected) return error(result.get());
    return {};
  }
};

Connection::Connection(std::unique_ptr<State> state) : state_(std::move(state)) {}
Connection::Connection(Connection&&) noexcept = default;
Connection& Connection::operator=(Connection&&) noexcept = default;
Connection::~Connection() = default;

Result<Connection> Connection::open(const std::string& uri) {
  auto state = std::make_unique<State>();
  const char* keywords[] = {"dbname", "fallback_application_name", "connect_timeout", nullptr};
  const char* values[] = {uri.c_str(), "ringfence", "10", nullptr};
  state->connection = PQconnectdbParams(keywords, values, 1);
  if (PQstatus(state->connection) != CONNECTION_OK) {
    Error error = state->error();
    error.sqlstate = "08006";
    error.detail = "address: " + without_password(uri);
    return error;
  }
  PQsetNoticeReceiver(state->connection, ignore_notice, nullptr);
  Connection connection(std::move(state));
  RINGFENCE_TRY(connection.execute(settings));
  return connection;
}

Result<Connection> Connection::open_plain(const std::string& uri, std::chrono::milliseconds patience) {
  const Deadline deadline = std::chrono::steady_clock::now() + patience;
  auto state = std::make_unique<State>();
  const char* keywords[] = {"dbname", "fallback_application_name", nullptr};
  const char* values[] = {uri.c_str(), "ringfence", nullptr};
  state->connection = PQconnectStartParams(keywords, values, 1);
  PostgresPollingStatusType wants = PGRES_POLLING_WRITING;
  bool late = false;
  while (PQstatus(state->connection) != CONNECTION_BAD && wants != PGRES_POLLING_OK && wants != PGRES_POLLING_FAILED) {
    late = !wait_for(state->connection, wants == PGRES_POLLING_READING ? POLLIN : POLLOUT, deadline);
    if (late) break;
    wants = PQconnectPoll(state->connection);
  }
  if (late || PQstatus(state->connection) != CONNECTION_OK) {
    Error error = late ? too_late(patience) : state->error();
    error.sqlstate = "08006";
    error.detail = "address: " + without_password(uri);
    return error;
  }
  PQsetNoticeReceiver(state->connection, ignore_notice, nullptr);
  return Connection(std::move(state));
}

Result<Rows> Connection::query_within(const std::string& sql, std::chrono::milliseconds patience) {
  const Deadline deadline = std::chrono::steady_clock::now() + patience;
  if (PQsendQuery(state_->connection, sql.c_str()) != 1) return state_->error();
  ResultHandle last(nullptr, &PQclear);
  while (true) {
    while (PQisBusy(state_->connection) != 0) {
      if (!wait_for(state_->connection, POLLIN, deadline)) {
        state_->given_up = true;
        return too_late(patience);
      }
      if (PQconsumeInput(state_->connection) != 1) return state_->error();
    }
    ResultHandle next(PQgetResult(state_->connection), &PQclear);
    if (next == nullptr) break;
    if (last == nullptr || !is_failure(PQresultStatus(last.get()))) last = std::move(next);
  }
  if (last == nullptr || is_failure(PQresultStatus(last.get()))) return state_->error(last.get());
  return Rows(std::make_shared<Rows::Holder>(Rows::Holder{std::move(last)}));
}

Result<Rows> Connection::query(const std::string& sql) {
  ResultHandle result(PQexec(state_->connection, sql.c_str()), &PQclear);
  if (result == nullptr || is_failure(PQresultStatus(result.get()))) return state_->error(result.get());
  return Rows(std::make_shared<Rows::Holder>(Rows::Holder{std::move(result)}));
}

Result<Rows> Connection::query(const std::string& sql, const std::vector<Parameter>& parameters) {
  std::vector<const char*> values;
  for (const Parameter& parameter : parameters) values.push_back(parameter ? parameter->c_str() : nullptr);
  ResultHandle result(PQexecParams(state_->connection, sql.c_str(), static_cast<int>(values.size()), nullptr,
                                   values.data(), nullptr, nullptr, 0),
                      &PQclear);
  if (result == nullptr || is_failure(PQresultStatus(result.get()))) return state_->error(result.get());
  return Rows(std::make_shared<Rows::Holder>(Rows::Holder{std::move(result)}));
}

Status Connection::execute(const std::string& sql) {
  auto rows = query(sql);
  if (!rows) return rows.error();
  return {};
}

Status Connection::copy_out(const std::string& sql) {
  return state_->begin_copy(sql, PGRES_COPY_OUT);
}

Result<std::optional<std::string_view>> Connection::copy_line() {
  if (state_->line != nullptr) PQfreemem(std::exchange(state_->line, nullptr));
  const int length = PQgetCopyData(state_->connection, &state_->line, 0);
  if (length > 0) return std::optional<std::string_view>({state_->line, static_cast<std::size_t>(length)});
  if (length == -2) return state_->error();
  const ResultHandle result(PQgetResult(state_->connection), &PQclear);
  const bool done = PQresultStatus(result.get()) == PGRES_COMMAND_OK;
  if (!done) {
    Error error = state_->error(result.get());
    state_->drain();
    return error;
  }
  state_->drain();
  return std::optional<std::string_view>();
}

Status Connection::copy_in(const std::string& sql) {
  return state_->begin_copy(sql, PGRES_COPY_IN);
}

Status Connection::copy_send(std::string_view bytes) {
  if (PQputCopyData(state_->connection, bytes.data(), static_cast<int>(bytes.size())) != 1) return state_->error();
  return {};
}

Result<std::uint64_t> Connection::copy_finish() {
  if (PQputCopyEnd(state_->connection, nullptr) != 1) return state_->error();
  const ResultHandle result(PQgetResult(state_->connection), &PQclear);
  if (PQresultStatus(result.get()) != PGRES_COMMAND_OK) {
    Error error = state_->error(result.get());
    state_->drain();
    return error;
  }
  const std::uint64_t rows = std::strtoull(PQcmdTuples(result.get()), nullptr, 10);
  state_->drain();
  return rows;
}

void Connection::copy_abandon(const std::string& reason) {
  PQputCopyEnd(state_->connection, reason.c_str());
  state_->drain();
}

int Connection::server_version() const {
  return PQserverVersion(state_->connection);
}
std::string Connection::database() const {
  return PQdb(state_->connection);
}
bool Connection::is_broken() const {
  return state_->given_up || PQstatus(state_->connection) != CONNECTION_OK;
}
bool Connection::gave_up() const {
  return state_->given_up;
}

bool Connection::is_in_transaction() const {
  return PQtransactionStatus(state_->connection) == PQTRANS_INTRANS;
}

void Connection::cancel() const {
  char reason[256];
  PGcancel* handle = PQgetCancel(state_->connection);
  PQcancel(handle, reason, sizeof reason);
  PQfreeCancel(handle);
}

}  // namespace ringfence::pg
