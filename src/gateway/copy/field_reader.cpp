#include "gateway/copy/field_reader.h"

namespace ringfence::gateway {

namespace {

bool is_octal(char c) {
  return c >= '0' && c <= '7';
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

FieldReader::Read FieldReader::next() {
  if (over_) return Read::none;
  value_.clear();
  quoted_ = false;
  return how_.format == policy::CopyIn::Format::csv ? csv() : text();
}

// What a backslash and the character behind it, which at_ stands at, come to.
char FieldReader::escaped() {
  const char c = line_[at_++];
  if (is_octal(c)) {
    int value = c - '0';
    for (int digits = 1; digits < 3 && at_ < line_.size() && is_octal(line_[at_]); ++digits) {
      value = value * 8 + (line_[at_++] - '0');
    }
    return static_cast<char>(value & 0xff);
  }
  switch (c) {
    case 'x': {
      if (at_ == line_.size() || hex_digit(line_[at_]) < 0) return c;
      int value = hex_digit(line_[at_++]);
      if (at_ < line_.size() && hex_digit(line_[at_]) >= 0) value = value * 16 + hex_digit(line_[at_++]);
      return static_cast<char>(value & 0xff);
    }
    case 'b':
      return '\b';
    case 'f':
      return '\f';
    case 'n':
      return '\n';
    case 'r':
      return '\r';
    case 't':
      return '\t';
    case 'v':
      return '\v';
    default:
      return c;
  }
}

FieldReader::Read FieldReader::text() {
  const std::size_t begin = at_;
  std::size_t end = at_;
  over_ = true;
  for (;; end = at_) {
    if (at_ == line_.size()) break;
    char c = line_[at_++];
    if (c == how_.delimiter) {
      over_ = false;
      break;
    }
    if (c == '\\') {
      if (at_ == line_.size()) break;
      c = escaped();
    }
    value_ += c;
  }
  raw_ = line_.substr(begin, end - begin);
  return Read::field;
}

// Behind an opening quote, up to the closing one.
bool FieldReader::in_quotes() {
  quoted_ = true;
  while (at_ < line_.size()) {
    const char c = line_[at_++];
    if (c == how_.escape && at_ < line_.size() && (line_[at_] == how_.escape || line_[at_] == how_.quote)) {
      value_ += line_[at_++];
      continue;
    }
    if (c == how_.quote) return true;
    value_ += c;
  }
  return false;
}

// Quotes may begin and end within a field.
FieldReader::Read FieldReader::csv() {
  const std::size_t begin = at_;
  std::size_t end = at_;
  over_ = true;
  for (;; end = at_) {
    if (at_ == line_.size()) break;
    const char c = line_[at_++];
    if (c == how_.delimiter) {
      over_ = false;
      break;
    }
    if (c == how_.quote) {
      if (!in_quotes()) return Read::broken;
    } else {
      value_ += c;
    }
  }
  raw_ = line_.substr(begin, end - begin);
  return Read::field;
}

}  // namespace ringfence::gateway
