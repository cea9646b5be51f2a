#include "screening/plain_letter.h"

#include <string_view>

namespace ringfence::screening {

char32_t plain_letter(char32_t c) {
  switch (c) {
    case U'أ':
    case U'إ':
    case U'آ':
    case U'ٱ':
      return U'ا';
    case U'ى':
    case U'ی':
    case U'ئ':
    case U'ې':
      return U'ي';
    case U'ک':
      return U'ك';
    case U'ة':
    case U'ہ':
    case U'ھ':
    case U'ۀ':
      return U'ه';
    case U'ؤ':
      return U'و';
    case U'ά':
      return U'α';
    case U'έ':
      return U'ε';
    case U'ή':
      return U'η';
    case U'ί':
    case U'ϊ':
      return U'ι';
    case U'ό':
      return U'ο';
    case U'ύ':
      return U'υ';
    case U'ώ':
      return U'ω';
    case U'ё':
      return U'е';
    case U'ґ':
      return U'г';
    default:
      return c;
  }
}

bool is_silent(char32_t c) {
  return c == 0x640 || (c >= 0x64B && c <= 0x65F) || c == 0x670 || (c >= 0x591 && c <= 0x5C7) || c == 0xAD ||
         (c >= 0x200B && c <= 0x200F) || (c >= 0x202A && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF;
}

}  // namespace ringfence::screening
