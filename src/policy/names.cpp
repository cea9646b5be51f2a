#include "policy/names.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "base/limits.h"

namespace ringfence::policy {

namespace {

bool is_lower(char c) {
  return c >= 'a' && c <= 'z';
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_letter(char c) {
  return is_lower(c) || (c >= 'A' && c <= 'Z');
}

std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), 0);
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, replaced});
    }
  }
  return row.back();
}

// One part from `at` on; `at` ends behind it.
std::optional<std::string> take_part(std::string_view text, std::size_t& at) {
  std::string part;
  if (at >= text.size() || text[at] != '"') {
    while (at < text.size() && text[at] != '.') {
      if (text[at] == '"') return std::nullopt;
      part += text[at++];
    }
    return part;
  }
  for (++at; at < text.size(); ++at) {
    if (text[at] == '"' && !(at + 1 < text.size() && text[at + 1] == '"')) return ++at, part;
    if (text[at] == '"') ++at;
    part += text[at];
  }
  return std::nullopt;
}

}  // namespace

bool is_ring_name(std::string_view name) {
  return !name.empty() && is_lower(name[0]) &&
         std::ranges::all_of(name, [](char c) { return is_lower(c) || is_digit(c) || c == '-'; });
}

bool is_purpose_name(std::string_view name) {
  return !name.empty() && is_lower(name[0]) &&
         std::ranges::all_of(name, [](char c) { return is_lower(c) || is_digit(c) || c == '-' || c == '_'; });
}

bool is_plain_name(std::string_view name) {
  const auto allowed = [](char c) {
    return is_letter(c) || is_digit(c) || c == '.' || c == '_' || c == '@' || c == '-';
  };
  return !name.empty() && (is_letter(name[0]) || is_digit(name[0])) && std::ranges::all_of(name, allowed);
}

std::optional<std::vector<std::string>> split_dotted(std::string_view text) {
  std::vector<std::string> parts;
  for (std::size_t at = 0;; ++at) {
    std::optional<std::string> part = take_part(text, at);
    if (!part || part->empty() || part->size() > limits::name_bytes) return std::nullopt;
    parts.push_back(std::move(*part));
    if (at >= text.size()) return parts;
    if (text[at] != '.') return std::nullopt;
  }
}

std::string readable(std::string_view part) {
  const bool plain = !part.empty() && (is_lower(part[0]) || part[0] == '_') &&
                     std::ranges::all_of(part, [](char c) { return is_lower(c) || is_digit(c) || c == '_'; });
  if (plain) return std::string(part);
  std::string quoted = "\"";
  for (const char c : part) quoted.append(c == '"' ? 2 : 1, c);
  return quoted + '"';
}

std::optional<std::string> nearest(std::string_view word, std::span<const std::string> candidates) {
  const std::string* best = nullptr;
  std::size_t least = std::max<std::size_t>(1, word.size() / 3) + 1;
  for (const std::string& candidate : candidates) {
    const std::size_t steps = distance(word, candidate);
    if (steps < least) least = steps, best = &candidate;
  }
  if (best == nullptr) return std::nullopt;
  return *best;
}

std::string did_you_mean(std::string_view word, std::span<const std::string> candidates, std::string_view otherwise) {
  const auto found = nearest(word, candidates);
  return found ? fmt::format("did you mean \"{}\"?", *found) : std::string(otherwise);
}

std::string listed(std::span<const std::string> names, std::size_t at_most) {
  // "and 1 more" would be longer than the one.
  if (names.size() <= at_most + 1) return fmt::format("{}", fmt::join(names, ", "));
  return fmt::format("{} and {} more", fmt::join(names.first(at_most), ", "), names.size() - at_most);
}

}  // namespace ringfence::policy
