// Result<T>: a value or the reason there is none. Errors stick and are checked once, where they can be told to someone.
#pragma once

#include <boost/system/result.hpp>
#include <string>
#include <string_view>
#include <utility>

namespace ringfence {

// Worded as PostgreSQL words its own: `message` says what is wrong in one line, `detail` names the rule or what is
// missing, `hint` the way out. `sqlstate` is PostgreSQL's five characters, or empty where no server was involved.
struct Error {
  std::string message;
  std::string detail;
  std::string hint;
  std::string sqlstate;

  // Not an aggregate: a lone string must never turn into an Error where a Result<std::string> is meant.
  Error() = default;
  // Cold, and in one place: the compiler then keeps what makes and drops errors out of the way of what goes well, which
  // is most of the code that a statement runs through.
  [[gnu::cold]] Error(std::string message_, std::string detail_, std::string hint_, std::string sqlstate_);
  [[gnu::cold]] Error(const Error& other);
  [[gnu::cold]] Error(Error&& other) noexcept;
  [[gnu::cold]] Error& operator=(const Error& other);
  [[gnu::cold]] Error& operator=(Error&& other) noexcept;
  [[gnu::cold]] ~Error();
};

[[noreturn]] void throw_exception_from_error(const Error& error, const boost::source_location& where);

template <class T>
using Result = boost::system::result<T, Error>;
using Status = Result<void>;

inline Error fail(std::string message, std::string detail = {}, std::string hint = {}) {
  return {std::move(message), std::move(detail), std::move(hint), {}};
}

// "message", then "DETAIL: …" and "HINT: …" on lines of their own when there are any.
std::string to_text(const Error& error);

// The same failure seen from one step further out: "while: message".
Error within(std::string_view while_doing, Error error);

// RINGFENCE_TRY(expression) returns the error of a Result or Status to the caller.
#define RINGFENCE_TRY(expression) RINGFENCE_TRY_AS(RINGFENCE_UNIQUE(ringfence_status_, __COUNTER__), expression)
#define RINGFENCE_TRY_AS(status, expression)                        \
  do {                                                              \
    if (auto status = (expression); !status) return status.error(); \
  } while (false)
#define RINGFENCE_UNIQUE(name, number) RINGFENCE_JOINED(name, number)
#define RINGFENCE_JOINED(name, number) name##number

}  // namespace ringfence
