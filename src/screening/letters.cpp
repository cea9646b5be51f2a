#include "screening/letters.h"

#include <algorithm>
#include <array>

#include "screening/unicode.h"

namespace ringfence::screening {

namespace {

struct Letter {
  std::u32string_view name;
  std::string_view letter;
};

// The longer first where one begins another.
constexpr std::array<Letter, 76> letters = {{
    {U"アンド", "and"}, {U"ダブリュー", "w"}, {U"ダブリュ", "w"}, {U"ダブル", "w"}, {U"エックス", "x"},
    {U"エイチ", "h"},   {U"エッチ", "h"},     {U"ジェー", "j"},   {U"ジェイ", "j"}, {U"キュー", "q"},
    {U"アール", "r"},   {U"ティー", "t"},     {U"ティ", "t"},     {U"テー", "t"},   {U"ディー", "d"},
    {U"デイ", "d"},     {U"デー", "d"},       {U"ブイ", "v"},     {U"ヴイ", "v"},   {U"ヴィ", "v"},
    {U"ゼット", "z"},   {U"ゼッド", "z"},     {U"エー", "a"},     {U"エイ", "a"},   {U"ビー", "b"},
    {U"ビイ", "b"},     {U"シー", "c"},       {U"シイ", "c"},     {U"イー", "e"},   {U"エフ", "f"},
    {U"ジー", "g"},     {U"ジイ", "g"},       {U"アイ", "i"},     {U"ケー", "k"},   {U"ケイ", "k"},
    {U"エル", "l"},     {U"エム", "m"},       {U"エヌ", "n"},     {U"エン", "n"},   {U"オー", "o"},
    {U"ピー", "p"},     {U"エス", "s"},       {U"ユー", "u"},     {U"ワイ", "y"},   {U"더블유", "w"},
    {U"에이치", "h"},   {U"엑스", "x"},       {U"제이", "j"},     {U"케이", "k"},   {U"브이", "v"},
    {U"에이", "a"},     {U"에프", "f"},       {U"아이", "i"},     {U"에스", "s"},   {U"와이", "y"},
    {U"제트", "z"},     {U"앤드", "and"},     {U"아르", "r"},     {U"비", "b"},     {U"씨", "c"},
    {U"시", "c"},       {U"디", "d"},         {U"이", "e"},       {U"지", "g"},     {U"엘", "l"},
    {U"엠", "m"},       {U"엔", "n"},         {U"오", "o"},       {U"피", "p"},     {U"큐", "q"},
    {U"알", "r"},       {U"티", "t"},         {U"유", "u"},       {U"앤", "and"},   {U"제", "j"},
    {U"쥐", "g"},
}};

const Letter* at_start(std::u32string_view text) {
  const auto found = std::ranges::find_if(letters, [&](const Letter& each) { return text.starts_with(each.name); });
  return found == letters.end() ? nullptr : &*found;
}

const Letter* at_end(std::u32string_view text) {
  const auto found = std::ranges::find_if(letters, [&](const Letter& each) { return text.ends_with(each.name); });
  return found == letters.end() ? nullptr : &*found;
}

bool is_within_word(char32_t c) {
  return std::u32string_view(U"ーァィゥェォッャュョ").find(c) != std::u32string_view::npos;
}

std::string latin_of(std::u32string_view text) {
  return to_latin(to_utf8(text));
}

}  // namespace

std::vector<std::string> lettered(std::u32string_view text) {
  constexpr std::size_t most = 24, least_rest = 2;
  std::vector<std::string> made;
  if (text.size() < 2 || text.size() > most) return made;
  std::string before, after;
  std::u32string_view rest = text;
  while (const Letter* letter = at_start(rest)) {
    rest.remove_prefix(letter->name.size());
    before += letter->letter;
    if (rest.size() >= least_rest && !is_within_word(rest.front())) made.push_back(before + latin_of(rest));
  }
  // A single syllable that is a letter's name is any syllable.
  if (rest.empty() && before.size() > 1) return {before};
  std::u32string_view start = text;
  while (const Letter* letter = at_end(start)) {
    start.remove_suffix(letter->name.size());
    after.insert(0, letter->letter);
    if (start.size() >= least_rest) made.push_back(latin_of(start) + after);
  }
  return made;
}

}  // namespace ringfence::screening
