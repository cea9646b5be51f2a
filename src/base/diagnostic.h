// What is wrong with a text that a person wrote, and where: `file:line:col: severity: message`, then `help: …`.
#pragma once

#include <compare>
#include <string>
#include <vector>

namespace ringfence {

// Line and column count from 1, columns in code points; line 0 means "the file as a whole", an empty file "no file".
struct Place {
  std::string file;
  unsigned line = 0;
  unsigned column = 0;
  auto operator<=>(const Place&) const = default;
};

enum class Severity { error, warning, note };

struct Diagnostic {
  Severity severity = Severity::error;
  Place place;
  std::string message;  // what is wrong, naming the thing
  std::string help;     // what to do about it; may be empty
};

// Collects every finding of one text, so that all of them can be told at once.
class Diagnostics {
 public:
  void error(Place place, std::string message, std::string help = {});
  void warning(Place place, std::string message, std::string help = {});
  void note(Place place, std::string message, std::string help = {});
  void append(Diagnostics other);

  [[nodiscard]] bool has_errors() const { return errors_ > 0; }
  [[nodiscard]] bool empty() const { return list_.empty(); }
  [[nodiscard]] std::size_t errors() const { return errors_; }
  // In the order of the text they speak of.
  [[nodiscard]] std::vector<Diagnostic> sorted() const;

 private:
  void add(Severity severity, Place place, std::string message, std::string help);
  std::vector<Diagnostic> list_;
  std::size_t errors_ = 0;
};

std::string_view to_text(Severity severity);
std::string to_text(const Place& place);
std::string to_text(const Diagnostic& diagnostic);

}  // namespace ringfence
