#include <array>

#include "base/limits.h"
#include "screening/heard.h"
#include "screening/name.h"
#include "screening/sound.h"

namespace ringfence::screening {

namespace {

constexpr std::size_t longest_han = 5, longest_kana = 14, longest_hangul = 6, readings_kept = 48, longest_named = 4;

// A reading that is not at the beginning of a word is often voiced (kawa, -gawa), and the end of the one before it is
// swallowed (gaku, gak-kou).
std::vector<std::string> joined_readings(const std::string& before, const std::string& next) {
  std::vector<std::string> joined = {before + next};
  if (before.empty()) return joined;
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 7> voiced = {
      {{"k", "g"}, {"sh", "j"}, {"s", "z"}, {"ts", "z"}, {"ch", "j"}, {"t", "d"}, {"h", "b"}}};
  for (const auto& [plain, voice] : voiced) {
    if (!next.starts_with(plain)) continue;
    joined.push_back(before + std::string(voice) + next.substr(plain.size()));
    break;
  }
  if (next.starts_with("h") || next.starts_with("f")) joined.push_back(before + "p" + next.substr(1));
  const bool swallowed = before.size() > 3 && (before.ends_with("ku") || before.ends_with("tsu") ||
                                               before.ends_with("chi") || before.ends_with("ki"));
  if (swallowed) {
    const std::size_t cut = before.ends_with("ku") || before.ends_with("ki") ? 2 : 3;
    const std::string bare = before.substr(0, before.size() - cut);
    joined.push_back(bare + next);
    if (next.starts_with("h") || next.starts_with("f")) joined.push_back(bare + "p" + next.substr(1));
  }
  return joined;
}

// The characters that Chinese writes foreign names with; three of them side by side are heard, not read.
bool is_foreign_name(std::u32string_view part) {
  static constexpr std::u32string_view used =
      U"阿埃艾爱安昂奥巴拜班邦鲍贝本比彼宾波伯博布查达戴丹道德登迪蒂丁顿多厄恩尔法凡菲费芬丰佛弗福富盖冈高戈格贡古瓜哈"
      U"海汉豪赫亨胡华霍"
      U"基吉加贾简杰金卡凯坎康考科克肯库夸奎昆拉莱兰朗劳勒雷里利丽莉林卢鲁伦罗洛马玛迈曼芒毛梅门蒙米密明莫墨默姆穆纳娜"
      U"南内尼妮涅宁纽农"
      U"努诺欧帕潘庞佩彭皮平珀普奇齐恰钱切琼丘让热日荣若萨塞桑瑟森沙山尚舍申圣什舒斯松索苏塔泰坦汤陶特滕提廷通图托瓦万"
      U"威韦维文翁沃乌武"
      U"西希锡夏香肖谢辛休许雅亚延扬耶叶伊因英尤于约云泽扎詹章珍芝朱兹宗佐";
  return part.size() >= 3 && std::ranges::all_of(part, [](char32_t c) { return used.find(c) != used.npos; });
}

class Reader {
 public:
  Reader(std::u32string_view run, Characters of, const Lexicon& lexicon) : run_(run), of_(of), lexicon_(lexicon) {
    for (const char32_t c : run) mandarin_.push_back(to_latin(to_utf8(std::u32string_view(&c, 1))));
  }

  std::vector<Piece> pieces() {
    for (std::size_t length = 1; length <= run_.size(); ++length) {
      for (std::size_t first = 0; first + length <= run_.size(); ++first) {
        if (length <= longest(first)) read(first, length);
        if (pieces_.size() >= limits::screening_pieces) return std::move(pieces_);
      }
    }
    return std::move(pieces_);
  }

 private:
  [[nodiscard]] std::size_t longest(std::size_t first) const {
    const Script script = script_of(run_[first]);
    return script == Script::han ? longest_han : script == Script::hangul ? longest_hangul : longest_kana;
  }

  void read(std::size_t first, std::size_t length) {
    const auto part = run_.substr(first, length);
    const Script script = script_of(part.front());
    const bool has_han = std::ranges::any_of(part, [](char32_t c) { return script_of(c) == Script::han; });
    if (!has_han) {
      // Loan words are heard, not spelled: the consonants are what is kept.
      const std::string latin = to_latin(to_utf8(part));
      add(first, length, latin, true);
      return;
    }
    std::string mandarin;
    for (std::size_t at = first; at < first + length; ++at) mandarin += mandarin_[at];
    if (script == Script::han && of_ != Characters::japanese) add(first, length, mandarin, is_foreign_name(part));
    if (of_ == Characters::chinese) return;
    for (const std::string& reading : japanese(part)) add(first, length, reading, false);
    if (length < 2 || length > longest_named) return;
    // Names are read in ways of their own: 熊谷 is Kumagai.
    for (const Gloss& gloss : lexicon_.look_up(part, of_)) {
      if (gloss.is_reading && gloss.words.size() == 1) add(first, length, gloss.words.front(), false);
    }
  }

  [[nodiscard]] std::vector<std::string> japanese(std::u32string_view part) const {
    std::vector<std::string> readings = {""};
    for (const char32_t c : part) {
      std::vector<std::string> grown;
      const auto known = lexicon_.japanese(c);
      std::vector<std::string> own(known.begin(), known.end());
      if (script_of(c) == Script::kana) own = {to_latin(to_utf8(std::u32string_view(&c, 1)))};
      if (own.empty()) return {};
      for (const std::string& before : readings) {
        for (const std::string& each : own) {
          for (std::string& joined : joined_readings(before, each)) grown.push_back(std::move(joined));
        }
      }
      readings = std::move(grown);
      if (readings.size() > readings_kept * 8) readings.resize(readings_kept * 8);
    }
    return readings;
  }

  void add(std::size_t first, std::size_t length, const std::string& latin, bool by_consonants) {
    if (latin.size() < 2) return;
    Piece piece{first,
                length,
                sound_of(latin),
                by_consonants ? skeleton_of(latin) : std::string(),
                by_consonants ? heard_as_written(latin) : std::string(),
                {}};
    piece.key = heard_key(piece.heard);
    if (piece.skeleton.size() < 2) piece.skeleton.clear();
    pieces_.push_back(std::move(piece));
  }

  std::u32string_view run_;
  Characters of_;
  const Lexicon& lexicon_;
  std::vector<std::string> mandarin_;
  std::vector<Piece> pieces_;
};

}  // namespace

std::vector<Piece> pieces_of(std::u32string_view run, Characters of, const Lexicon& lexicon) {
  return Reader(run, of, lexicon).pieces();
}

}  // namespace ringfence::screening
