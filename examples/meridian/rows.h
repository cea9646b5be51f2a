// Rows in the text format of COPY, as they are made.
#pragma once

#include <fmt/format.h>

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>

namespace meridian {

// Seconds since 1970, UTC, as PostgreSQL reads them.
std::string as_timestamp(std::int64_t seconds);
std::string as_date(std::int64_t seconds);

class CopyRows {
 public:
  CopyRows& text(std::string_view value) {
    begin();
    for (const char c : value) {
      if (c == '\\')
        bytes_ += "\\\\";
      else if (c == '\t')
        bytes_ += "\\t";
      else if (c == '\n')
        bytes_ += "\\n";
      else
        bytes_ += c;
    }
    return *this;
  }
  CopyRows& number(std::integral auto value) {
    begin();
    fmt::format_to(std::back_inserter(bytes_), "{}", value);
    return *this;
  }
  CopyRows& null() {
    begin();
    bytes_ += "\\N";
    return *this;
  }
  CopyRows& time(std::int64_t seconds) { return text(as_timestamp(seconds)); }
  CopyRows& date(std::int64_t seconds) { return text(as_date(seconds)); }
  void end() {
    bytes_ += '\n';
    first_ = true;
  }

  [[nodiscard]] std::string_view bytes() const { return bytes_; }
  void clear() { bytes_.clear(); }

 private:
  void begin() {
    if (!first_) bytes_ += '\t';
    first_ = false;
  }
  std::string bytes_;
  bool first_ = true;
};

}  // namespace meridian
