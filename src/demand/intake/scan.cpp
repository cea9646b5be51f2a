#include "demand/intake/scan.h"

#include <algorithm>
#include <optional>
#include <set>

#include "base/ascii.h"
#include "base/limits.h"
#include "demand/intake/address_end.h"
#include "demand/intake/cues.h"
#include "demand/intake/fold.h"
#include "demand/intake/redaction.h"

namespace ringfence::intake {

namespace {

constexpr std::size_t repository_cue_bytes = 600;
constexpr std::size_t looked_at_on_line = 400;  // before and behind an address
constexpr std::string_view repository_cues =
    "repositor|репозитор|仓库|存储库|儲存庫|倉庫|リポジトリ|저장소|repozytor|depolar|depoları|dépôt|github";
// Ends of names that are a site's and hardly ever a file's or a sentence's.
constexpr std::string_view bare_ends =
    "|com|net|org|info|biz|io|dev|app|me|co|ru|su|cn|hk|tw|ua|by|kz|tr|es|de|fr|it|uk|in|sg|kr|jp|us|eu|au|ca|br|mx|ar|"
    "nl|be|ch|at|pl|cz|se|no|fi|dk|pt|gr|il|ir|pk|bd|th|id|my|ph|vn|nz|za|gov|xyz|site|online|club|top|pro|tech|ml|tk|"
    "cc|"
    "sk|si|hr|ro|bg|lt|lv|ee|hu|lu|ie|ge|am|az|ma|tn|eg|sa|ae|ng|ke|pe|cl|ve|uy|bo|ec|kg|uz|tj|mn|np|lk|kh|"
    "tv|link|page|cloud|ai|space|fun|icu|shop|store|live|wiki|news|blog|onion|pw|ws|casino|bet|";

bool is_label(char c) {
  return is_ascii_alnum(c) || c == '-' || c == '.';
}

// What stands before `from` on its line or in its cell.
std::string_view before_on_line(std::string_view text, std::size_t from) {
  std::size_t begin = from;
  while (begin > 0 && from - begin < looked_at_on_line && text[begin - 1] != '\n' && text[begin - 1] != '|') --begin;
  return text.substr(begin, from - begin);
}
std::string_view behind_on_line(std::string_view text, std::size_t to) {
  const std::string_view rest = text.substr(to, looked_at_on_line);
  return rest.substr(0, std::min(rest.find_first_of("\n|"), rest.size()));
}

// Marks of a list, and what is too short for a word of a script without blanks: "一、", "№".
bool only_marks(std::string_view text) {
  const auto wide = std::ranges::count_if(text, [](unsigned char c) { return c >= 0x80; });
  const bool letters = std::ranges::any_of(text, [](char c) { return is_ascii_alnum(c) && (c < '0' || c > '9'); });
  return (!letters && wide <= 9) || is_only_marks(text);
}

class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  Scanned run() {
    while (at_ < text_.size() && !out_.too_many) {
      if (!is_ascii_alnum(text_[at_]) || !(with_scheme() || mail() || git() || bare())) ++at_;
    }
    repositories();
    std::ranges::sort(out_.found, {}, &Found::from);
    whole_ones_cut();
    return std::move(out_);
  }

 private:
  void keep(Address address, std::size_t from, std::size_t to, bool without_scheme) {
    if (out_.found.size() >= limits::notice_addresses) {
      out_.too_many = true;
      return;
    }
    const bool in_link = from >= 2 && text_[from - 1] == '(' && text_[from - 2] == ']';
    const std::string_view label = before_on_line(text_, from);
    const std::size_t open = in_link ? label.rfind("![") : std::string_view::npos;
    const bool picture = open != std::string_view::npos && label.find(']', open) == label.size() - 2;
    out_.found.push_back(
        {std::move(address), from, to, picture, only_marks(before_on_line(text_, from)), without_scheme});
  }

