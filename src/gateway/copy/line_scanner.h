// Lines of COPY's text and CSV formats: where each ends, which is not at every line break. As CopyReadLineText() of
// PostgreSQL 15 does it. Pure; goes on where it stopped.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "policy/copy_in.h"

namespace ringfence::gateway {

class LineScanner {
 public:
  explicit LineScanner(const policy::CopyIn& how);

  enum class Found { more, line, broken };
  // As RowScanner::next().
  Found next(std::string_view data, bool last);
  [[nodiscard]] std::size_t content() const { return content_; }  // of the line, without what ends it
  [[nodiscard]] std::size_t length() const { return length_; }    // with it
  [[nodiscard]] bool ends_data() const { return ends_data_; }     // \. stood behind it
  [[nodiscard]] std::uint64_t number() const { return number_; }
  [[nodiscard]] const std::string& why() const { return why_; }  // broken

 private:
  enum class Breaks { unknown, newline, carriage_return, both };
  enum class Step { on, more, line, broken };
  Step look_at(std::string_view data, bool last, std::size_t& at);
  Step carriage_return(std::string_view data, bool last, std::size_t at);
  Step newline(std::size_t at);
  Step backslash(std::string_view data, bool last, std::size_t& at);
  Step end_mark(std::string_view data, bool last, std::size_t& at);
  void quotes(char c);
  Step line(std::size_t content, std::size_t length);
  Step broken(const char* why);

  bool csv_;
  char quote_;
  char escape_;  // NUL where it is the quote: that needs no looking at
  Breaks breaks_ = Breaks::unknown;
  std::size_t seen_ = 0;  // of the line at hand
  bool in_quote_ = false;
  bool after_escape_ = false;
  std::size_t content_ = 0;
  std::size_t length_ = 0;
  bool ends_data_ = false;
  std::uint64_t number_ = 0;
  std::string why_;
};

}  // namespace ringfence::gateway
