#include "demand/intake/sort_addresses.h"

#include <algorithm>
#include <optional>
#include <set>

#include "base/ascii.h"
#include "demand/intake/cues.h"
#include "demand/intake/fold.h"
#include "demand/intake/table.h"

namespace ringfence::intake {

namespace {

constexpr std::size_t gap_bytes = 400;  // looked at before an address, back to the one before it
constexpr std::size_t behind_bytes = 60;
constexpr std::size_t signature_bytes = 600;  // behind a farewell

constexpr std::string_view already = "named as already restricted";
constexpr std::string_view genuine = "named as the genuine one";
constexpr std::string_view reference = "a page that is referred to";
constexpr std::string_view beside = "not what the notice asks about";
constexpr std::string_view signature = "in the signature";
constexpr std::string_view head_of_mail = "in the head of a mail";

struct Context {
  bool has_platform;       // anything of a code host's that could be content
  std::string mail_hosts;  // "|domain|domain|" of mail addresses in the text
};

std::string mail_hosts(std::string_view text) {
  std::string out = "|";
  for (std::size_t at = text.find('@'); at != std::string_view::npos; at = text.find('@', at + 1)) {
    std::size_t end = at + 1;
    const auto part = [](char c) {
      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-';
    };
    while (end < text.size() && end - at < 254 && part(text[end])) ++end;
    std::string host = lower_ascii(text.substr(at + 1, end - at - 1));
    while (host.ends_with('.')) host.pop_back();
    if (host.find('.') != std::string::npos && out.size() < 4096) out += host + "|";
  }
  return out;
}

// Nothing but marks of a list between two addresses: the second is as the first.
bool goes_on(std::string_view gap) {
  return is_only_marks(gap);
}

// The words between the address before this one, or the paragraph's beginning, and this one; folded.
std::string gap_before(std::string_view text, std::size_t previous_end, std::size_t from) {
  std::size_t begin = std::max(previous_end, from > gap_bytes ? from - gap_bytes : 0);
  // Never begin within a character: what is cut off is left out.
  while (begin < from && (static_cast<unsigned char>(text[begin]) & 0xC0U) == 0x80U) ++begin;
  std::string folded = fold(text.substr(begin, from - begin)).text;
  const std::size_t paragraph = folded.rfind('\n');
  if (paragraph != std::string::npos && !goes_on(std::string_view(folded).substr(paragraph))) {
    folded.erase(0, paragraph + 1);
  }
  return goes_on(folded) ? std::string() : folded;
}

std::string last_sentence(const std::string& gap) {
  std::size_t begin = 0;
  for (const std::string_view stop : {". ", "! ", "? ", "。", "！"}) {
    const std::size_t at = gap.rfind(stop);
    if (at == std::string::npos || goes_on(std::string_view(gap).substr(at + stop.size()))) continue;
    begin = std::max(begin, at + stop.size());
  }
  return gap.substr(begin);
}

std::string_view why_by_host(const Found& found, const Context& context) {
  if (found.address.scheme == "mailto") return "a mail address";
  if (found.picture) return "an embedded picture";
  if (is_platform_root(found.address)) return "the host itself";
  switch (host_kind(found.address)) {
    case HostKind::policy:
      return "the host's own page";
    case HostKind::government:
      return "an authority's own page";
    case HostKind::law:
      return "the text of a law";
    case HostKind::store:
      return "an application store";
    case HostKind::reference:
      return reference;
    case HostKind::platform:
      return {};
    case HostKind::other:
      break;
  }
  std::string_view host = found.address.host;
  if (host.starts_with("www.")) host.remove_prefix(4);
  if (context.mail_hosts.find("|" + std::string(host) + "|") != std::string::npos) return "the sender's own site";
  return {};
}

// A line that mail programs write, and no person.
bool is_in_head_of_mail(std::string_view text, std::size_t at) {
  constexpr std::string_view fields =
      "received:|return-path:|message-id:|dkim-signature:|list-|arc-|authentication-results:|in-reply-to:|x-mailer:|"
      "x-originating|x-spam";
  const std::size_t before = at == 0 ? std::string_view::npos : text.rfind('\n', at - 1);
  const std::size_t begin = before == std::string_view::npos ? 0 : before + 1;
  const std::string line = lower_ascii(text.substr(begin, 24));
  std::string_view rest = fields;
  while (const auto each = take_phrase(rest)) {
    if (line.starts_with(*each)) return true;
  }
  return false;
}

struct Behind {
  bool restricted = false;
  bool genuine = false;
};
// "https://… 已被删除", "https://… (already removed)", "https://… (official)"
Behind told_behind(std::string_view text, std::size_t to) {
  const std::string_view line = text.substr(to, behind_bytes);
  const std::string behind = fold(line.substr(0, line.find_first_of("\n|"))).text;
  const std::string_view sentence = std::string_view(behind).substr(0, behind.find_first_of(",;."));
  if (sentence.find("://") != std::string_view::npos) return {};
  return {says_restricted(sentence) || is_restricted_state(sentence), marks_genuine(sentence)};
}

class Sorter {
 public:
  Sorter(std::string_view text, const Scanned& scanned)
      : text_(text), scanned_(scanned), context_{false, mail_hosts(text)}, tables_(text) {
    for (const Found& each : scanned.found) {
      const bool content = why_by_host(each, context_).empty() && host_kind(each.address) == HostKind::platform;
      context_.has_platform = context_.has_platform || content;
    }
    find_farewells();
  }