  bool with_scheme() {
    const std::size_t length = scheme_length(text_, at_);
    if (length == 0) return false;
    const Span span = read_address(text_, at_, at_ + length);
    if (is_cut(text_, at_, span.to)) {
      out_.cut.push_back(at_);
    } else if (auto address = parse_address(span.written)) {
      if (hosts_.size() < limits::notice_addresses) hosts_.insert(address->host);
      keep(std::move(*address), at_, span.to, false);
    }
    at_ = std::max(span.to, at_ + length);
    return true;
  }

  void whole_ones_cut() {
    std::vector<std::size_t> begins = out_.cut;
    for (const Found& each : out_.found) begins.push_back(each.from);
    std::ranges::sort(begins);
    const std::vector<std::size_t> whole = cut_whole(text_, begins);
    out_.cut.insert(out_.cut.end(), whole.begin(), whole.end());
    std::ranges::sort(out_.cut);
  }

  bool mail() {
    if (!equal_but_case(text_.substr(at_, 7), "mailto:")) return false;
    std::size_t end = at_ + 7;
    while (end < text_.size() && (is_label(text_[end]) || text_[end] == '@' || text_[end] == '_' || text_[end] == '+'))
      ++end;
    while (end > at_ + 7 && text_[end - 1] == '.') --end;
    Address address;
    address.scheme = "mailto";
    address.path = lower_ascii(text_.substr(at_ + 7, end - at_ - 7));
    if (address.path.find('@') != std::string::npos) keep(std::move(address), at_, end, false);
    at_ = std::max(end, at_ + 7);
    return true;
  }

  bool git() {
    if (!text_.substr(at_).starts_with("git@")) return false;
    const Span span = read_address(text_, at_, at_ + 4);
    const std::size_t colon = span.written.find(':');
    if (colon == std::string::npos || !is_platform_host(span.written.substr(4, colon - 4))) return false;
    std::string path = span.written.substr(colon + 1);
    if (path.ends_with(".git")) path.resize(path.size() - 4);
    auto address = parse_address("https://" + span.written.substr(4, colon - 4) + "/" + path);
    if (address) keep(std::move(*address), at_, span.to, true);
    at_ = span.to;
    return true;
  }

  bool bare() {
    std::size_t end = at_;
    while (end < text_.size() && is_label(text_[end])) ++end;
    for (std::size_t at = at_ + 1; at < end && end < text_.size() && text_[end] == ':'; ++at) {
      if (scheme_length(text_, at) == 0) continue;
      at_ = at;
      return true;
    }
    const std::size_t word_end = end;
    while (end > at_ && (text_[end - 1] == '.' || text_[end - 1] == '-')) --end;
    const std::string host = lower_ascii(text_.substr(at_, end - at_));
    const char before = at_ == 0 ? ' ' : text_[at_ - 1];
    const bool bound = std::string_view("@._-/%~#&?+").find(before) == std::string_view::npos ||
                       text_.substr(0, at_).ends_with(" //") || text_.substr(0, at_).ends_with("\n//");
    const char after = end < text_.size() ? text_[end] : ' ';
    if (!bound || after == '@' || after == '_' || !names_a_site(host, end)) {
      at_ = std::max(word_end, at_ + 1);
      return true;
    }
    const Span span = after == '/' || after == ':' ? read_address(text_, at_, end)
                                                   : Span{std::string(text_.substr(at_, end - at_)), end};
    auto address = parse_address("https://" + span.written);
    if (is_cut(text_, at_, span.to)) {
      out_.cut.push_back(at_);
    } else if (address && !is_platform_root(*address)) {
      keep(std::move(*address), at_, span.to, true);
    }
    at_ = std::max(span.to, end);
    return true;
  }

