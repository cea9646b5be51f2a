#include "demand/intake/dates.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>

#include "demand/intake/fold.h"
#include "policy/model.h"

namespace ringfence::intake {

namespace {

struct Month {
  std::string_view begins;  // of a word, folded
  unsigned month;
};
// The longer before what it begins with.
constexpr Month months[] = {
    {"january", 1},    {"february", 2},  {"march", 3},      {"april", 4},     {"june", 6},       {"july", 7},
    {"august", 8},     {"september", 9}, {"october", 10},   {"november", 11}, {"december", 12},  {"sept", 9},
    {"jan", 1},        {"feb", 2},       {"mar", 3},        {"apr", 4},       {"may", 5},        {"jun", 6},
    {"jul", 7},        {"aug", 8},       {"sep", 9},        {"oct", 10},      {"nov", 11},       {"dec", 12},
    {"января", 1},     {"февраля", 2},   {"марта", 3},      {"апреля", 4},    {"мая", 5},        {"июня", 6},
    {"июля", 7},       {"августа", 8},   {"сентября", 9},   {"октября", 10},  {"ноября", 11},    {"декабря", 12},
    {"січня", 1},      {"лютого", 2},    {"березня", 3},    {"квітня", 4},    {"травня", 5},     {"червня", 6},
    {"липня", 7},      {"серпня", 8},    {"вересня", 9},    {"жовтня", 10},   {"листопада", 11}, {"грудня", 12},
    {"enero", 1},      {"febrero", 2},   {"marzo", 3},      {"abril", 4},     {"mayo", 5},       {"junio", 6},
    {"julio", 7},      {"agosto", 8},    {"septiembre", 9}, {"setiembre", 9}, {"octubre", 10},   {"noviembre", 11},
    {"diciembre", 12}, {"januar", 1},    {"jänner", 1},     {"februar", 2},   {"märz", 3},       {"mai", 5},
    {"juni", 6},       {"juli", 7},      {"oktober", 10},   {"dezember", 12}, {"janvier", 1},    {"février", 2},
    {"mars", 3},       {"avril", 4},     {"juin", 6},       {"juillet", 7},   {"août", 8},       {"septembre", 9},
    {"octobre", 10},   {"novembre", 11}, {"décembre", 12},  {"ocak", 1},      {"şubat", 2},      {"mart", 3},
    {"nisan", 4},      {"mayıs", 5},     {"haziran", 6},    {"temmuz", 7},    {"ağustos", 8},    {"eylül", 9},
    {"ekim", 10},      {"kasım", 11},    {"aralık", 12},    {"janeiro", 1},   {"fevereiro", 2},  {"março", 3},
    {"maio", 5},       {"junho", 6},     {"julho", 7},      {"setembro", 9},  {"outubro", 10},   {"novembro", 11},
    {"dezembro", 12},
};

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

std::optional<std::string> as_date(unsigned year, unsigned month, unsigned day) {
  const std::chrono::year_month_day date{std::chrono::year(static_cast<int>(year)), std::chrono::month(month),
                                         std::chrono::day(day)};
  if (!date.ok() || year < 1900 || year > 2199) return std::nullopt;
  return fmt::format("{:04}-{:02}-{:02}", year, month, day);
}

class Reader {
 public:
  Reader(std::string_view text, std::size_t at) : text_(text), at_(at) {}

  std::optional<std::string> date() {
    const std::size_t begin = at_;
    for (auto form : {&Reader::numbers, &Reader::day_and_name, &Reader::name_and_day, &Reader::era}) {
      at_ = begin;
      if (auto found = (this->*form)()) return found;
    }
    return std::nullopt;
  }
  [[nodiscard]] std::size_t at() const { return at_; }

 private:
  std::optional<unsigned> number(std::size_t least, std::size_t most) {
    std::size_t end = at_;
    unsigned value = 0;
    while (end < text_.size() && is_digit(text_[end]) && end - at_ <= most) {
      value = value * 10 + static_cast<unsigned>(text_[end++] - '0');
    }
    if (end - at_ < least || end - at_ > most) return std::nullopt;
    at_ = end;
    return value;
  }
  bool take(std::string_view what) {
    if (!text_.substr(at_).starts_with(what)) return false;
    at_ += what.size();
    return true;
  }
  // Blanks, and dots and commas among them.
  void skip(std::string_view marks) {
    while (at_ < text_.size() && marks.find(text_[at_]) != std::string_view::npos) ++at_;
  }

  std::optional<std::string> numbers() {
    const std::size_t begin = at_;
    const auto first = number(1, 4);
    if (!first) return std::nullopt;
    if (at_ - begin == 4) return year_first(*first);
    if (at_ - begin > 2 || at_ >= text_.size()) return std::nullopt;
    const char mark = text_[at_];
    if (mark != '.' && mark != '/' && mark != '-') return std::nullopt;
    ++at_;
    const auto second = number(1, 2);
    if (!second || !take(std::string_view(&mark, 1))) return std::nullopt;
    const auto year = number(4, 4);
    if (!year) return std::nullopt;
    if (mark == '/' && *first <= 12 && *second <= 12 && *first != *second) return std::nullopt;
    return *second > 12 ? as_date(*year, *first, *second) : as_date(*year, *second, *first);
  }

  // "令和5年4月1日", "令和元年…": years of an era of Japan.
  std::optional<std::string> era() {
    const unsigned before = take("令和") ? 2018 : take("平成") ? 1988 : 0;
    if (before == 0) return std::nullopt;
    skip(" ");
    const auto year = take("元") ? std::optional(1U) : number(1, 2);
    return year ? year_first(before + *year) : std::nullopt;
  }