  std::vector<Sorted> run() {
    std::vector<Sorted> out;
    for (const Found& each : scanned_.found) {
      const std::string_view why = decide(each);
      out.push_back({each, why.empty(), why});
      if (why.empty()) hosts_.insert(each.address.host);
    }
    for (Sorted& each : out) {
      if (each.why == beside && hosts_.contains(each.found.address.host)) each = {each.found, true, {}};
    }
    return out;
  }

 private:
  void find_farewells() {
    const Mapped folded = fold(text_);
    for (const std::size_t at : farewells_in(folded.text)) farewells_.push_back(folded.from(at));
  }

  [[nodiscard]] bool signed_before(std::size_t at) const {
    const auto next = std::ranges::upper_bound(farewells_, at);
    return next != farewells_.begin() && at - *std::prev(next) < signature_bytes;
  }

  // Where nothing else could be content, what stands behind a farewell can be the annex.
  [[nodiscard]] bool is_in_signature(const Found& found) const {
    const bool others = context_.has_platform || !hosts_.empty() || !scanned_.cut.empty();
    const bool listed = found.alone && (found.address.path.size() > 1 || scanned_.cut.empty());
    return others && !listed && signed_before(found.from);
  }

  std::string_view decide(const Found& found) {
    if (is_in_head_of_mail(text_, found.from)) return head_of_mail;
    const std::string_view by_host = why_by_host(found, context_);
    const Behind behind = told_behind(text_, found.to);
    const std::string gap = gap_before(text_, previous_end_, found.from);
    const bool continues = gap.empty() && by_words_.has_value();
    std::string_view why = by_host;
    if (behind.restricted || behind.genuine) {
      if (why.empty()) why = behind.restricted ? already : genuine;
    } else if (const auto cell = tables_.cell_at(found.from); cell && !cell->head.empty()) {
      const std::string_view by_table = why_by_table(found, *cell);
      if (why.empty() || (why == reference && !found.address.path.empty())) why = by_table;
      by_words_ = by_table;
    } else {
      const std::string_view by_words =
          continues ? as_the_one_before(found) : why_by_words(found, gap, by_host.empty());
      if (why.empty() || (why == reference && continues && is_item(found))) why = by_words;
      by_words_ = by_words;
    }
    previous_end_ = behind.restricted || behind.genuine ? std::min(text_.find('\n', found.to), text_.size()) : found.to;
    return why;
  }

  // A social network's page is content where it is an item of the list that the content is in.
  [[nodiscard]] static bool is_item(const Found& found) { return found.alone && found.address.path.size() > 1; }

  // What words say of another site says nothing of a code host's.
  [[nodiscard]] std::string_view as_the_one_before(const Found& found) const {
    const bool platform = host_kind(found.address) == HostKind::platform;
    if (platform && *by_words_ != already && *by_words_ != genuine) return {};
    return *by_words_;
  }

  [[nodiscard]] std::string_view why_by_table(const Found& found, const Cell& cell) const {
    const std::string head = fold(cell.head).text;
    const std::string before = fold(cell.before).text;
    if (says_genuine(head) || heads_genuine(head) || says_genuine(before)) return genuine;
    if (says_evidence(head) || says_referred(head)) return reference;
    if (says_restricted(head)) return already;
    for (const Cell::Other& each : cell.others) {
      if (heads_states(fold(each.head).text) && is_restricted_state(fold(each.text).text)) return already;
    }
    if (host_kind(found.address) == HostKind::platform || says_target(head) || says_target(before)) return {};
    return context_.has_platform ? beside : std::string_view();
  }

  [[nodiscard]] std::string_view why_by_words(const Found& found, const std::string& gap, bool by_host_content) const {
    const std::string sentence = last_sentence(gap);
    if (says_restricted(sentence)) return already;
    if (says_genuine(sentence)) return genuine;
    if (by_host_content && host_kind(found.address) == HostKind::platform) return {};
    if (says_original_site(sentence)) return genuine;
    if (is_in_signature(found)) return signature;
    const bool target = says_target(sentence);
    const bool refers = says_referred(sentence) || says_evidence(sentence);
    if (refers && !(target && found.alone && !context_.has_platform)) return reference;
    if (target || (found.alone && !context_.has_platform)) return {};
    return beside;
  }

  std::string_view text_;
  const Scanned& scanned_;
  Context context_;
  Tables tables_;
  std::vector<std::size_t> farewells_;
  std::set<std::string> hosts_;  // of what is content so far
  std::size_t previous_end_ = 0;
  std::optional<std::string_view> by_words_;  // what words said about the last one
};

}  // namespace

std::vector<Sorted> sort_addresses(std::string_view text, const Scanned& scanned) {
  return Sorter(text, scanned).run();
}

}  // namespace ringfence::intake
