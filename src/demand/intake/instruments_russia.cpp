#include <algorithm>
#include <map>
#include <optional>

#include "base/limits.h"
#include "demand/intake/dates.h"
#include "demand/intake/fold.h"
#include "demand/intake/instruments.h"

namespace ringfence::intake {

namespace {

constexpr std::size_t law_window = 110;       // around a law's number, for its date and article
constexpr std::size_t decision_window = 260;  // behind the word "decision"
constexpr std::string_view unnumbered = " (unnumbered)";
constexpr std::string_view information_law = "149";  // so often named that it goes by its number alone

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

struct Law {
  std::size_t from;
  std::string date;
  std::string article;
};

std::string_view window(std::string_view text, std::size_t from, std::size_t before, std::size_t behind) {
  std::size_t begin = from > before ? from - before : 0;
  return text.substr(begin, from - begin + behind);
}

// "7" and "1-3" -> "(7)", "(1)-(3)"
std::string in_brackets(std::string_view part) {
  const std::size_t dash = part.find('-');
  if (dash == std::string_view::npos) return "(" + std::string(part) + ")";
  return "(" + std::string(part.substr(0, dash)) + ")-(" + std::string(part.substr(dash + 1)) + ")";
}

std::string_view number_at(std::string_view text, std::size_t at, std::string_view more) {
  std::size_t end = at;
  while (end < text.size() && (is_digit(text[end]) || more.find(text[end]) != std::string_view::npos)) ++end;
  while (end > at && !is_digit(text[end - 1])) --end;
  return text.substr(at, end - at);
}

// "частью 7 статьи 15.1" -> "15.1(7)"; "article 15.2" -> "15.2"; empty: no article is named.
std::string article_in(std::string_view text) {
  std::string out;
  for (const std::string_view word : {"статьи ", "статьей ", "статье ", "статей ", "ст. ", "article ", "articles "}) {
    for (std::size_t at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
      const std::string_view article = number_at(text, at + word.size(), ".-");
      if (article.empty()) continue;
      const std::string_view before = text.substr(at > 24 ? at - 24 : 0, std::min<std::size_t>(at, 24));
      for (const std::string_view part_word : {"частью ", "части ", "частями ", "ч. ", "part ", "no. "}) {
        const std::size_t part_at = before.rfind(part_word);
        if (part_at == std::string_view::npos) continue;
        const std::string_view part = number_at(before, part_at + part_word.size(), "-");
        if (!part.empty()) return std::string(article) + in_brackets(part);
      }
      if (out.empty()) out = article;
    }
  }
  return out;
}

void add_law(std::string_view folded, std::string_view number, std::size_t at,
             std::map<std::string, Law, std::less<>>& laws) {
  if (laws.size() >= limits::notice_instruments) return;
  const auto [found, added] = laws.try_emplace(std::string(number), Law{at, {}, {}});
  Law& law = found->second;
  law.from = std::min(law.from, at);
  const std::string_view around = window(folded, at, law_window, law_window + number.size());
  if (number != information_law && law.date.empty()) {
    const std::size_t centre = at - std::min(at, law_window);
    for (const DateFound& date : find_dates(around)) {
      const std::size_t where = centre + date.from;
      const bool close = where < at ? at - centre - date.to < 24 : where - at < 24 + number.size();
      if (close) law.date = date.date;
    }
  }
  const std::string article = article_in(around);
  if (article.size() > law.article.size()) law.article = article;
}

std::map<std::string, Law, std::less<>> federal_laws(std::string_view folded) {
  std::map<std::string, Law, std::less<>> laws;
  for (const std::string_view mark : {"-фз", "-fz", " фз"}) {
    for (std::size_t at = find_words(folded, mark); at != std::string_view::npos;
         at = find_words(folded, mark, at + 1)) {
      std::size_t begin = at;
      while (begin > 0 && is_digit(folded[begin - 1])) --begin;
      if (begin < at) add_law(folded, folded.substr(begin, at - begin), begin, laws);
    }
  }
  for (std::size_t at = folded.find("federal law no. "); at != std::string_view::npos;
       at = folded.find("federal law no. ", at + 1)) {
    const std::string_view number = number_at(folded, at + 16, "");
    if (!number.empty()) add_law(folded, number, at + 16, laws);
  }
  if (const std::size_t at = folded.find("/docs.eng/149.pdf"); at != std::string_view::npos)
    laws.try_emplace("149", Law{at, {}, {}});
  return laws;
}

std::optional<Instrument> resolution(std::string_view folded) {
  const std::size_t at = find_any(
      folded,
      "resolution of the government|постановлением правительства|постановления правительства|government resolution");
  const std::size_t link = folded.find("/docs.eng/1101.pdf");
  if (at == std::string_view::npos && link == std::string_view::npos) return std::nullopt;
  if (at == std::string_view::npos) return Instrument{link, "Government Resolution No. 1101 of 2012-10-26"};
  const std::string_view behind = folded.substr(at, 160);
  const auto date = date_between(behind, 0, behind.size());
  std::string_view number;
  if (const std::size_t no = behind.find("no. "); no != std::string_view::npos) number = number_at(behind, no + 4, "");
  if (number.empty() && link != std::string_view::npos) number = "1101";
  if (number.empty()) return std::nullopt;
  return Instrument{at, "Government Resolution No. " + std::string(number) + (date ? " of " + *date : "")};
}

// "от 14.07.2015 № 6154", "dated 14.07.2015 no 6154": the number, as it is written in `text`.
std::string number_of_decision(std::string_view text, const Mapped& folded, std::size_t from, std::size_t length) {
  const std::string_view behind = std::string_view(folded.text).substr(from, length);
  for (const std::string_view mark : {"no. ", "no "}) {
    const std::size_t at = behind.find(mark);
    if (at == std::string_view::npos) continue;
    const std::size_t begin = at + mark.size();
    const std::string_view rest = behind.substr(begin);
    const std::string_view word = rest.substr(0, std::min(rest.find_first_of(" ,;)"), rest.size()));
    if (word.empty() || !is_digit(word[0])) continue;
    const std::string_view written = text.substr(folded.from(from + begin));
    std::string number(written.substr(0, written.find_first_of(" \t\n,;)")));
    while (number.ends_with('.')) number.pop_back();
    return number;
  }
  return {};
}

struct Body {
  std::string_view name;
  std::string_view called;
};
constexpr Body bodies[] = {
    {"Rospotrebnadzor decision",
     "в сфере защиты прав потребителей|роспотребнадзора|customers' rights protection|rospotrebnadzor"},
    {"Federal Tax Service decision", "фнс|fns|федеральной налоговой службы|federal tax service"},
    {"Ministry of Internal Affairs decision", "мвд|ministry of internal affairs"},
    {"Moscow City Court decision", "московского городского суда|moscow city court"},
    {"Court decision", "суда|суд|районный суд|районного суда|court"},
};

// The decision whose word stands at `at`: nothing where it names no body, or neither a number nor a date.
std::optional<std::string> decision_at(std::string_view text, const Mapped& mapped, std::size_t at) {
  std::string_view behind = std::string_view(mapped.text).substr(at, decision_window);
  if (const std::size_t stop = behind.find("http"); stop != std::string_view::npos) behind = behind.substr(0, stop);
  const bool recognized = behind.starts_with("recogni") || behind.starts_with("признан");
  for (const Body& body : bodies) {
    const std::size_t named = find_any(behind, body.called);
    if (named == std::string_view::npos || named > 90) continue;
    if (recognized && body.name != "Rospotrebnadzor decision") return std::nullopt;
    if (recognized) return std::string(body.name) + std::string(unnumbered);
    const std::string_view rest = behind.substr(named, 160);
    const auto date = date_between(rest, 0, rest.size());
    const std::string number = number_of_decision(text, mapped, at + named, rest.size());
    if (!date && number.empty()) return std::nullopt;
    return std::string(body.name) + (number.empty() ? "" : " No. " + number) + (date ? " of " + *date : "");
  }
  return std::nullopt;
}

// A letter names a decision up to twice, in Russian and in English: by its number they are one.
std::vector<Instrument> decisions(std::string_view text, const Mapped& mapped) {
  constexpr std::string_view words =
      "решения|решением|решении|определения|decision of|decision|recognized by|признанная|recognised by";
  const std::string_view folded = mapped.text;
  std::map<std::string, std::size_t> found;
  std::string_view rest = words;
  while (const auto word = take_phrase(rest)) {
    for (std::size_t at = find_words(folded, *word);
         at != std::string_view::npos && found.size() < limits::notice_instruments;
         at = find_words(folded, *word, at + word->size())) {
      auto name = decision_at(text, mapped, at);
      if (!name) continue;
      const auto [known, added] = found.try_emplace(std::move(*name), at);
      known->second = std::min(known->second, at);
    }
  }
  const bool numbered = std::ranges::any_of(found, [](const auto& each) { return !each.first.ends_with(unnumbered); });
  std::vector<Instrument> out;
  for (const auto& [name, at] : found) {
    const bool lookable = !name.ends_with(unnumbered);
    if (!lookable && numbered) continue;
    // A decision that nobody can look up comes last.
    out.push_back({lookable ? at : folded.size(), name});
  }
  return out;
}

std::optional<Instrument> prosecutors_demand(std::string_view text, const Mapped& mapped) {
  const std::string_view folded = mapped.text;
  const std::size_t at = find_any(folded,
                                  "требованием генеральной прокуратуры|требования генеральной прокуратуры|demand of "
                                  "the office of the russian federation prosecutor|"
                                  "demand of the prosecutor general");
  if (at == std::string_view::npos) return std::nullopt;
  const std::string_view behind = folded.substr(at, decision_window);
  const std::string number = number_of_decision(text, mapped, at, behind.size());
  const auto date = date_between(behind, 0, behind.size());
  return Instrument{at, "Prosecutor General's Office demand" + (number.empty() ? "" : " No. " + number) +
                            (date ? " of " + *date : "")};
}

}  // namespace

std::vector<Instrument> russian_instruments(std::string_view text, const Mapped& mapped) {
  const std::string_view folded = mapped.text;
  std::vector<Instrument> out = decisions(text, mapped);
  for (const auto& [number, law] : federal_laws(folded)) {
    std::string name = "Federal Law No. " + number + "-FZ";
    if (!law.date.empty()) name += " of " + law.date;
    if (!law.article.empty()) name += ", art. " + law.article;
    out.push_back({law.from, std::move(name)});
  }
  if (auto found = resolution(folded)) out.push_back(std::move(*found));
  if (auto found = prosecutors_demand(text, mapped)) out.push_back(std::move(*found));
  return out;
}

}  // namespace ringfence::intake
