#include "demand/intake/scope.h"

#include <algorithm>
#include <array>

#include "demand/intake/fold.h"
#include "demand/intake/places.h"

namespace ringfence::intake {

namespace {

constexpr std::size_t sentence_bytes = 1200;
constexpr std::size_t forbidden_bytes = 60;
constexpr std::size_t near_bytes = 110;  // between what is to be done and where

constexpr std::string_view requests =
    "are to be|is to be|to be "
    "blocked|please|kindly|request|requests|requested|ask|asks|asking|suggest|suggests|propose|proposes|recommend|"
    "recommends|"
    "at least|would like|you may|you could|alternatively|if possible|hereby order|must|should|shall|require|required|"
    "requires|directed|direct|directs|просим|просит|просят|просить|просять|просьба|прошу|предлагаем|рекомендуем|"
    "требуем|необходимо|обязан|обязаны|"
    "либо|просимо|прохання|вимагаємо|необхідно|请|至少|建议|要求|敦请|應|請|ruego|rogamos|solicitamos|se solicita|"
    "solicita|requerimos|requiere|por favor|al menos|bitte|bitten|ersuchen|fordern|zumindest|mindestens|prions|"
    "demandons|veuillez|au moins|rica|talep|lütfen|en "
    "azından|부탁|요청|요청합니다|바랍니다|お願い|お願いします|要請|mohon|meminta|diminta|setidaknya|si chiede|"
    "chiediamo|si ordina|ordina|vi invitiamo|almeno|solicita-se|solicito|determino|requeiro|intimo|ao menos|"
    "блокувати|заблокувати|блокировать|заблокировать|fordert|ersucht|bittet|verlangt|wzywa|wzywam|żąda|żądamy|"
    "ограничить доступ|обмежити доступ|предписываем|предписывает|proceda|procedan|ordena|zu sperren|ist zu|sind zu|"
    "نطلب|تطلب|يرجى|نرجو|יש להסיר|בבקשה|prosimy|wnosimy|žiadame|žádáme|verzoeken|anmoder|begär|đề nghị|ขอให้";
constexpr std::string_view announcements =
    "will be|would be|shall be included|otherwise|in case the|fail to|fails to|doesn't take|does not take|if you fail|"
    "by communication operators|by operators|will be restored|has been recognized|был|будет|будут|в противном случае|"
    "в случае непринятия|операторами связи|иначе|буде|будуть|将被|將被|否则|será|serán|wird|werden|sera|seront";
constexpr std::string_view denials =
    "block|blocks|blocking|be blocked|be restricted|be withheld|be "
    "disabled|restrict|restricts|restricting|restriction|limit|limits|limiting|limitation|withhold|"
    "withholding|deny|prevent|prevents|disable|disabling|geo-restrict|geo-limit|hide|make "
    "inaccessible|inaccessible|unavailable|not accessible|"
    "not available|could not see|cannot see|can not see|can't see|not see|not visible|unable to access|cannot access|"
    "could not access|can not access|not be accessible|not be available|ограничению|ограничить|ограничение|ограничьте|"
    "блокировку|блокировке|заблокировать|закрыть|недоступна|недоступной|недоступен|недоступной|обмежити|обмеження|"
    "заблокувати|недоступн|屏蔽|封锁|限制|看不到|无法访问|無法瀏覽|無法訪問|访问不到|不能访问|禁止访问|阻断|封鎖|屏蔽|"
    "限制|"
    "bloquear|bloquee|bloqueen|bloqueo|restringir|restrinja|impedir|limitar|retener|inaccesible|sperren|sperrung|"
    "blockieren|"
    "einschränken|unzugänglich|nicht abrufbar|bloquer|blocage|restreindre|limiter|inaccessible|engellenmesi|"
    "engellenmesini|engelleyiniz|engelle|engellemenizi|kısıtlanması|차단|접속차단|제한|ブロック|遮断|制限|blokir|"
    "diblokir|"
    "pemblokiran|memblokir|pemutusan|dibatasi|disabilitare|disabilitarne|disabilitazione|bloccare|blocco|inibire|"
    "inibizione|limitare|bloqueio|bloqueie|bloqueiem|restrinjam|restrição|indisponível|حجب|منع|تقييد|zablokować|"
    "zablokowanie|zablokowania|блокувати|блокировать|sperre|ngăn "
    "chặn|zablokovať|blokkeren|blokere|blockera|chặn|ระงับ|ปิดกั้น";
// Said alone, these are both what to do and where.
constexpr std::string_view geographic =
    "geo-block|geoblock|geo-blocking|geoblocking|geo-blocked|geo block|geographic restriction|geographically restrict|"
    "geo-fence|geofence|geofencing|country-specific block|геоблок|геоблокировк|地理屏蔽|地域限制|geobloqueo|geosperre|"
    "géoblocage";
constexpr std::string_view whose =
    "내|내에서|国内|内|ip|ip address|ip addresses|visitors|users|visiting users|internet "
    "users|viewers|citizens|residents|public";

// Places as letters say them: "in X", "from X", "на территории X"; "" is for languages that put it behind.
constexpr std::string_view before_name =
    "in|within|from|inside|on the territory of|on the territory of the|in the territory of|in the territory of "
    "the|across|"
    "throughout|for users in|to users in|на территории|в пределах|из|для пользователей|с территории|в|на території|в "
    "межах|"
    "з|для користувачів|en|desde|en el territorio de|desde el territorio de|für nutzer aus|aus|innerhalb|en|depuis|"
    "sur le territoire de|à partir de|in der|the|di wilayah|di|dari|dal territorio|nel territorio|in|no|na|em|dentro "
    "do|"
    "داخل|في|من|w|na terytorium|na území|v|trong|tại|ใน|từ|nutzer in|für nutzer in";
constexpr std::string_view own_territory =
    "our country|our jurisdiction|our territory|this country|this jurisdiction|the national territory|national "
    "territory|"
    "domestic users|domestic ip|нашей страны|нашей стране|境内|国内|本国|我国境内|本港|territorio nacional|territorio "
    "español|"
    "inland|bundesgebiet|territoire national|territoire français|ülkemizde|ülkemizden|국내|日本国内|territorio "
    "italiano|territorio nazionale|território nacional|território brasileiro|"
    "wilayah indonesia|dalam negeri|wilayah hukum indonesia|داخل المملكة|داخل الدولة|österreichischen nutzer|"
    "österreichisches staatsgebiet|lãnh thổ việt nam|ในประเทศไทย|terytorium polski";
// Forms of a name that differ from the name: people, cases of other tongues.
struct People {
  std::string_view code;
  std::string_view words;
};
constexpr std::array<People, 12> peoples = {{
    {"CN",
     "china's ip|chinese ip|china ip|chinese users|chinese visitors|users of "
     "china|中国ip|中国的ip|来自中国|中国用户|中国大陆|mainland china|mainland chinese|中国境内"},
    {"HK",
     "hong kong ip|hong kong users|hong kong's ip|hong kong public|香港ip|香港用户|香港用戶|香港境内|在香港|香港地区"},
    {"RU",
     "russian users|russian ip|russia's ip|российских пользователей|российским пользователям|территории рф|территории "
     "россии|территории российской федерации|российских ip"},
    {"UA", "ukrainian users|ukrainian ip|території україни|українських користувачів"},
    {"IN", "indian users|indian ip|indian territory|indian jurisdiction"},
    {"TR", "turkish users|turkish ip|türkiye'den|türkiye içinden|türkiye'de|türkiye sınırları"},
    {"ES", "spanish users|spanish ip|spanish territory|desde españa|en españa|usuarios españoles"},
    {"DE", "german users|german ip|german territory|in deutschland|aus deutschland|deutsche nutzer"},
    {"FR", "french users|french ip|french territory|en france|depuis la france|utilisateurs français"},
    {"KR", "korean users|korean ip|domestic users in korea|국내에서|한국에서|한국 내"},
    {"SG", "singapore users|singaporean users|singapore ip|users in singapore|end-users in singapore"},
    {"BR", "brazilian users|brazilian ip|território nacional|no brasil|em território brasileiro"},
}};

// A byte of a character's that is not its first.
bool is_within_character(char byte) {
  return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U;
}

bool is_stop(std::string_view text, std::size_t at) {
  const auto behind = [&](std::size_t length) {
    return at + length >= text.size() || text[at + length] == ' ' || text[at + length] == '\n';
  };
  if (text[at] == '\n') return true;
  if ((text[at] == '.' || text[at] == '!' || text[at] == '?') && behind(1)) return true;
  return text.substr(at).starts_with("。") || text.substr(at).starts_with("!") || text.substr(at).starts_with("；");
}

// "information prohibited for distribution in X": where the law holds, not where something is asked to be withheld.
bool is_where_it_is_forbidden(std::string_view text, std::size_t name, std::size_t length) {
  const std::size_t since = name > near_bytes ? name - near_bytes : 0;
  for (const std::string_view word :
       {"prohibit", "distribut", "illegal", "unlawful", "запрещ", "распростран", "заборон", "违法", "非法"}) {
    const std::size_t before = text.substr(since, name - since).rfind(word);
    if (before != std::string_view::npos && name - since - before < forbidden_bytes) return true;
    if (text.substr(name + length, 24).find(word) != std::string_view::npos) return true;
  }
  return false;
}

// "in the Republic of" -> "in "
std::string_view without_titles(std::string_view before) {
  for (bool again = true; again;) {
    again = false;
    for (const std::string_view title : {"the ", "la ", "el ", "der ", "republic of ", "república ", "república de ",
                                         "republik ", "республики ", "республика ", "kingdom of ", "republikken "}) {
      const std::size_t kept = before.size() - std::min(title.size(), before.size());
      if (!before.ends_with(title) || (kept > 0 && before[kept - 1] != ' ')) continue;
      before = before.substr(0, kept);
      again = true;
    }
  }
  return before;
}

bool names_territory(std::string_view sentence, std::size_t at, std::string_view jurisdiction) {
  const std::size_t since = at > near_bytes ? at - near_bytes : 0;
  const std::string_view around = sentence.substr(since, at - since + near_bytes);
  if (has_any(around, own_territory)) return true;
  for (const People& each : peoples) {
    if (each.code == jurisdiction && has_any(around, each.words)) return true;
  }
  std::string_view names = names_of_country(jurisdiction);
  while (const auto name = take_phrase(names)) {
    for (std::size_t where = find_words(around, *name); where != std::string_view::npos;
         where = find_words(around, *name, where + 1)) {
      if (is_where_it_is_forbidden(around, where, name->size())) continue;
      const std::string_view lead_up = without_titles(around.substr(0, where));
      std::string_view words = before_name;
      while (const auto word = take_phrase(words)) {
        const std::string lead = std::string(*word) + " ";
        if (!lead_up.ends_with(lead)) continue;
        if (lead_up.size() == lead.size() || lead_up[lead_up.size() - lead.size() - 1] == ' ') return true;
      }
      const std::string_view behind = around.substr(where + name->size(), 24);
      std::string_view owners = whose;
      while (const auto owner = take_phrase(owners)) {
        if (behind.starts_with(" " + std::string(*owner)) || behind.starts_with("'s " + std::string(*owner)))
          return true;
      }
    }
  }
  return false;
}

// Denying access, not closing a site: "block access", "visitors could not see".
bool denies_access(std::string_view sentence, std::size_t at) {
  const std::size_t since = at > near_bytes ? at - near_bytes : 0;
  const std::string_view around = sentence.substr(since, at - since + near_bytes);
  return has_any(
      around,
      "access|accessible|inaccessible|availability|available|unavailable|visible|see|users|visitors|ip|view|"
      "withhold|withholding|доступ|доступа|доступу|доступна|недоступна|недоступной|пользователей|访问|看到|用户|"
      "瀏覽|訪問|ip地址|acceso|accesible|inaccesible|usuarios|zugang|zugriff|abrufbar|unzugänglich|nutzer|accès|"
      "inaccessible|utilisateurs|erişim|erişimin|erişimi|접속|접속차단|접근|アクセス|看不到|访问不到|无法访问|屏蔽|"
      "akses|diblokir|"
      "sperre|public|bloqueo|bloquear|accesso|accedere|utenti|acesso|usuários|وصول|الوصول|حجب|المستخدمين|dostęp|"
      "dostępu|"
      "prístup|toegang|adgang|"
      "truy cập|เข้าถึง");
}

bool offers(std::string_view sentence, std::string_view jurisdiction) {
  if (!has_any(sentence, requests)) return false;
  const std::size_t announced = find_any(sentence, announcements);
  const std::size_t requested = find_any(sentence, requests);
  if (announced != std::string_view::npos && announced < requested) return false;
  if (has_any(sentence, geographic)) return announced == std::string_view::npos;
  std::string_view words = denials;
  while (const auto word = take_phrase(words)) {
    for (std::size_t at = find_words(sentence, *word); at != std::string_view::npos;
         at = find_words(sentence, *word, at + word->size())) {
      const bool threatened = announced != std::string_view::npos && announced < at + near_bytes;
      if (!threatened && denies_access(sentence, at) && names_territory(sentence, at, jurisdiction)) return true;
    }
  }
  return false;
}

}  // namespace

std::optional<NarrowerScope> find_narrower_scope(std::string_view folded, std::string_view jurisdiction) {
  std::size_t begin = 0;
  while (begin < folded.size()) {
    std::size_t end = begin;
    while (end < folded.size() && end - begin < sentence_bytes && !is_stop(folded, end)) ++end;
    while (end > begin && end < folded.size() && is_within_character(folded[end])) --end;
    while (begin < end && folded[begin] == ' ') ++begin;
    const std::string_view sentence = folded.substr(begin, end - begin);
    if (offers(sentence, jurisdiction)) return NarrowerScope{begin, std::string(sentence)};
    begin = end + 1;
    while (begin < folded.size() && is_within_character(folded[begin])) ++begin;
  }
  return std::nullopt;
}

}  // namespace ringfence::intake
