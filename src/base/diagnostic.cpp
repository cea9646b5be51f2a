#include "base/diagnostic.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace ringfence {

void Diagnostics::add(Severity severity, Place place, std::string message, std::string help) {
  if (severity == Severity::error) ++errors_;
  list_.push_back({severity, std::move(place), std::move(message), std::move(help)});
}

void Diagnostics::error(Place place, std::string message, std::string help) {
  add(Severity::error, std::move(place), std::move(message), std::move(help));
}

void Diagnostics::warning(Place place, std::string message, std::string help) {
  add(Severity::warning, std::move(place), std::move(message), std::move(help));
}

void Diagnostics::note(Place place, std::string message, std::string help) {
  add(Severity::note, std::move(place), std::move(message), std::move(help));
}

void Diagnostics::append(Diagnostics other) {
  errors_ += other.errors_;
  list_.insert(list_.end(), std::make_move_iterator(other.list_.begin()), std::make_move_iterator(other.list_.end()));
}

std::vector<Diagnostic> Diagnostics::sorted() const {
  std::vector<Diagnostic> in_order = list_;
  std::ranges::stable_sort(in_order, {}, &Diagnostic::place);
  return in_order;
}

std::string_view to_text(Severity severity) {
  switch (severity) {
    case Severity::error:
      return "error";
    case Severity::warning:
      return "warning";
    case Severity::note:
      return "note";
  }
  return "error";
}

std::string to_text(const Place& place) {
  if (place.line == 0) return place.file;
  return fmt::format("{}:{}:{}", place.file, place.line, place.column);
}

std::string to_text(const Diagnostic& diagnostic) {
  std::string text = to_text(diagnostic.place);
  if (!text.empty()) text += ": ";
  text += fmt::format("{}: {}", to_text(diagnostic.severity), diagnostic.message);
  if (!diagnostic.help.empty()) text += "\n  help: " + diagnostic.help;
  return text;
}

}  // namespace ringfence
