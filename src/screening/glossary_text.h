// The files under glossary/, compiled in: their format is in docs/screening.md. Constant; made by embed.cmake.
#pragma once

#include <string_view>
#include <vector>

namespace ringfence::screening {

struct GlossaryText {
  std::string_view name;  // of the file, without .txt
  std::string_view text;
};

const std::vector<GlossaryText>& glossary_texts();

}  // namespace ringfence::screening
