#include "demand/intake/authorities.h"

#include <algorithm>
#include <array>

#include "base/ascii.h"
#include "demand/intake/cues.h"
#include "demand/intake/fold.h"

namespace ringfence::intake {

namespace {

constexpr std::string_view introductions =
    "on behalf of|behalf of|this is|this is from|message from|message is from|we are|i am|i represent|represent|we, "
    "the|"
    "greetings from|e-mail account of|email account of|writing from|officer of|代表|我是|我们是|本局|я представляю|"
    "от имени|вас приветствует|від імені|en nombre de|correo electrónico oficial|im auftrag|im namen|au nom de|adına";
constexpr std::size_t letterhead_bytes = 160;    // of the first words of a letter
constexpr int writer_score = 5;                  // of who introduces itself or signs
constexpr std::size_t introduction_bytes = 120;  // between it and the name
constexpr std::size_t signature_bytes = 160;     // of the last words of a letter
bool has_stem(std::string_view path, std::string_view stems) {
  while (const auto stem = take_phrase(stems)) {
    for (std::size_t at = path.find(*stem); at != std::string_view::npos; at = path.find(*stem, at + 1)) {
      const auto alphabetic = [&](std::size_t where) {
        return where < path.size() && path[where] >= 'a' && path[where] <= 'z';
      };
      if (!(at > 0 && alphabetic(at - 1)) && !alphabetic(at + stem->size())) return true;
    }
  }
  return false;
}

// Where a letter is signed: the `signature_bytes` before its end, or before a line of dashes, and behind a farewell.
bool is_signed(std::string_view folded, std::size_t at, std::size_t length) {
  const std::string_view behind = folded.substr(std::min(at + length, folded.size()), signature_bytes);
  if (at + length + signature_bytes >= folded.size() || behind.find("---") != std::string_view::npos) return true;
  const std::size_t since = at > signature_bytes ? at - signature_bytes : 0;
  return says_farewell(folded.substr(since, at - since));
}

bool is_given_a_copy(std::string_view folded, std::size_t at) {
  const std::string_view before = folded.substr(at > 24 ? at - 24 : 0, std::min<std::size_t>(at, 24));
  return has_any(before, "copy to|copies to|cc:|cc|copia a|копия:|kopie an|copie à|抄送|抄报");
}

bool is_introduced(std::string_view folded, std::size_t at) {
  const std::size_t since = at > introduction_bytes ? at - introduction_bytes : 0;
  const std::string_view before = folded.substr(since, at - since);
  const std::size_t stop = before.rfind(". ");
  return has_any(stop == std::string_view::npos ? before : before.substr(stop), introductions);
}

struct Scored {
  int score = 0;
  std::size_t from = std::string_view::npos;
};

Scored score(const KnownAuthority& authority, std::string_view folded, std::string_view path) {
  Scored out;
  int named = 0;
  bool introduced = false;
  bool signs = false;
  bool heads = false;
  std::string_view names = authority.called;
  while (const auto name = take_phrase(names)) {
    for (std::size_t at = find_words(folded, *name); at != std::string_view::npos;
         at = find_words(folded, *name, at + name->size())) {
      if (is_given_a_copy(folded, at)) continue;
      ++named;
      heads = heads || at < letterhead_bytes;
      out.from = std::min(out.from, at);
      if (named > 50) break;
      introduced = introduced || is_introduced(folded, at);
      signs = signs || is_signed(folded, at, name->size());
    }
  }
  out.score = std::min(named, 3) + (introduced ? 4 : 0) + (signs ? 4 : 0) + (heads && !introduced ? 3 : 0);
  if (authority.advises) out.score = std::min(out.score, 2);
  if (has_stem(path, authority.filed_as)) out.score += 5;
  return out;
}

}  // namespace

std::optional<AuthorityFound> find_authority(std::string_view folded, std::string_view path) {
  std::optional<AuthorityFound> best;
  Scored most;
  std::vector<std::pair<const KnownAuthority*, Scored>> all;
  for (const KnownAuthority& each : known_authorities()) {
    const Scored found = score(each, folded, path);
    if (found.score > 0) all.emplace_back(&each, found);
    if (found.score < most.score || found.score == 0) continue;
    if (found.score == most.score && found.from >= most.from) continue;
    most = found;
    best = {std::string(each.name), each.jurisdiction, std::min(found.from, folded.size()), true, {}};
  }
  for (const auto& [each, found] : all) {
    const bool as_likely = found.score >= writer_score && found.score + 2 >= most.score;
    if (best && as_likely && each->jurisdiction != best->jurisdiction) {
      best->other = std::string(each->name) + " of " + std::string(each->jurisdiction);
    }
  }
  return best;
}

namespace {

constexpr std::string_view institutions =
    "ministry|department|bureau|agency|authority|association|commission|committee|police|court|office|council|cert|"
    "directorate|administration|centre|center|tribunal|prosecutor|prosecution|inspectorate|service|secretariat|"
    "division|"
    "министерство|служба|агентство|прокуратура|суд|управление|комитет|полиция|департамент|комиссия|служби|поліція|"
    "міністерство|部|局|委员会|委員會|协会|協會|法院|公安|警察|위원회|경찰|청|ministerio|policía|juzgado|tribunal|"
    "agencia|"
    "fiscalía|guardia|consejo|bundesamt|bundes|ministerium|polizei|gericht|staatsanwaltschaft|ministère|préfecture|"
    "parquet|superintendencia|autoriteit|kommission|комисия|juez|juzgado|poder "
    "judicial|hakimliği|hâkimliği|autoridade|ministério|tribunal|polícia|kementerian|kepolisian|bộ thông tin|bộ công "
    "an|cục an toàn|urząd|"
    "úrad|úřad|politie|politi|polisen|behörde|هيئة|وزارة|กระทรวง|"
    "autorité|direction|bakanlığı|kurumu|müdürlüğü|mahkemesi|savcılığı|başkanlığı|ministero|autorità|questura";

bool names_institution(std::string_view line) {
  return has_any(fold(line).text, institutions);
}

// Without the beginning of a character that was cut.
std::string_view whole_characters(std::string_view text) {
  for (std::size_t back = 1; back <= std::min<std::size_t>(3, text.size()); ++back) {
    const auto byte = static_cast<unsigned char>(text[text.size() - back]);
    if ((byte & 0xC0U) == 0x80U) continue;
    const std::size_t length = byte < 0x80 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4;
    return length > back ? text.substr(0, text.size() - back) : text;
  }
  return text;
}

std::string_view stripped(std::string_view line) {
  constexpr std::string_view marks = " \t*_#>()<,.;:-";
  const std::size_t first = line.find_first_not_of(marks);
  if (first == std::string_view::npos) return {};
  const std::size_t last = line.find_last_not_of(marks);
  const std::string_view name = line.substr(first, last - first + 1);
  const bool open = std::ranges::count(name, '(') > std::ranges::count(name, ')');
  return open && line.substr(last + 1).starts_with(')') ? line.substr(first, last - first + 2) : name;
}

// A point behind a whole word; not that of "4." or of "T.C."
bool ends_sentence(std::string_view line) {
  for (std::size_t at = line.find(". "); at != std::string_view::npos; at = line.find(". ", at + 1)) {
    const std::size_t begin = line.substr(0, at).find_last_of(" .");
    const std::string_view word = line.substr(0, at).substr(begin == std::string_view::npos ? 0 : begin + 1);
    const bool number = std::ranges::all_of(word, [](char c) { return c >= '0' && c <= '9'; });
    if (!number && word.size() > 2) return true;
  }
  return false;
}

bool is_name(std::string_view line) {
  return line.size() >= 4 && !line.ends_with("：") && line.size() <= 120 &&
         line.find_first_of("[]?@/") == std::string_view::npos && !ends_sentence(line) && names_institution(line);
}

// What follows an introduction, up to where the capitals end: "This is the Some Agency of Place in Country."
std::optional<std::string> introduced_name(std::string_view text) {
  constexpr std::array<std::string_view, 10> phrases = {
      "on behalf of ", "this is from ", "this is ",   "message from ", "greetings from ",
      "we are ",       "i represent ",  "represent ", "writing from ", "account of "};
  const std::string lowered = lower_ascii(text);
  for (const std::string_view phrase : phrases) {
    const std::size_t at = lowered.find(phrase);
    if (at == std::string::npos) continue;
    std::string_view rest = whole_characters(text.substr(at + phrase.size(), 160));
    if (rest.starts_with("the ")) rest.remove_prefix(4);
    std::size_t end = 0;
    std::size_t kept = 0;
    while (end < rest.size()) {
      const std::size_t begin = end;
      end = std::min(rest.find_first_of(" \n", end), rest.size());
      const std::string_view word = rest.substr(begin, end - begin);
      const bool small = word == "of" || word == "the" || word == "and" || word == "for" || word == "de" || word == "&";
      const bool capital = !word.empty() && word[0] >= 'A' && word[0] <= 'Z';
      if (!small && !capital) break;
      if (capital) kept = end;
      if (word.find_first_of(".,;:(!") != std::string_view::npos) break;
      ++end;
    }
    const std::string_view name = stripped(rest.substr(0, kept));
    if (is_name(name)) return std::string(name);
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> name_in_letter(std::string_view text) {
  if (auto introduced = introduced_name(text)) return introduced;
  std::optional<std::string> last;
  std::size_t begin = 0;
  while (begin < text.size()) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    const std::string_view line =
        stripped(whole_characters(text.substr(begin, std::min<std::size_t>(end - begin, 200))));
    if (is_name(line)) last = std::string(line);
    begin = end + 1;
  }
  return last;
}

}  // namespace ringfence::intake
