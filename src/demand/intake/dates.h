// Dates as letters and file names have them. Pure.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ringfence::intake {

struct DateFound {
  std::string date;  // 2014-12-03
  std::size_t from;
  std::size_t to;
};

// All that stand in a folded text, in order: 2019-09-03, 2019/9/3, 03.09.2019, 3 сентября 2019, Sep.3rd,2019,
// September 3, 2019, 3 de septiembre de 2019, 3. September 2019, 3 septembre 2019, 3 eylül 2019, 2019年9月3日,
// 2019년 9월 3일. A date that no calendar has is none. With slashes alone (3/9/2019) the month is the one that can be;
// where both can, it is none.
std::vector<DateFound> find_dates(std::string_view folded);
// The first between the two places.
std::optional<std::string> date_between(std::string_view folded, std::size_t from, std::size_t until);

// The day a letter was written: of its header ("Date: …"), else of the last line that is a date and hardly more. Dates
// within its sentences are those of laws and decisions, and never taken. `text` is not folded.
std::optional<std::string> date_of_letter(std::string_view text);

// "2014-12-03-roskomnadzor.md" -> 2014-12-03; of a path, the last component that begins with one.
std::optional<std::string> date_of_path(std::string_view path);

}  // namespace ringfence::intake
