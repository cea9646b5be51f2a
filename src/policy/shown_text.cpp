#include "policy/shown_text.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "base/sha256.h"
#include "policy/document.h"

namespace ringfence::policy {

namespace {

constexpr std::string_view hidden = "(not shown)";

struct Range {
  std::size_t begin = 0;
  std::size_t end = 0;
};

// Lines from 1, columns in code points from 1.
std::optional<std::size_t> offset_of(std::string_view text, const Place& place) {
  std::size_t at = 0;
  for (unsigned line = 1; line < place.line; ++line) {
    at = text.find('\n', at);
    if (at == std::string_view::npos) return std::nullopt;
    ++at;
  }
  const auto continues = [&](std::size_t i) { return (static_cast<unsigned char>(text[i]) & 0xc0) == 0x80; };
  for (unsigned column = 1; column < place.column; ++column) {
    if (at >= text.size() || text[at] == '\n') return std::nullopt;
    ++at;
    while (at < text.size() && continues(at)) ++at;
  }
  return at < text.size() ? std::optional(at) : std::nullopt;
}

// Where the string of TOML that begins here ends: behind its last quote. Nothing: none begins here.
std::optional<std::size_t> end_of_string(std::string_view text, std::size_t begin) {
  const char quote = text[begin];
  if (quote != '"' && quote != '\'') return std::nullopt;
  const std::string three(3, quote);
  const bool is_long = text.substr(begin, 3) == three;
  std::size_t at = begin + (is_long ? 3 : 1);
  while (at < text.size()) {
    if (quote == '"' && text[at] == '\\') {
      at += 2;
    } else if (text[at] != quote) {
      ++at;
    } else if (!is_long) {
      return at + 1;
    } else if (text.substr(at, 3) == three) {
      const std::size_t last = std::min(text.find_first_not_of(quote, at), text.size());
      return std::min(last, at + 5);  // two quotes may stand before the three that end it
    } else {
      ++at;
    }
  }
  return std::nullopt;
}

Result<std::vector<Range>> addresses_in(std::string_view text, const Value& root) {
  std::vector<Range> ranges;
  const Member* rings = root.find("ring");
  if (rings == nullptr) return ranges;
  for (const Member& ring : rings->value.members) {
    const Member* database = ring.value.find("database");
    if (database == nullptr) continue;
    const Value& value = database->value;
    if (value.kind == Kind::string && value.text.starts_with("env:")) continue;
    const auto begin = offset_of(text, value.place);
    const auto end = begin ? end_of_string(text, *begin) : std::nullopt;
    if (!end) return fail("where the address of a ring's database stands in the policy cannot be found out");
    ranges.push_back({*begin, *end});
  }
  std::ranges::sort(ranges, {}, &Range::begin);
  return ranges;
}

// From where on a line is not shown, since something that looks like a password follows.
std::size_t password_in(std::string_view line) {
  std::string lower(line);
  std::ranges::transform(lower, lower.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? char(c - 'A' + 'a') : c; });
  std::size_t first = line.size();
  for (const std::string_view word : {"password", "passwd", "passphrase", "pwd"}) {
    for (std::size_t at = lower.find(word); at != std::string::npos; at = lower.find(word, at + 1)) {
      const std::size_t next = lower.find_first_not_of(" \t", at + word.size());
      if (next != std::string::npos && (lower[next] == '=' || lower[next] == ':')) first = std::min(first, next + 1);
    }
  }
  return first;
}

// The rest of a line behind `scheme://`, but for a page of the web on a line without `@`: a password may hold anything.
std::string without_addresses(std::string_view line) {
  std::size_t shown = 0;
  for (std::size_t at = line.find("://"); at != std::string_view::npos; at = line.find("://", shown)) {
    const std::string_view scheme = line.substr(0, at);
    shown = at + 3;
    const bool is_page = scheme.ends_with("http") || scheme.ends_with("https");
    if (is_page && line.find('@', shown) == std::string_view::npos) continue;
    return std::string(line.substr(0, shown)) + std::string(hidden);
  }
  return std::string(line);
}

std::string without_secrets(std::string_view text) {
  std::string shown;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    const std::size_t secret = password_in(line);
    shown += without_addresses(line.substr(0, secret));
    if (secret < line.size()) shown += hidden;
    if (end < text.size()) shown += '\n';
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return shown;
}

}  // namespace

Result<ShownText> shown_text(std::string_view text) {
  Diagnostics findings;
  const auto root = read_document(text, {}, findings);
  if (!root) return fail("the policy is not TOML", to_text(findings.sorted().front()));
  const auto addresses = addresses_in(text, *root);
  if (!addresses) return addresses.error();
  std::string kept;
  std::size_t at = 0;
  for (const Range& range : *addresses) {
    kept += text.substr(at, range.begin - at);
    kept += '"';
    kept += hidden;
    kept += '"';
    at = range.end;
  }
  kept += text.substr(at);
  return ShownText{to_hex(sha256(text)), without_secrets(kept)};
}

}  // namespace ringfence::policy