  // A host without a scheme is an address where it is a code host's, or where its place says so.
  bool names_a_site(const std::string& host, std::size_t end) const {
    const std::size_t dot = host.rfind('.');
    if (dot == std::string::npos || dot == 0 || host.find("..") != std::string::npos) return false;
    const bool has_path = end + 1 < text_.size() && text_[end] == '/' && is_ascii_alnum(text_[end + 1]);
    if (is_platform_host(host))
      return has_path || (std::ranges::count(host, '.') >= 2 && !host.ends_with(".github.com"));
    if (has_path && hosts_.contains(host)) return true;
    if (bare_ends.find("|" + host.substr(dot + 1) + "|") == std::string_view::npos) return false;
    if (has_path || host.starts_with("www.")) return true;
    return only_marks(before_on_line(text_, at_)) && only_marks(behind_on_line(text_, end));
  }

  // Lines that are `owner / repository` and nothing else. What was taken for a site in one is part of the name; what an
  // address with a scheme runs on into is none.
  void repositories() {
    const std::vector<Found> found = std::move(out_.found);
    out_.found.clear();
    auto next = found.begin();
    std::size_t covered = 0;  // by an address that a line before began
    for (std::size_t begin = 0; begin < text_.size() && !out_.too_many;) {
      const std::size_t end = std::min(text_.find('\n', begin), text_.size());
      auto last = next;
      bool taken = begin < covered;
      for (; last != found.end() && last->from < end; ++last) taken = taken || !last->without_scheme;
      const std::size_t before = out_.found.size();
      if (!taken && end > begin) repository(begin, end);
      if (out_.found.size() == before) out_.found.insert(out_.found.end(), next, last);
      if (last != next) covered = std::max(covered, std::prev(last)->to);
      next = last;
      begin = end + 1;
    }
    if (out_.too_many) return;
    out_.found.insert(out_.found.end(), next, found.end());
  }

  void repository(std::size_t begin, std::size_t end) {
    const std::string_view line = text_.substr(begin, end - begin);
    const std::size_t slash = line.find('/');
    if (slash == std::string_view::npos || line.find('/', slash + 1) != std::string_view::npos || line.size() > 160)
      return;
    const auto name = [](std::string_view part) {
      const std::size_t first = part.find_first_not_of(" \t`*\"'|");
      const std::size_t last = part.find_last_not_of(" \t`*\"'.,;:|");
      return first == std::string_view::npos || last < first ? std::string_view()
                                                             : part.substr(first, last - first + 1);
    };
    std::string_view owner = name(line.substr(0, slash));
    if (const std::size_t blank = owner.find_last_of(" \t"); blank != std::string_view::npos) {
      if (!only_marks(owner.substr(0, blank))) return;
      owner.remove_prefix(blank + 1);
    }
    const std::string_view repository = name(line.substr(slash + 1));
    const auto letter = [](char c) { return is_ascii_alnum(c) && (c < '0' || c > '9'); };
    const auto right = [&](std::string_view part, std::string_view more) {
      return part.size() > 1 && part.size() <= 100 && std::ranges::any_of(part, letter) &&
             std::ranges::all_of(part,
                                 [&](char c) { return is_ascii_alnum(c) || more.find(c) != std::string_view::npos; });
    };
    if (!right(owner, "-") || !right(repository, "-_.") || owner.size() > 39) return;
    const std::size_t since = begin > repository_cue_bytes ? begin - repository_cue_bytes : 0;
    const std::string cue = fold(text_.substr(since, begin - since)).text;
    std::string_view cues = repository_cues;
    bool wanted = false;
    while (const auto each = take_phrase(cues)) wanted = wanted || cue.find(*each) != std::string::npos;
    if (!wanted) return;
    auto address = parse_address("https://github.com/" + std::string(owner) + "/" + std::string(repository));
    if (address) keep(std::move(*address), begin, end, true);
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::set<std::string> hosts_;  // of addresses with a scheme so far
  Scanned out_;
};

}  // namespace

Scanned scan_addresses(std::string_view text) {
  return Scanner(text).run();
}

}  // namespace ringfence::intake
