// One connection to one PostgreSQL, blocking, by libpq: the only place that includes it.
// Errors carry the server's own message, detail, hint and SQLSTATE. A Connection belongs to one thread at a time.
#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace ringfence::pg {

// The rows of a result, all values as text. Views into it live as long as it does.
class Rows {
 public:
  [[nodiscard]] std::size_t size() const;
  [[nodiscard]] std::size_t columns() const;
  [[nodiscard]] std::string_view column_name(std::size_t column) const;
  [[nodiscard]] bool is_null(std::size_t row, std::size_t column) const;
  // The empty view for NULL.
  [[nodiscard]] std::string_view text(std::size_t row, std::size_t column) const;
  [[nodiscard]] std::string string(std::size_t row, std::size_t column) const { return std::string(text(row, column)); }
  [[nodiscard]] std::int64_t integer(std::size_t row, std::size_t column) const;  // 0 for what is no number
  [[nodiscard]] double real(std::size_t row, std::size_t column) const;           // 0 for what is no number
  [[nodiscard]] bool boolean(std::size_t row, std::size_t column) const { return text(row, column) == "t"; }
  // Rows that an INSERT, UPDATE, DELETE or COPY says it touched.
  [[nodiscard]] std::uint64_t affected() const;
  [[nodiscard]] std::string tag() const;  // as CommandComplete gives it

 private:
  friend class Connection;
  struct Holder;
  explicit Rows(std::shared_ptr<Holder> holder) : holder_(std::move(holder)) {}
  std::shared_ptr<Holder> holder_;
};

using Parameter = std::optional<std::string>;  // nothing: NULL

class Connection {
 public:
  // Opens and fixes what values look like as text (UTF-8, ISO dates, all digits of floats, an empty search_path), so
  // that the same row reads the same from any server. `uri` is any libpq connection string.
  static Result<Connection> open(const std::string& uri);
  // Sends nothing once it is in, and waits no longer than that: for a server that only speaks the protocol, and that
  // may be far away. Looking up the host's name is not bounded.
  static Result<Connection> open_plain(const std::string& uri, std::chrono::milliseconds patience);
  Connection(Connection&&) noexcept;
  Connection& operator=(Connection&&) noexcept;
  ~Connection();

  // Any number of statements in one text; the rows of the last one that had any.
  Result<Rows> query(const std::string& sql);
  Result<Rows> query(const std::string& sql, const std::vector<Parameter>& parameters);
  Status execute(const std::string& sql);
  // A simple query with an end: past it the answer is given up, 08006, and the connection counts as broken.
  Result<Rows> query_within(const std::string& sql, std::chrono::milliseconds patience);

  // COPY … TO STDOUT: start, then lines until nothing. A line is valid until the next call and ends in its newline.
  Status copy_out(const std::string& sql);
  Result<std::optional<std::string_view>> copy_line();

  // COPY … FROM STDIN: start, send any number of bytes (line ends need not fall on calls), then finish or abandon.
  Status copy_in(const std::string& sql);
  Status copy_send(std::string_view bytes);
  Result<std::uint64_t> copy_finish();           // rows the server says it took
  void copy_abandon(const std::string& reason);  // the server forgets the rows

  [[nodiscard]] int server_version() const;  // 150018 for 15.18
  [[nodiscard]] std::string database() const;
  [[nodiscard]] bool is_broken() const;
  [[nodiscard]] bool gave_up() const;  // it is, because of query_within()
  [[nodiscard]] bool is_in_transaction() const;
  // Asks the server, from any thread, to stop the statement that runs now.
  void cancel() const;

 private:
  struct State;
  explicit Connection(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// Runs `body` between BEGIN and COMMIT; any error, its own or COMMIT's, rolls back and is returned.
template <class Body>
Status in_transaction(Connection& connection, Body&& body) {
  RINGFENCE_TRY(connection.execute("BEGIN"));
  Status done = body();
  if (done) done = connection.execute("COMMIT");
  if (!done) (void)connection.execute("ROLLBACK");
  return done;
}

// What a libpq connection string says, by libpq's own names of parameters; those it leaves out are not in it. 22023: it
// cannot be read.
Result<std::map<std::string, std::string>> connection_parameters(const std::string& uri);

// The database that a connection string names; empty where it names none or cannot be read.
std::string database_named_by(const std::string& uri);

// The URI with its password left out: for messages and logs.
std::string without_password(const std::string& uri);

}  // namespace ringfence::pg
