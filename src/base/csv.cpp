#include "base/csv.h"

#include <fmt/format.h>

namespace ringfence {

namespace {

class Reader {
 public:
  Reader(std::string_view text, std::string_view name) : text_(text), name_(name) {}

  Result<std::vector<CsvRow>> rows() {
    std::vector<CsvRow> result;
    while (at_ < text_.size()) {
      CsvRow row{line_, {}};
      RINGFENCE_TRY(read_row(row));
      const bool blank = row.fields.size() == 1 && row.fields[0].empty();
      if (!blank) result.push_back(std::move(row));
    }
    return result;
  }

 private:
  Status read_row(CsvRow& row) {
    for (;;) {
      std::string field;
      if (peek() == '"') {
        RINGFENCE_TRY(read_quoted(field));
      } else {
        while (at_ < text_.size() && peek() != ',' && !at_line_end()) field += text_[at_++];
      }
      row.fields.push_back(std::move(field));
      if (peek() == ',') {
        ++at_;
        continue;
      }
      if (at_ >= text_.size() || skip_line_end()) return {};
      return fail(fmt::format("{}:{}: text after a closing quote", name_, line_));
    }
  }

  Status read_quoted(std::string& field) {
    const unsigned opened = line_;
    ++at_;
    while (at_ < text_.size()) {
      const char c = text_[at_++];
      if (c == '\n') ++line_;
      if (c != '"') {
        field += c;
      } else if (peek() == '"') {
        field += '"', ++at_;
      } else {
        return {};
      }
    }
    return fail(fmt::format("{}:{}: a quote that is opened here is never closed", name_, opened));
  }

  [[nodiscard]] char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  [[nodiscard]] bool at_line_end() const {
    return peek() == '\n' || (peek() == '\r' && at_ + 1 < text_.size() && text_[at_ + 1] == '\n');
  }
  bool skip_line_end() {
    if (!at_line_end()) return false;
    at_ += peek() == '\r' ? 2 : 1;
    ++line_;
    return true;
  }

  std::string_view text_;
  std::string_view name_;
  std::size_t at_ = 0;
  unsigned line_ = 1;
};

}  // namespace

Result<std::vector<CsvRow>> parse_csv(std::string_view text, std::string_view name) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  return Reader(text, name).rows();
}

std::string csv_field(std::string_view value) {
  if (value.find_first_of(",\"\r\n") == std::string_view::npos) return std::string(value);
  std::string quoted = "\"";
  for (const char c : value) quoted.append(c == '"' ? 2 : 1, c);
  return quoted + '"';
}

}  // namespace ringfence