  std::optional<std::string> year_first(unsigned year) {
    skip(" ");
    using Marks = std::pair<std::string_view, std::string_view>;
    for (const auto& [after_year, after_month] :
         {Marks{"-", "-"}, Marks{"/", "/"}, Marks{".", "."}, Marks{"年", "月"}, Marks{"년", "월"}}) {
      const std::size_t begin = at_;
      const auto next = [&](std::string_view mark) {
        skip(" ");
        const bool right = take(mark);
        skip(" ");
        return right;
      };
      if (next(after_year)) {
        const auto month = number(1, 2);
        if (month && next(after_month)) {
          const auto day = number(1, 2);
          if (day) return as_date(year, *month, *day);
        }
      }
      at_ = begin;
    }
    return std::nullopt;
  }

  std::optional<unsigned> month_name() {
    for (const Month& each : months) {
      if (!text_.substr(at_).starts_with(each.begins)) continue;
      const std::size_t end = at_ + each.begins.size();
      const auto next = end < text_.size() ? static_cast<unsigned char>(text_[end]) : ' ';
      if ((next >= 'a' && next <= 'z') || next >= 0x80) continue;
      at_ = end;
      return each.month;
    }
    return std::nullopt;
  }

  std::optional<std::string> day_and_name() {
    const auto day = number(1, 2);
    if (!day) return std::nullopt;
    for (const std::string_view ordinal : {"st", "nd", "rd", "th", "er", "-го", "°"}) {
      if (take(ordinal)) break;
    }
    skip(" .,\"-");
    for (const std::string_view of : {"de ", "of ", "day of "}) {
      if (take(of)) break;
    }
    const auto month = month_name();
    if (!month) return std::nullopt;
    skip(" .,-");
    for (const std::string_view of : {"de ", "del "}) {
      if (take(of)) break;
    }
    const auto year = number(4, 4);
    return year ? as_date(*year, *month, *day) : std::nullopt;
  }

  std::optional<std::string> name_and_day() {
    const auto month = month_name();
    if (!month) return std::nullopt;
    skip(" .");
    const auto day = number(1, 2);
    if (!day) return std::nullopt;
    for (const std::string_view ordinal : {"st", "nd", "rd", "th"}) {
      if (take(ordinal)) break;
    }
    skip(" .,");
    const auto year = number(4, 4);
    return year ? as_date(*year, *month, *day) : std::nullopt;
  }

  std::string_view text_;
  std::size_t at_;
};

bool can_begin(std::string_view text, std::size_t at) {
  const auto c = static_cast<unsigned char>(text[at]);
  const auto before = at == 0 ? ' ' : static_cast<unsigned char>(text[at - 1]);
  if (text.substr(at).starts_with("令和") || text.substr(at).starts_with("平成")) return true;
  if (is_digit(text[at]))
    return !is_digit(static_cast<char>(before)) && before != '.' && before != '/' && before != '-';
  return c >= 'a' && c <= 'z' && !(before >= 'a' && before <= 'z') && before < 0x80;
}

}  // namespace

std::vector<DateFound> find_dates(std::string_view folded) {
  std::vector<DateFound> out;
  for (std::size_t at = 0; at < folded.size(); ++at) {
    if (!can_begin(folded, at)) continue;
    Reader reader(folded, at);
    auto date = reader.date();
    const bool more = date && reader.at() < folded.size() && is_digit(folded[reader.at()]);
    if (!date || more) continue;
    out.push_back({std::move(*date), at, reader.at()});
    at = reader.at() - 1;
  }
  return out;
}

std::optional<std::string> date_between(std::string_view folded, std::size_t from, std::size_t until) {
  until = std::min(until, folded.size());
  for (const DateFound& each : find_dates(folded.substr(std::min(from, until), until - std::min(from, until))))
    return each.date;
  return std::nullopt;
}

std::optional<std::string> date_of_letter(std::string_view text) {
  constexpr std::string_view headers =
      "date:|sent:|дата:|отправлено:|日期:|发送时间:|fecha:|datum:|gesendet:|tarih:|envoyé:";
  constexpr std::size_t line_bytes = 160;
  constexpr std::size_t beside_bytes = 24;  // "г.", a weekday, a city
  std::optional<std::string> last;
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    if (line.size() > line_bytes) continue;
    const std::string folded = fold(line).text;
    const auto dates = find_dates(folded);
    if (dates.size() != 1) continue;
    if (find_any(folded, headers) == 0) return dates.front().date;
    if (folded.size() - (dates.front().to - dates.front().from) <= beside_bytes) last = dates.front().date;
  }
  return last;
}

std::optional<std::string> date_of_path(std::string_view path) {
  std::optional<std::string> out;
  while (!path.empty()) {
    const std::string_view part = path.substr(0, path.find('/'));
    path.remove_prefix(std::min(part.size() + 1, path.size()));
    for (std::size_t at = 0; at + 10 <= part.size(); ++at) {
      const auto date = policy::read_date(part.substr(at, 10));
      const bool bound = (at == 0 || !is_digit(part[at - 1])) && (at + 10 == part.size() || !is_digit(part[at + 10]));
      if (!date || !bound) continue;
      out = policy::to_text(*date);
      break;
    }
  }
  return out;
}

}  // namespace ringfence::intake
