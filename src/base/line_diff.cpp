#include "base/line_diff.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <span>
#include <vector>

#include "base/limits.h"

namespace ringfence {

namespace {

using Lines = std::vector<std::string_view>;
using Part = std::span<const std::string_view>;

Lines lines_of(std::string_view text) {
  Lines lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    lines.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

// Which lines of the two are kept, in pairs: all others went or came.
struct Kept {
  std::vector<bool> before, after;
};

// E. Myers, "An O(ND) Difference Algorithm and Its Variations" (1986): how far down each diagonal so many edits lead.
class Edits {
 public:
  Edits(Part before, Part after) : before_(before), after_(after) {}

  // False: more edits than may be.
  bool find() {
    for (std::size_t edits = 0; edits <= limits::diff_edits; ++edits) {
      reached_.push_back(step(edits));
      if (done_) return true;
    }
    return false;
  }

  [[nodiscard]] Kept kept() const {
    Kept kept{std::vector<bool>(before_.size()), std::vector<bool>(after_.size())};
    auto x = static_cast<std::ptrdiff_t>(before_.size());
    auto y = static_cast<std::ptrdiff_t>(after_.size());
    for (auto edits = static_cast<std::ptrdiff_t>(reached_.size()) - 1; edits >= 0; --edits) {
      const std::ptrdiff_t diagonal = x - y;
      const std::ptrdiff_t from = edits == 0 ? 0 : came_down(edits, diagonal) ? diagonal + 1 : diagonal - 1;
      const std::ptrdiff_t from_x = edits == 0 ? 0 : at(edits - 1, from);
      const std::ptrdiff_t from_y = edits == 0 ? 0 : from_x - from;
      while (x > from_x && y > from_y) {
        kept.before[static_cast<std::size_t>(--x)] = true;
        kept.after[static_cast<std::size_t>(--y)] = true;
      }
      x = from_x;
      y = from_y;
    }
    return kept;
  }

 private:
  using Reached = std::vector<std::ptrdiff_t>;  // of each diagonal from -edits to edits

  [[nodiscard]] std::ptrdiff_t at(std::ptrdiff_t edits, std::ptrdiff_t diagonal) const {
    return reached_[static_cast<std::size_t>(edits)][static_cast<std::size_t>(diagonal + edits)];
  }
  [[nodiscard]] bool came_down(std::ptrdiff_t edits, std::ptrdiff_t diagonal) const {
    return diagonal == -edits || (diagonal != edits && at(edits - 1, diagonal - 1) < at(edits - 1, diagonal + 1));
  }

  Reached step(std::size_t count) {
    const auto edits = static_cast<std::ptrdiff_t>(count);
    Reached reached(2 * count + 1);
    for (std::ptrdiff_t diagonal = -edits; diagonal <= edits && !done_; diagonal += 2) {
      std::ptrdiff_t x = 0;
      if (edits > 0) {
        x = came_down(edits, diagonal) ? at(edits - 1, diagonal + 1) : at(edits - 1, diagonal - 1) + 1;
      }
      std::ptrdiff_t y = x - diagonal;
      while (std::cmp_less(x, before_.size()) && std::cmp_less(y, after_.size()) && y >= 0 &&
             before_[static_cast<std::size_t>(x)] == after_[static_cast<std::size_t>(y)]) {
        ++x;
        ++y;
      }
      reached[static_cast<std::size_t>(diagonal + edits)] = x;
      done_ = std::cmp_greater_equal(x, before_.size()) && std::cmp_greater_equal(y, after_.size());
    }
    return reached;
  }

  Part before_, after_;
  std::vector<Reached> reached_;
  bool done_ = false;
};

std::string text_of(const Lines& before, const Lines& after, const Kept& kept) {
  std::string text;
  std::size_t x = 0;
  std::size_t y = 0;
  while (x < before.size() || y < after.size()) {
    if (x < before.size() && y < after.size() && kept.before[x] && kept.after[y]) {
      ++x;
      ++y;
      continue;
    }
    const std::size_t from_x = x;
    const std::size_t from_y = y;
    std::string lines;
    for (; x < before.size() && !kept.before[x]; ++x) lines += fmt::format("-{}\n", before[x]);
    for (; y < after.size() && !kept.after[y]; ++y) lines += fmt::format("+{}\n", after[y]);
    text += fmt::format("@@ -{},{} +{},{} @@\n{}", from_x + 1, x - from_x, from_y + 1, y - from_y, lines);
  }
  return text;
}

}  // namespace

std::string line_diff(std::string_view before_text, std::string_view after_text) {
  const Lines before = lines_of(before_text);
  const Lines after = lines_of(after_text);
  const std::size_t shorter = std::min(before.size(), after.size());
  std::size_t head = 0;
  while (head < shorter && before[head] == after[head]) ++head;
  std::size_t tail = 0;
  while (tail < shorter - head && before[before.size() - 1 - tail] == after[after.size() - 1 - tail]) ++tail;
  Kept kept{std::vector<bool>(before.size(), true), std::vector<bool>(after.size(), true)};
  const std::size_t went = before.size() - head - tail;
  const std::size_t came = after.size() - head - tail;
  Edits edits(Part(before).subspan(head, went), Part(after).subspan(head, came));
  const Kept middle = edits.find() ? edits.kept() : Kept{std::vector<bool>(went), std::vector<bool>(came)};
  std::copy(middle.before.begin(), middle.before.end(), kept.before.begin() + static_cast<std::ptrdiff_t>(head));
  std::copy(middle.after.begin(), middle.after.end(), kept.after.begin() + static_cast<std::ptrdiff_t>(head));
  return text_of(before, after, kept);
}

}  // namespace ringfence
