#include "gateway/wire/report.h"

#include <algorithm>

#include "base/limits.h"

namespace ringfence::gateway::wire {

std::string_view Report::field(char letter) const {
  const auto found = std::ranges::find(fields, letter, [](const auto& each) { return each.first; });
  return found == fields.end() ? std::string_view() : found->second;
}

void Report::read(Reader& in) {
  while (in.good()) {
    const char letter = static_cast<char>(in.byte());
    if (letter == '\0') break;
    const std::string_view value = in.text();
    fields.emplace_back(letter, value);
    in.require(fields.size() <= limits::report_fields, "it has too many fields");
  }
}

void Report::write(Writer& out) const {
  for (const auto& [letter, value] : fields) out.byte(static_cast<std::uint8_t>(letter)).text(value);
  out.byte(0);
}

ErrorResponse to_response(const Error& error, std::string_view severity) {
  ErrorResponse response;
  response.fields = {{'S', severity},
                     {'V', severity},
                     {'C', error.sqlstate.empty() ? std::string_view("XX000") : std::string_view(error.sqlstate)},
                     {'M', error.message}};
  if (!error.detail.empty()) response.fields.emplace_back('D', error.detail);
  if (!error.hint.empty()) response.fields.emplace_back('H', error.hint);
  return response;
}

}  // namespace ringfence::gateway::wire
