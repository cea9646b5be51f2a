#include "base/result.h"

#include <fmt/format.h>
#include <stdexcept>

namespace ringfence {

Error::Error(std::string message_, std::string detail_, std::string hint_, std::string sqlstate_)
    : message(std::move(message_)),
      detail(std::move(detail_)),
      hint(std::move(hint_)),
      sqlstate(std::move(sqlstate_)) {}
Error::Error(const Error& other) = default;
Error::Error(Error&& other) noexcept = default;
Error& Error::operator=(const Error& other) = default;
Error& Error::operator=(Error&& other) noexcept = default;
Error::~Error() = default;

void throw_exception_from_error(const Error& error, const boost::source_location& where) {
  throw std::logic_error(fmt::format("{}:{}: unchecked error: {}", where.file_name(), where.line(), to_text(error)));
}

std::string to_text(const Error& error) {
  std::string text = error.message;
  if (!error.detail.empty()) text += "\nDETAIL:  " + error.detail;
  if (!error.hint.empty()) text += "\nHINT:  " + error.hint;
  return text;
}

Error within(std::string_view while_doing, Error error) {
  error.message = fmt::format("{}: {}", while_doing, error.message);
  return error;
}

}  // namespace ringfence
