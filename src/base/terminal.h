// What a person at a terminal sees while long work runs. Off a terminal: plain lines, no colours, no redrawing.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ringfence {

bool is_terminal(int descriptor);

// 1234567 -> "1,234,567"
std::string with_separators(std::uint64_t number);
// 1536 -> "1.5 KiB"
std::string as_bytes(std::uint64_t bytes);
// 75.2 s -> "1 min 15 s"
std::string as_duration(std::chrono::duration<double> time);

// A table for people: columns padded to their widest cell, numbers (cells that begin with a digit) to the right.
class TextTable {
 public:
  explicit TextTable(std::vector<std::string> headings);
  void add(std::vector<std::string> cells);
  [[nodiscard]] std::string text() const;

 private:
  std::vector<std::vector<std::string>> rows_;
};

// Columns that a text takes on a terminal: wide East Asian characters count two, combining marks none.
std::size_t display_width(std::string_view utf8);

// A bar with an estimate on standard error: redrawn in place on a terminal, one line each ten seconds elsewhere.
// Not for use by two threads at once.
class Progress {
 public:
  Progress(std::string label, bool enabled);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  // `done` of `total` in any one unit; `detail` is shown behind the bar.
  void update(std::uint64_t done, std::uint64_t total, std::string_view detail);
  void finish();

 private:
  void draw(std::uint64_t done, std::uint64_t total, std::string_view detail);
  std::string label_;
  bool enabled_;
  bool terminal_;
  bool drawn_ = false;
  std::chrono::steady_clock::time_point started_;
  std::chrono::steady_clock::time_point last_{};
};

}  // namespace ringfence
