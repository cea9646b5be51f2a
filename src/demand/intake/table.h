// Tables, however they are drawn: with bars, tabulators or semicolons between their cells. Pure.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

namespace ringfence::intake {

struct Cell {
  struct Other {
    std::string_view head, text;
  };
  std::string_view head;      // of its column; empty where the table has none
  std::string_view before;    // in the cell, before the byte that was asked about
  std::vector<Other> others;  // of its row
};

class Tables {
 public:
  explicit Tables(std::string_view text) : text_(text) {}

  // The cell that the byte at `at` is in; nothing where its line is of no table. Quick where asked from first to last.
  std::optional<Cell> cell_at(std::size_t at);

 private:
  struct Row {
    std::size_t begin = std::string_view::npos;
    char mark = 0;
    std::string_view top;
  };
  std::optional<Cell> cell_between(std::size_t at, char mark);
  std::string_view top_row(std::size_t begin, char mark);

  std::string_view text_;
  Row last_;  // that was asked about
};

}  // namespace ringfence::intake
