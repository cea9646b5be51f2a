#include "gateway/copy/line_scanner.h"

namespace ringfence::gateway {

LineScanner::LineScanner(const policy::CopyIn& how)
    : csv_(how.format == policy::CopyIn::Format::csv),
      quote_(how.quote),
      escape_(how.escape == how.quote ? '\0' : how.escape) {}

LineScanner::Found LineScanner::next(std::string_view data, bool last) {
  if (seen_ == 0) {
    ++number_;
    in_quote_ = after_escape_ = ends_data_ = false;
  }
  std::size_t at = seen_;
  Step step = Step::on;
  while (step == Step::on && at < data.size()) step = look_at(data, last, at);
  if (step == Step::on && last) step = line(data.size(), data.size());
  if (step == Step::on || step == Step::more) {
    seen_ = at;
    // So that the line is not begun, and counted, again.
    if (at == 0) --number_;
    return Found::more;
  }
  return step == Step::line ? Found::line : Found::broken;
}

// One character, and what has to be looked at with it.
LineScanner::Step LineScanner::look_at(std::string_view data, bool last, std::size_t& at) {
  const char c = data[at];
  const bool lookahead = c == '\r' || (c == '\\' && (!csv_ || at == 0));
  if (lookahead && at + 1 == data.size() && !last) return Step::more;
  if (csv_ && at == 0 && c == '\\') {
    const Step step = end_mark(data, last, at);
    if (step != Step::on) return step;
  }
  if (csv_) quotes(c);
  if (!in_quote_) {
    if (c == '\r') return carriage_return(data, last, at);
    if (c == '\n') return newline(at);
  }
  if (!csv_ && c == '\\') return backslash(data, last, at);
  ++at;
  return Step::on;
}

// An escape counts only within quotes and before a quote, and the second of two escapes is none.
void LineScanner::quotes(char c) {
  if (in_quote_ && c == escape_ && escape_ != '\0') after_escape_ = !after_escape_;
  if (c == quote_ && !after_escape_) in_quote_ = !in_quote_;
  if (c != escape_ || escape_ == '\0') after_escape_ = false;
  if (in_quote_ && c == (breaks_ == Breaks::newline ? '\n' : '\r')) ++number_;
}

// What ends the first line ends all.
LineScanner::Step LineScanner::carriage_return(std::string_view data, bool, std::size_t at) {
  if (breaks_ == Breaks::newline) {
    return broken(csv_ ? "unquoted carriage return found in data" : "literal carriage return found in data");
  }
  if (breaks_ == Breaks::carriage_return) return line(at, at + 1);
  if (at + 1 < data.size() && data[at + 1] == '\n') {
    breaks_ = Breaks::both;
    return line(at, at + 2);
  }
  if (breaks_ == Breaks::both) {
    return broken(csv_ ? "unquoted carriage return found in data" : "literal carriage return found in data");
  }
  breaks_ = Breaks::carriage_return;
  return line(at, at + 1);
}

LineScanner::Step LineScanner::newline(std::size_t at) {
  if (breaks_ == Breaks::carriage_return || breaks_ == Breaks::both) {
    return broken(csv_ ? "unquoted newline found in data" : "literal newline found in data");
  }
  breaks_ = Breaks::newline;
  return line(at, at + 1);
}

// In text whatever follows it is data, a line break too. The last byte of all stands for itself.
LineScanner::Step LineScanner::backslash(std::string_view data, bool last, std::size_t& at) {
  if (at + 1 == data.size()) return line(data.size(), data.size());
  if (data[at + 1] == '.') return end_mark(data, last, at);
  at += 2;
  return Step::on;
}

// `\.` and a line break of the kind that there was; in CSV only at the beginning of a line, and data if more follows.
LineScanner::Step LineScanner::end_mark(std::string_view data, bool last, std::size_t& at) {
  if (at + 1 == data.size()) return csv_ ? Step::on : line(data.size(), data.size());
  if (data[at + 1] != '.') return Step::on;
  const bool both = breaks_ == Breaks::both;
  const std::size_t length = at + (both ? 4 : 3);
  if (data.size() < length && !last) {
    // Whether it is none shows before all of it is there.
    const bool open = data.size() == at + 2 || (both && data[at + 2] == '\r');
    if (open) return Step::more;
  }
  const auto byte = [&](std::size_t place) { return place < data.size() ? data[place] : '\0'; };
  if (both && byte(at + 2) == '\n' && !csv_) return broken("end-of-copy marker does not match previous newline style");
  const char end = byte(length - 1);
  const bool is_mark = (!both || byte(at + 2) == '\r') && (end == '\r' || end == '\n');
  if (!is_mark) return csv_ ? Step::on : broken("end-of-copy marker corrupt");
  const bool fits = breaks_ == Breaks::unknown || (breaks_ == Breaks::carriage_return ? end == '\r' : end == '\n');
  if (!fits) return broken("end-of-copy marker does not match previous newline style");
  ends_data_ = true;
  return line(at, length);
}

LineScanner::Step LineScanner::line(std::size_t content, std::size_t length) {
  content_ = content;
  length_ = length;
  seen_ = 0;
  return Step::line;
}

LineScanner::Step LineScanner::broken(const char* why) {
  why_ = why;
  seen_ = 0;
  return Step::broken;
}

}  // namespace ringfence::gateway
