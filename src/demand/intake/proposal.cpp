#include "demand/intake/proposal.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/limits.h"
#include "base/sha256.h"
#include "demand/intake/authorities.h"
#include "demand/intake/dates.h"
#include "demand/intake/document.h"
#include "demand/intake/fold.h"
#include "demand/intake/instruments.h"
#include "demand/intake/language.h"
#include "demand/intake/places.h"
#include "demand/intake/plain.h"
#include "demand/intake/quoted_printable.h"
#include "demand/intake/scope.h"
#include "demand/intake/sort_addresses.h"

namespace ringfence::intake {

namespace {

// A notice in the forms that its parts are read from.
struct Notice {
  Document document;
  Mapped plain;
  Mapped folded;        // of `plain`
  std::string words;    // `plain` with blanks where its addresses are
  Mapped folded_words;  // of `words`
  std::vector<Sorted> addresses;
  std::vector<std::size_t> cut;

  [[nodiscard]] std::size_t line_of_plain(std::size_t at) const { return document.line_at(plain.from(at)); }
};

Result<Notice> take_apart(std::string_view bytes) {
  auto document = read_document(bytes);
  if (!document) return document.error();
  Notice notice;
  notice.document = std::move(*document);
  const auto decoded = from_quoted_printable(notice.document.text);
  notice.plain = plain_text(decoded ? decoded->text : notice.document.text);
  if (decoded) {
    for (std::uint32_t& each : notice.plain.origin) each = static_cast<std::uint32_t>(decoded->from(each));
  }
  const Scanned scanned = scan_addresses(notice.plain.text);
  if (scanned.too_many) return fail(fmt::format("the notice names more than {} addresses", limits::notice_addresses));
  notice.cut = scanned.cut;
  notice.addresses = sort_addresses(notice.plain.text, scanned);
  notice.folded = fold(notice.plain.text);
  notice.words = notice.plain.text;
  for (const Found& each : scanned.found) {
    if (!each.without_scheme || each.address.path.empty() || each.to - each.from < 64) {
      std::fill(notice.words.begin() + static_cast<std::ptrdiff_t>(each.from),
                notice.words.begin() + static_cast<std::ptrdiff_t>(each.to), ' ');
    }
  }
  notice.folded_words = fold(notice.words);
  return notice;
}

void add_addresses(const Notice& notice, Proposal& proposal) {
  std::map<std::string, Place> content;  // by what makes two the same
  std::map<std::string, Place> excluded;
  const auto add = [&](std::map<std::string, Place>& to, const Sorted& each, std::string key) {
    const auto [found, added] = to.try_emplace(std::move(key));
    Place& place = found->second;
    if (added) place = {each.found.address.text(), {}, std::string(each.why)};
    const std::size_t line = notice.line_of_plain(each.found.from);
    if (place.lines.empty() || place.lines.back() != line) place.lines.push_back(line);
  };
  for (const bool written_whole : {true, false}) {
    for (const Sorted& each : notice.addresses) {
      if (each.content && each.found.without_scheme != written_whole) add(content, each, each.found.address.key());
    }
  }
  for (const Sorted& each : notice.addresses) {
    if (!each.content && !content.contains(each.found.address.key())) add(excluded, each, each.found.address.text());
  }
  const auto sorted = [](std::map<std::string, Place>& from) {
    std::vector<Place> out;
    for (auto& [key, place] : from) {
      std::ranges::sort(place.lines);
      const auto repeated = std::ranges::unique(place.lines);
      place.lines.erase(repeated.begin(), repeated.end());
      out.push_back(std::move(place));
    }
    std::ranges::sort(out, {}, &Place::address);
    return out;
  };
  proposal.content = sorted(content);
  proposal.excluded = sorted(excluded);
}

void add_cut(const Notice& notice, Proposal& proposal) {
  proposal.redacted = notice.cut.size();
  for (const std::size_t at : notice.cut) {
    const std::size_t line = notice.line_of_plain(at);
    if (proposal.cut.empty() || proposal.cut.back() != line) proposal.cut.push_back(line);
  }
}

std::optional<std::string> country_of_path(std::string_view path) {
  std::optional<std::string> found;
  while (!path.empty()) {
    const std::size_t slash = path.find('/');
    if (slash == std::string_view::npos) break;  // the file itself
    auto country = country_of_name(path.substr(0, slash));
    if (country && path.substr(0, slash).size() > 1) found = std::move(country);
    path.remove_prefix(slash + 1);
  }
  return found;
}

// "…/Russia/2014" -> "Russia/2014": what lies further up says where somebody's files are, not where a notice is from.
std::string last_two(std::string_view directory) {
  const std::size_t last = directory.rfind('/');
  if (last == std::string_view::npos || last == 0) return std::string(directory);
  const std::size_t before = directory.rfind('/', last - 1);
  return std::string(before == std::string_view::npos ? directory : directory.substr(before + 1));
}

std::optional<std::string> country_of_hosts(const Notice& notice) {
  std::map<std::string, std::size_t> counts;
  for (const Sorted& each : notice.addresses) {
    const HostKind kind = host_kind(each.found.address);
    if (each.content || (kind != HostKind::government && kind != HostKind::law)) continue;
    if (auto country = country_of_host(each.found.address.host)) ++counts[*country];
  }
  if (counts.size() != 1) return std::nullopt;
  return counts.begin()->first;
}

void decide_jurisdiction(const Notice& notice, const std::optional<AuthorityFound>& authority,
                         std::string_view directory, Proposal& proposal) {
  const auto take = [&](std::optional<std::string> country, std::string_view from) {
    if (proposal.jurisdiction || !country) return;
    proposal.jurisdiction = std::move(country);
    proposal.jurisdiction_from = from;
  };
  const auto of_authority = authority ? std::optional(std::string(authority->jurisdiction)) : std::nullopt;
  take(country_of_path(proposal.path), "folder");
  take(of_authority, "authority");
  take(country_of_hosts(notice), "host of an authority");
  take(country_of_text(notice.folded_words.text), "text");
  take(country_of_path(last_two(directory) + "/"), "directory");
  if (!proposal.jurisdiction) {
    proposal.findings.emplace_back("no jurisdiction: neither the folder, an authority nor the text names one");
  } else if (of_authority && *of_authority != *proposal.jurisdiction) {
    proposal.findings.push_back(fmt::format("the {} says {}, but {} is of {}", proposal.jurisdiction_from,
                                            *proposal.jurisdiction, authority->name, *of_authority));
  }
}

void add_findings(const std::optional<AuthorityFound>& authority, Proposal& proposal) {
  if (authority && !authority->other.empty()) {
    proposal.findings.push_back("another authority could have written it: " + authority->other);
  }
  if (!proposal.authority) proposal.findings.emplace_back("no authority: nobody that could make a demand is named");
  if (!proposal.date) proposal.findings.emplace_back("no date: neither the file's name nor the letter has one");
  if (!proposal.content.empty()) return;
  proposal.findings.push_back(
      proposal.redacted > 0 ? fmt::format("no address of content is whole: the publisher cut {}", proposal.redacted)
                            : "no address of content: nothing is named that could be withheld");
}

}  // namespace

Result<Proposal> read_notice(std::string_view path, std::string_view bytes, std::string_view directory) {
  if (bytes.size() > limits::notice_file_bytes) {
    return fail(fmt::format("the file is longer than {} bytes", limits::notice_file_bytes));
  }
  auto notice = take_apart(bytes);
  if (!notice) return notice.error();
  Proposal proposal;
  proposal.path = path;
  proposal.sha256 = to_hex(sha256(bytes));
  add_addresses(*notice, proposal);
  const std::string_view words = notice->folded_words.text;
  proposal.languages = languages_of(words);
  if (words.empty() && proposal.content.empty()) return fail("the file is empty");
  const auto authority = find_authority(words, fold(path).text);
  decide_jurisdiction(*notice, authority, directory, proposal);
  proposal.authority = authority ? std::optional(authority->name) : name_in_letter(notice->words);
  proposal.date = date_of_path(path);
  if (!proposal.date) proposal.date = date_of_letter(notice->words);
  const std::string jurisdiction = proposal.jurisdiction.value_or("");
  for (Instrument& each : find_instruments(notice->plain.text, notice->folded, jurisdiction)) {
    proposal.instruments.push_back(std::move(each.name));
  }
  if (auto scope = find_narrower_scope(words, jurisdiction)) {
    const std::size_t line = notice->line_of_plain(notice->folded_words.from(scope->from));
    proposal.scope = Place{std::move(scope->quote), {line}, {}};
  }
  proposal.narrower_scope_offered = proposal.scope.has_value();
  add_cut(*notice, proposal);
  add_findings(authority, proposal);
  return proposal;
}

std::optional<std::string> content_digest(const Proposal& proposal) {
  if (proposal.content.empty()) return std::nullopt;
  std::string all = proposal.jurisdiction.value_or("") + "\n" + proposal.authority.value_or("") + "\n";
  for (const Place& each : proposal.content) all += each.address + "\n";
  return to_hex(sha256(all));
}

}  // namespace ringfence::intake
