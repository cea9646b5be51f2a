#include "demand/intake/table.h"

#include <algorithm>

namespace ringfence::intake {

namespace {

constexpr std::size_t row_bytes = 4096;  // a longer line is of no table

std::size_t line_begin(std::string_view text, std::size_t at) {
  const std::size_t before = at == 0 ? std::string_view::npos : text.rfind('\n', at - 1);
  return before == std::string_view::npos ? 0 : before + 1;
}

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r\"");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\"") - first + 1);
}

// A bar before the first cell and behind the last one is of no cell.
std::string_view inner(std::string_view line, char mark) {
  if (mark == '\t') line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
  if (mark != '|') return line;
  const std::size_t first = line.find_first_not_of(" \t");
  if (first != std::string_view::npos && line[first] == '|') line.remove_prefix(first + 1);
  const std::size_t last = line.find_last_not_of(" \t\r");
  if (last != std::string_view::npos && line[last] == '|') line = line.substr(0, last);
  return line;
}

std::vector<std::string_view> cells(std::string_view line, char mark) {
  std::vector<std::string_view> out;
  std::string_view rest = inner(line, mark);
  while (true) {
    const std::size_t end = rest.find(mark);
    out.push_back(rest.substr(0, end));
    if (end == std::string_view::npos) return out;
    rest.remove_prefix(end + 1);
  }
}

// "|---|:--:|", "-----+-----"
bool is_rule(std::string_view line) {
  return line.find('-') != std::string_view::npos && line.find_first_not_of(" \t\r|+-:=") == std::string_view::npos;
}

}  // namespace

// The first of the lines above that are of the same table.
std::string_view Tables::top_row(std::size_t begin, char mark) {
  const std::size_t asked = begin;
  std::string_view top;
  while (begin > 0) {
    const std::size_t end = begin - 1;
    begin = line_begin(text_, end);
    const std::string_view line = text_.substr(begin, end - begin);
    if (line.size() > row_bytes) break;
    if (is_rule(line)) continue;
    if (line.find(mark) == std::string_view::npos) break;
    top = line;
    if (begin != last_.begin || mark != last_.mark) continue;
    if (!last_.top.empty()) top = last_.top;
    break;
  }
  last_ = {asked, mark, top};
  return top;
}

std::optional<Cell> Tables::cell_between(std::size_t at, char mark) {
  const std::size_t begin = line_begin(text_, at);
  const std::string_view line = text_.substr(begin, std::min(text_.find('\n', at), text_.size()) - begin);
  if (line.size() > row_bytes || inner(line, mark).find(mark) == std::string_view::npos) return std::nullopt;
  const std::string_view top = begin == last_.begin && mark == last_.mark ? last_.top : top_row(begin, mark);
  const bool headed = !top.empty() && top.find("://") == std::string_view::npos;
  // Semicolons separate cells only below a head that has as many.
  if (mark == ';' && (!headed || std::ranges::count(top, mark) != std::ranges::count(line, mark))) return std::nullopt;
  const std::vector<std::string_view> heads = headed ? cells(top, mark) : std::vector<std::string_view>();
  const auto head = [&](std::size_t column) {
    return column < heads.size() ? trimmed(heads[column]) : std::string_view();
  };
  const std::vector<std::string_view> row = cells(line, mark);
  Cell out;
  for (std::size_t column = 0; column < row.size(); ++column) {
    const auto from = static_cast<std::size_t>(row[column].data() - text_.data());
    if (at < from || at >= from + row[column].size()) {
      out.others.push_back({head(column), trimmed(row[column])});
    } else {
      out.head = head(column);
      out.before = text_.substr(from, at - from);
    }
  }
  return out;
}

std::optional<Cell> Tables::cell_at(std::size_t at) {
  for (const char mark : {'|', '\t', ';'}) {
    if (auto cell = cell_between(at, mark)) return cell;
  }
  return std::nullopt;
}

}  // namespace ringfence::intake
