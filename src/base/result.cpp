#include "base/result.h"

#include <fmt/format.h>
#include <stdexcept>

namespace ringfence {

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
