// The fields of one line of COPY's text and CSV formats. As CopyReadAttributesText() and CopyReadAttributesCSV() of
// PostgreSQL 15 read them. Pure.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "policy/copy_in.h"

namespace ringfence::gateway {

class FieldReader {
 public:
  FieldReader(const policy::CopyIn& how, std::string_view line) : how_(how), line_(line) {}

  enum class Read { field, none, broken };  // broken: a quote is not closed
  // The next field: its value without marks, and how it stood.
  Read next();
  [[nodiscard]] std::string& value() { return value_; }
  [[nodiscard]] bool quoted() const { return quoted_; }
  // As it stands it is the text that means NULL.
  [[nodiscard]] bool is_null_text() const { return !quoted_ && raw_ == how_.null; }

 private:
  Read text();
  Read csv();
  bool in_quotes();
  char escaped();
  const policy::CopyIn& how_;
  std::string_view line_;
  std::size_t at_ = 0;
  bool over_ = false;  // no delimiter stood behind the last
  std::string value_;
  std::string_view raw_;
  bool quoted_ = false;
};

}  // namespace ringfence::gateway
