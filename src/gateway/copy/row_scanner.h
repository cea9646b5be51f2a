// The rows in the data of COPY … FROM STDIN, and in each the values that say whose it is. Finds what PostgreSQL 15
// finds (src/backend/commands/copyfromparse.c), wherever the data is cut. Pure; keeps none of the data.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "gateway/copy/line_scanner.h"
#include "policy/copy_in.h"

namespace ringfence::gateway {

class RowScanner {
 public:
  explicit RowScanner(policy::CopyIn how) : how_(std::move(how)), lines_(how_) {}

  enum class Found {
    more,    // nothing can be told yet
    row,     // values() say whose
    no_row,  // a header
    end,     // the mark behind the last row, or the end of the data: the server looks at nothing after it
    unread,  // what stands behind that mark
    broken,  // error(): neither would PostgreSQL take it
  };
  // What `data` begins with: the length() of what was found before is cut off by then, and what was too short comes
  // again in front of what follows. `last`: nothing follows.
  Found next(std::string_view data, bool last);
  // Of what was found, in bytes; of `more` 0.
  [[nodiscard]] std::size_t length() const { return length_; }
  // The number of the row's line, as PostgreSQL counts them in its errors.
  [[nodiscard]] std::uint64_t line() const {
    return how_.format == policy::CopyIn::Format::binary ? rows_ : lines_.number();
  }
  // One for each of CopyIn::subject; nothing: NULL. Of binary data as they are.
  [[nodiscard]] const std::vector<std::optional<std::string>>& values() const { return values_; }
  [[nodiscard]] const Error& error() const { return error_; }

 private:
  Found line_of_text(std::string_view data, bool last);
  Found tuple(std::string_view data, bool last);
  Found binary_header(std::string_view data, bool last);
  bool read_fields(std::string_view line);
  Found broken(std::string message);
  Found found(Found what, std::size_t length) {
    length_ = length;
    return what;
  }

  policy::CopyIn how_;
  LineScanner lines_;
  std::vector<std::optional<std::string>> values_;
  Error error_;
  std::size_t length_ = 0;
  std::uint64_t rows_ = 0;
  bool begun_ = false;  // the header is behind us
  bool ended_ = false;
};

}  // namespace ringfence::gateway
