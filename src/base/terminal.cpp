#include "base/terminal.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdio>
#include <cwchar>
#include <utility>

namespace ringfence {

namespace {

constexpr std::size_t bar_cells = 28;

char32_t next_code_point(std::string_view utf8, std::size_t& at) {
  const auto lead = static_cast<unsigned char>(utf8[at++]);
  const int more = lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : lead >= 0xC0 ? 1 : 0;
  char32_t code = more == 0 ? lead : lead & (0x3FU >> more);
  for (int i = 0; i < more && at < utf8.size(); ++i)
    code = code << 6U | (static_cast<unsigned char>(utf8[at++]) & 0x3FU);
  return code;
}

bool is_combining(char32_t c) {
  return (c >= 0x300 && c <= 0x36F) || (c >= 0x200B && c <= 0x200F) || c == 0xFE0F;
}
bool is_wide(char32_t c) {
  return (c >= 0x1100 && c <= 0x115F) || (c >= 0x2E80 && c <= 0xA4CF) || (c >= 0xAC00 && c <= 0xD7A3) ||
         (c >= 0xF900 && c <= 0xFAFF) || (c >= 0xFE30 && c <= 0xFE6F) || (c >= 0xFF00 && c <= 0xFF60) ||
         (c >= 0x1F300 && c <= 0x1FAFF) || (c >= 0x20000 && c <= 0x3FFFD);
}

}  // namespace

bool is_terminal(int descriptor) {
  return ::isatty(descriptor) == 1;
}

std::string with_separators(std::uint64_t number) {
  std::string digits = std::to_string(number);
  for (std::size_t at = digits.size(); at > 3; at -= 3) digits.insert(at - 3, 1, ',');
  return digits;
}

std::string as_bytes(std::uint64_t bytes) {
  constexpr std::array units{"B", "KiB", "MiB", "GiB", "TiB", "PiB"};
  auto amount = static_cast<double>(bytes);
  std::size_t unit = 0;
  while (amount >= 1024 && unit + 1 < units.size()) amount /= 1024, ++unit;
  return unit == 0 ? fmt::format("{} B", bytes) : fmt::format("{:.1f} {}", amount, units[unit]);
}

std::string as_duration(std::chrono::duration<double> time) {
  const double seconds = time.count();
  if (seconds < 10) return fmt::format("{:.1f} s", seconds);
  const auto whole = static_cast<std::uint64_t>(seconds + 0.5);
  if (whole < 60) return fmt::format("{} s", whole);
  if (whole < 3600) return fmt::format("{} min {} s", whole / 60, whole % 60);
  return fmt::format("{} h {} min", whole / 3600, whole % 3600 / 60);
}

std::size_t display_width(std::string_view utf8) {
  std::size_t width = 0;
  for (std::size_t at = 0; at < utf8.size();) {
    const char32_t code = next_code_point(utf8, at);
    width += is_combining(code) ? 0 : is_wide(code) ? 2 : 1;
  }
  return width;
}

TextTable::TextTable(std::vector<std::string> headings) {
  rows_.push_back(std::move(headings));
}
void TextTable::add(std::vector<std::string> cells) {
  rows_.push_back(std::move(cells));
}

std::string TextTable::text() const {
  std::vector<std::size_t> widths(rows_.front().size());
  for (const auto& row : rows_) {
    for (std::size_t i = 0; i < row.size() && i < widths.size(); ++i)
      widths[i] = std::max(widths[i], display_width(row[i]));
  }
  std::string out;
  for (std::size_t r = 0; r < rows_.size(); ++r) {
    std::string line;
    for (std::size_t i = 0; i < widths.size(); ++i) {
      const std::string cell = i < rows_[r].size() ? rows_[r][i] : std::string();
      const auto& sample = r == 0 && rows_.size() > 1 && i < rows_[1].size() ? rows_[1][i] : cell;
      const bool number = !sample.empty() && std::isdigit(static_cast<unsigned char>(sample[0])) != 0;
      const std::string padding(widths[i] - display_width(cell), ' ');
      line += (i == 0 ? "  " : "   ") + (number ? padding + cell : cell + padding);
    }
    line.erase(line.find_last_not_of(' ') + 1);
    out += line + '\n';
  }
  return out;
}

Progress::Progress(std::string label, bool enabled)
    : label_(std::move(label)),
      enabled_(enabled),
      terminal_(is_terminal(STDERR_FILENO)),
      started_(std::chrono::steady_clock::now()) {}

Progress::~Progress() {
  finish();
}

void Progress::update(std::uint64_t done, std::uint64_t total, std::string_view detail) {
  using namespace std::chrono_literals;
  if (!enabled_) return;
  const auto now = std::chrono::steady_clock::now();
  if (now - std::max(last_, started_) < (terminal_ ? 100ms : 10'000ms)) return;
  last_ = now;
  draw(done, total, detail);
}

void Progress::draw(std::uint64_t done, std::uint64_t total, std::string_view detail) {
  const double share = total == 0 ? 0 : std::min(1.0, static_cast<double>(done) / static_cast<double>(total));
  const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - started_;
  const std::string left = share > 0.01 ? as_duration(spent * ((1 - share) / share)) + " left" : "";
  if (!terminal_) {
    fmt::print(stderr, "{} {:3.0f} %  {}  {}\n", label_, share * 100, left, detail);
    return;
  }
  const auto full = static_cast<std::size_t>(share * bar_cells);
  std::string bar;
  for (std::size_t i = 0; i < bar_cells; ++i) bar += i < full ? "█" : "░";
  fmt::print(stderr, "\r\033[K{} {} {:3.0f} %  {}  {}", label_, bar, share * 100, left, detail);
  std::fflush(stderr);
  drawn_ = true;
}

void Progress::finish() {
  if (drawn_) fmt::print(stderr, "\r\033[K");
  std::fflush(stderr);
  drawn_ = false;
}

}  // namespace ringfence
