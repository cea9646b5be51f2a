#include "demand/intake/authorities.h"

namespace ringfence::intake {

namespace {

// Of the countries whose notices code hosts have published, and of those whose requests are most often reported.
constexpr KnownAuthority authorities[] = {
    {"Roskomnadzor", "RU",
     "roskomnadzor|roscomnadzor|роскомнадзор|роскомнадзора|роскомнадзором|федеральная служба по надзору в сфере связи|"
     "федеральной службы по надзору в сфере связи|федеральной службой по надзору в сфере связи|"
     "federal service for supervision in the sphere of telecom|"
     "federal service for supervision in the sphere of communications|"
     "federal service for supervision of communications|federal service for the supervision of communications|"
     "unified register of domain names|единый реестр доменных имен|"
     "реализации статей 15.1|implementation of articles 15.1",
     "roskomnadzor|roscomnadzor|rozkomnadzor|roskomnnadzor|rkn"},
    {"Rospotrebnadzor", "RU",
     "rospotrebnadzor|роспотребнадзор|роспотребнадзора|федеральной службы по надзору в сфере защиты прав потребителей|"
     "federal service on customers' rights protection",
     "rospotrebnadzor", true},
    {"Federal Tax Service", "RU", "фнс|фнс россии|федеральной налоговой службы|federal tax service", "fns", true},
    {"Prosecutor General's Office", "RU",
     "генеральной прокуратуры российской федерации|генпрокуратуры|генеральной прокуратуры|prosecutor general of russia|"
     "office of the russian federation prosecutor general",
     "genprokuratura", true},
    {"Ministry of Internal Affairs of Russia", "RU", "мвд россии|министерство внутренних дел российской федерации",
     "mvd", true},
    {"Federal Security Service", "RU", "фсб россии|федеральная служба безопасности", "fsb"},
    {"Ministry of Public Security", "CN", "ministry of public security|公安部|中国公安部|网络安全保卫局", "mps"},
    {"Cyberspace Administration of China", "CN",
     "cyberspace administration of china|国家互联网信息办公室|国家网信办|中央网信办|网信办|cyberspace affairs "
     "commission",
     "cac"},
    {"Cyber Security Association of China", "CN",
     "cyber security association of china|cybersecurity association of china|"
     "中国网络空间安全协会",
     "csac|programthink"},
    {"Beijing Network Industry Association", "CN",
     "beijing network industry association|首都互联网协会|北京网络行业协会|"
     "北京网络行业协会",
     "bnia"},
    {"Ministry of Industry and Information Technology", "CN",
     "ministry of industry and information technology|工业和信息化部|工信部", "miit"},
    {"National Computer Virus Emergency Response Center", "CN",
     "national computer virus emergency response|国家计算机病毒应急处理中心", "cverc"},
    {"CNCERT/CC", "CN", "cncert|cncert/cc|国家互联网应急中心|national internet emergency center", "cncert"},
    {"Hong Kong Police Force", "HK",
     "hong kong police force|hong kong police|香港警務處|香港警务处|香港警察|網絡安全及科技罪案調查科|"
     "cyber security and technology crime bureau|national security department of the hong kong",
     "cstcb|hkpf|hkp"},
    {"Office of the Government Chief Information Officer", "HK",
     "office of the government chief information officer|政府資訊科技總監辦公室", "ogcio", true},
    {"Office of the Privacy Commissioner for Personal Data", "HK",
     "privacy commissioner for personal data|個人資料私隱專員公署", "pcpd"},
    {"Ministry of Digital Affairs", "TW", "數位發展部", "moda"},
    {"National Communications Commission", "TW", "國家通訊傳播委員會", "ncc"},
    {"Games Rating and Administration Committee", "KR",
     "games rating and administration committee|game rating and administration committee|게임물관리위원회", "grac"},
    {"Korea Communications Standards Commission", "KR", "korea communications standards commission|방송통신심의위원회",
     "kcsc|kcsc-kr"},
    {"Korea Internet & Security Agency", "KR", "korea internet & security agency|한국인터넷진흥원|krcert",
     "kisa|krcert"},
    {"Korean National Police Agency", "KR", "korean national police|korea national police|경찰청", "knpa"},
    {"JPCERT/CC", "JP", "jpcert|jpcert/cc", "jpcert"},
    {"National Police Agency", "JP", "警察庁", "npa"},
    {"SingCERT", "SG", "singcert", "singcert"},
    {"Cyber Security Agency of Singapore", "SG", "cyber security agency of singapore|csa singapore", "csa"},
    {"Singapore Police Force", "SG", "singapore police force", "spf", true},
    {"Infocomm Media Development Authority", "SG", "infocomm media development authority|imda", "imda"},
    {"Guardia Civil", "ES", "guardia civil", "guardiacivil|guardia-civil"},
    {"Policía Nacional", "ES", "policía nacional|cuerpo nacional de policía|spanish national police",
     "policianacional"},
    {"Mossos d'Esquadra", "ES", "mossos d'esquadra", "mossos"},
    {"Audiencia Nacional", "ES", "audiencia nacional|national high court of spain", "audiencianacional", true},
    {"Agencia Española de Protección de Datos", "ES",
     "agencia española de protección de datos|spanish data protection agency", "aepd"},
    {"Ministry of Electronics and Information Technology", "IN",
     "ministry of electronics and information technology|ministry of electronics & information technology|meity",
     "meity"},
    {"CERT-In", "IN", "cert-in|indian computer emergency response team", "cert-in|certin"},
    {"Department of Telecommunications", "IN", "department of telecommunications|sanchar bhawan", "dot"},
    {"Indian Cyber Crime Coordination Centre", "IN", "indian cyber crime coordination centre|i4c", "i4c"},
    {"Information and Communication Technologies Authority", "TR",
     "bilgi teknolojileri ve iletişim kurumu|information and communication technologies authority|"
     "information technologies and communications authority|telekomünikasyon iletişim başkanlığı",
     "btk|tib"},
    {"Access Providers Union", "TR", "erişim sağlayıcıları birliği", "esb"},
    {"USOM", "TR", "ulusal siber olaylara müdahale merkezi|usom", "usom"},
    {"Security Service of Ukraine", "UA", "служба безпеки україни|служби безпеки україни|security service of ukraine",
     "sbu|ssu"},
    {"Cyberpolice of Ukraine", "UA",
     "кіберполіція|департамент кіберполіції|департаменту кіберполіції|cyberpolice department|cyber police of ukraine",
     "cyberpolice"},
    {"CERT-UA", "UA", "cert-ua|державна служба спеціального зв'язку", "cert-ua"},
    {"National Center for Operational and Technical Management of Telecommunications Networks", "UA",
     "національний центр оперативно-технічного управління|нцу", "ncu"},
    {"Ministry of Information of Belarus", "BY", "министерство информации республики беларусь|мининформ", "mininform"},
    {"Ministry of Digital Development of Kazakhstan", "KZ",
     "министерство цифрового развития|комитет по информационной безопасности", "mdai"},
    {"Pakistan Telecommunication Authority", "PK", "pakistan telecommunication authority", "pta"},
    {"Bangladesh Telecommunication Regulatory Commission", "BD", "bangladesh telecommunication regulatory commission",
     "btrc"},
    {"Ministry of Information and Communications", "VN",
     "ministry of information and communications of vietnam|bộ thông tin và truyền thông", "mic"},
    {"Ministry of Communication and Informatics", "ID",
     "kementerian komunikasi dan informatika|kominfo|ministry of communication and informatics", "kominfo"},
    {"Ministry of Digital Economy and Society", "TH", "ministry of digital economy and society|กระทรวงดิจิทัล", "mdes"},
    {"Malaysian Communications and Multimedia Commission", "MY",
     "malaysian communications and multimedia commission|suruhanjaya komunikasi dan multimedia", "mcmc|skmm"},
    {"eSafety Commissioner", "AU", "esafety commissioner|office of the esafety", "esafety"},
    {"Australian Federal Police", "AU", "australian federal police", "afp"},
    {"Department of Internal Affairs", "NZ", "te tari taiwhenua|department of internal affairs new zealand", "dia-nz"},
    {"Office central de lutte contre la criminalité liée aux technologies", "FR",
     "oclctic|office central de lutte contre la criminalité|ofac|pharos", "oclctic|ofac|pharos"},
    {"Arcom", "FR", "arcom|autorité de régulation de la communication audiovisuelle|hadopi", "arcom|hadopi"},
    {"Bundeskriminalamt", "DE", "bundeskriminalamt|federal criminal police office", "bka"},
    {"Bundesprüfstelle für jugendgefährdende Medien", "DE",
     "bundesprüfstelle|bundeszentrale für kinder- und jugendmedienschutz", "bpjm|bzkj"},
    {"Kommission für Jugendmedienschutz", "DE", "kommission für jugendmedienschutz", "kjm"},
    {"Autorità per le Garanzie nelle Comunicazioni", "IT", "autorità per le garanzie nelle comunicazioni|agcom",
     "agcom"},
    {"Polizia Postale", "IT", "polizia postale|postal police", "poliziapostale"},
    {"National Crime Agency", "GB", "national crime agency", "nca"},
    {"Ofcom", "GB", "ofcom", "ofcom"},
    {"Metropolitan Police", "GB", "metropolitan police service|counter terrorism internet referral unit", "met|ctiru"},
    {"Europol", "EU", "europol|european union internet referral unit", "europol|eu-iru"},
    {"Federal Bureau of Investigation", "US", "federal bureau of investigation", "fbi"},
    {"Department of Homeland Security", "US", "department of homeland security", "dhs"},
    {"Israel National Cyber Directorate", "IL", "israel national cyber directorate|state attorney's office cyber",
     "incd"},
    {"Anatel", "BR", "anatel|agência nacional de telecomunicações", "anatel"},
    {"Supremo Tribunal Federal", "BR", "supremo tribunal federal", "stf"},
    {"NASK", "PL", "cert polska|cert.pl|nask", "cert-pl|nask"},
    {"National Cyber Security Centre", "NL", "nationaal cyber security centrum|ncsc-nl", "ncsc-nl"},
    {"National Cyber Security Centre", "GB", "national cyber security centre", "ncsc"},
};

}  // namespace

std::span<const KnownAuthority> known_authorities() {
  return authorities;
}

}  // namespace ringfence::intake
