#include "demand/intake/places.h"

#include <algorithm>
#include <array>
#include <map>

#include "base/ascii.h"
#include "demand/intake/fold.h"
#include "policy/jurisdictions.h"

namespace ringfence::intake {

namespace {

struct Country {
  std::string_view code;
  std::string_view names;       // folded, separated by |: of folders and of texts
  std::string_view adjectives;  // and words that only its own letters have
};

// Those whose notices are in more languages than English. All others are known by ISO's English name.
constexpr Country countries[] = {
    {"HK", "hong kong|hongkong|hksar|hong kong sar|香港|香港特別行政區|香港特别行政区", "laws of hong kong"},
    {"MO", "macau|macao|澳門|澳门", "macanese"},
    {"TW", "taiwan|taiwan, china|taiwan, province of china|台灣|臺灣|台湾|republic of china", "taiwanese"},
    {"CN", "people's republic of china|china|prc|中国|中华人民共和国|我国|китай", "chinese"},
    {"RU", "russian federation|russia|российская федерация|россия|рф|российской федерации|россии|rusia|russland|russie",
     "russian|российских|российский"},
    {"BY", "belarus|беларусь|республика беларусь|республики беларусь", "belarusian"},
    {"KZ", "kazakhstan|казахстан|республики казахстан|қазақстан", "kazakh"},
    {"UZ", "uzbekistan|узбекистан", "uzbek"},
    {"KG", "kyrgyzstan|кыргызстан|кыргызская республика", "kyrgyz"},
    {"UA", "ukraine|украина|украины|україна|україни|україні", "ukrainian|українського"},
    {"KR", "south korea|korea|republic of korea|korea, republic of|대한민국|한국", "korean"},
    {"KP", "north korea|democratic people's republic of korea", "north korean"},
    {"JP", "japan|日本|日本国", "japanese"},
    {"SG", "singapore|新加坡", "singaporean"},
    {"IN", "india|भारत|republic of india", "indian|lok sabha"},
    {"PK", "pakistan", "pakistani"},
    {"BD", "bangladesh", "bangladeshi"},
    {"LK", "sri lanka", "sri lankan"},
    {"NP", "nepal", "nepali|nepalese"},
    {"VN", "vietnam|viet nam|việt nam", "vietnamese"},
    {"TH", "thailand|ประเทศไทย", "thai"},
    {"ID", "indonesia", "indonesian"},
    {"MY", "malaysia", "malaysian"},
    {"PH", "philippines|the philippines", "philippine|filipino"},
    {"TR", "turkey|türkiye|turkiye|türkiye cumhuriyeti|republic of turkey|turquía|türkei",
     "turkish|türk|ankara|istanbul|t.c.|sulh ceza"},
    {"IR", "iran|islamic republic of iran|ایران|جمهوری اسلامی ایران", "iranian"},
    {"IL", "israel|ישראל|מדינת ישראל", "israeli"},
    {"SA", "saudi arabia|kingdom of saudi arabia|المملكة العربية السعودية|السعودية", "saudi"},
    {"AE", "united arab emirates|uae|الإمارات العربية المتحدة|الإمارات", "emirati"},
    {"EG", "egypt|جمهورية مصر العربية|مصر", "egyptian"},
    {"GR", "greece|hellenic republic|ελλάδα|ελληνική δημοκρατία", "greek|hellenic|ελληνική"},
    {"RO", "romania|românia", "romanian"},
    {"MD", "moldova|republic of moldova|republica moldova|молдова", "moldovan"},
    {"BG", "bulgaria|българия", "bulgarian"},
    {"RS", "serbia|srbija|србија", "serbian"},
    {"HU", "hungary|magyarország", "hungarian"},
    {"HR", "croatia|hrvatska", "croatian"},
    {"LT", "lithuania|lietuva|lietuvos respublika", "lithuanian"},
    {"LV", "latvia|latvija", "latvian"},
    {"EE", "estonia|eesti", "estonian"},
    {"IE", "ireland|éire", "irish"},
    {"AM", "armenia|армения|հայաստան", "armenian"},
    {"AZ", "azerbaijan|azərbaycan|азербайджан", "azerbaijani"},
    {"GE", "georgia|საქართველო", "georgian"},
    {"TJ", "tajikistan|таджикистан", "tajik"},
    {"MM", "myanmar|burma", "burmese"},
    {"KE", "kenya", "kenyan"},
    {"NG", "nigeria", "nigerian"},
    {"ZA", "south africa", "south african"},
    {"NZ", "new zealand|aotearoa", ""},
    {"BO", "bolivia", "bolivian"},
    {"VE", "venezuela", "venezuelan"},
    {"CO", "colombia", "colombian"},
    {"CL", "chile", "chilean"},
    {"PE", "peru|perú", "peruvian"},
    {"ES", "spain|españa|espana|reino de españa|kingdom of spain|catalonia|cataluña",
     "spanish|español|española|españolas"},
    {"PT", "portugal", "portuguese"},
    {"FR", "france|république française", "french|français|française"},
    {"DE", "germany|deutschland|bundesrepublik deutschland", "german|deutsche|deutschen"},
    {"AT", "austria|österreich", "austrian"},
    {"CH", "switzerland|schweiz|suisse|svizzera", "swiss"},
    {"IT", "italy|italia|repubblica italiana", "italian|italiana|italiano"},
    {"NL", "netherlands|the netherlands|nederland|holland", "dutch"},
    {"BE", "belgium|belgië|belgique", "belgian"},
    {"DK", "denmark|danmark", "danish"},
    {"SE", "sweden|sverige", "swedish"},
    {"NO", "norway|norge", "norwegian"},
    {"FI", "finland|suomi", "finnish"},
    {"PL", "poland|polska|rzeczpospolita polska", "polish"},
    {"CZ", "czech republic|czechia|česká republika", "czech"},
    {"SK", "slovakia|slovensko|slovak republic|slovenská republika", "slovak"},
    {"GB", "united kingdom|uk|great britain|england|scotland", "british"},
    {"US", "united states|united states of america|usa", "american"},
    {"CA", "canada", "canadian"},
    {"MX", "mexico|méxico", "mexican"},
    {"BR", "brazil|brasil", "brazilian|brasileiro|brasileira"},
    {"AR", "argentina", "argentine"},
    {"AU", "australia", "australian"},
    {"EU", "european union|eu", "union law"},
};

// Names in use that are not ISO's.
constexpr std::array<std::array<std::string_view, 2>, 14> other_names = {{{"BN", "brunei"},
                                                                          {"CD", "democratic republic of the congo"},
                                                                          {"CD", "dr congo"},
                                                                          {"CI", "ivory coast"},
                                                                          {"CV", "cape verde"},
                                                                          {"FM", "micronesia"},
                                                                          {"LA", "laos"},
                                                                          {"MK", "macedonia"},
                                                                          {"PS", "palestine"},
                                                                          {"RU", "soviet union"},
                                                                          {"ST", "são tomé"},
                                                                          {"SY", "syria"},
                                                                          {"SZ", "swaziland"},
                                                                          {"VA", "vatican"}}};

const std::map<std::string, std::string_view>& by_iso_name() {
  static const auto names = [] {
    std::map<std::string, std::string_view> all;
    for (const std::string_view code : policy::all_codes()) {
      if (const auto name = policy::english_name(code)) all.emplace(fold(*name).text, code);
    }
    // "Moldova, Republic of" is Moldova, unless that is a country of its own.
    std::map<std::string, std::string_view> shorter;
    for (const auto& [name, code] : all) {
      const std::size_t comma = name.find(", ");
      if (comma == std::string::npos) continue;
      shorter.emplace(name.substr(0, comma), code);
      shorter.emplace(name.substr(comma + 2) + " " + name.substr(0, comma), code);
    }
    for (const auto& [code, name] : other_names) shorter.emplace(name, code);
    all.merge(shorter);
    return all;
  }();
  return names;
}

std::optional<std::string_view> code_of_known_name(std::string_view folded) {
  for (const Country& each : countries) {
    std::string_view names = each.names;
    while (const auto known = take_phrase(names)) {
      if (*known == folded) return each.code;
    }
  }
  if (const auto found = by_iso_name().find(std::string(folded)); found != by_iso_name().end()) return found->second;
  return std::nullopt;
}

// "Russia (RU)", "Trinidad & Tobago", "the Gambia", "Federal Republic of Germany": the name in them.
std::string without_ornament(std::string folded) {
  if (const std::size_t bracket = folded.find(" ("); bracket != std::string::npos) folded.resize(bracket);
  if (const std::size_t and_mark = folded.find(" & "); and_mark != std::string::npos)
    folded.replace(and_mark, 3, " and ");
  for (const std::string_view front : {"the ", "federal ", "islamic ", "people's ", "democratic ", "socialist ",
                                       "republic of ", "kingdom of ", "state of ", "principality of ", "the "}) {
    if (folded.starts_with(front)) folded.erase(0, front.size());
  }
  return folded;
}

// A letter's tongue points at its country where the letter names none, and weighs little where it does.
std::string_view country_of_script(std::string_view folded) {
  constexpr std::array<std::array<std::string_view, 2>, 6> words = {{{"UA", "та|від|щодо|відповідно|інформації|або"},
                                                                     {"RU", "в|и|на|о|по|информации|или"},
                                                                     {"TR", "ve|ile|için|olarak|sayılı|hakkında"},
                                                                     {"KR", "및|에|의|을|관련|합니다"},
                                                                     {"JP", "の|に|を|は|です|ます"},
                                                                     {"CN", "的|和|根据|请|我|中"}}};
  std::string_view best;
  std::size_t most = 7;
  for (const auto& [code, list] : words) {
    const std::size_t count = count_any(folded, list);
    if (count > most) most = count, best = code;
  }
  return best;
}

}  // namespace

std::optional<std::string> country_of_name(std::string_view name) {
  std::string folded = fold(name).text;
  std::ranges::replace(folded, '_', ' ');
  std::ranges::replace(folded, '-', ' ');
  if (folded.empty()) return std::nullopt;
  // "TR" is Turkey; a folder "md" or "in" is no country's.
  if (folded.size() <= 3 && std::ranges::any_of(name, [](char c) { return c >= 'a' && c <= 'z'; })) return std::nullopt;
  if (const auto code = code_of_known_name(folded)) return std::string(*code);
  if (const auto code = code_of_known_name(without_ornament(folded))) return std::string(*code);
  std::string upper = folded;
  std::ranges::transform(upper, upper.begin(),
                         [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
  if (upper.size() == 2 && policy::is_code(upper)) return upper;
  if (upper.size() == 3) {
    if (const auto code = policy::from_alpha3(upper)) return std::string(*code);
  }
  return std::nullopt;
}

std::optional<std::string> country_of_text(std::string_view folded) {
  std::map<std::string_view, std::size_t> counts;
  for (const Country& each : countries) {
    const std::size_t names = count_any(folded, each.names);
    const std::size_t others = count_any(folded, each.adjectives);
    if (names + others > 0) counts[each.code] = 2 * names + others;
  }
  for (const auto& [name, code] : by_iso_name()) {
    if (counts.contains(code) || name.size() < 4) continue;
    if (const std::size_t count = count_any(folded, name)) counts[code] = 2 * count;
  }
  if (const std::string_view tongue = country_of_script(folded); !tongue.empty()) counts[tongue] += 2;
  // The host's own country is named in passing; "Hong Kong, China" is Hong Kong.
  if (counts.size() > 1) counts.erase("US");
  if (counts.contains("HK")) counts.erase("CN");
  const auto most = std::ranges::max_element(counts, {}, [](const auto& each) { return each.second; });
  if (most == counts.end()) return std::nullopt;
  const auto as_many = std::ranges::count_if(counts, [&](const auto& each) { return each.second == most->second; });
  if (as_many > 1) return std::nullopt;
  return std::string(most->first);
}

std::optional<std::string> country_of_host(std::string_view host) {
  host = host.substr(0, host.find(':'));
  const std::size_t last = host.rfind('.');
  if (last == std::string_view::npos) return std::nullopt;
  std::string ending(host.substr(last + 1));
  if (ending.size() != 2) return std::nullopt;
  std::ranges::transform(ending, ending.begin(),
                         [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
  if (ending == "UK") return "GB";
  if (ending == "EU") return "EU";
  return policy::is_code(ending) ? std::optional(ending) : std::nullopt;
}

std::string_view names_of_country(std::string_view code) {
  const auto found = std::ranges::find(countries, code, &Country::code);
  return found == std::end(countries) ? std::string_view() : found->names;
}

}  // namespace ringfence::intake
