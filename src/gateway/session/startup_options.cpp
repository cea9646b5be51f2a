#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "base/ascii.h"
#include "base/limits.h"
#include "gateway/session/startup_settings.h"

namespace ringfence::gateway {

namespace {

constexpr std::string_view white_space = " \t\n\v\f\r";

Error not_understood(std::string_view word) {
  return {fmt::format("invalid command-line argument in \"options\": {}", word),
          {},
          "only -c name=value and --name=value can be given",
          "42601"};
}

// The next word, its escapes undone; nothing where none is left. An escape at the very end stands for nothing.
std::optional<std::string> next_word(std::string_view& left) {
  left.remove_prefix(std::min(left.find_first_not_of(white_space), left.size()));
  if (left.empty()) return std::nullopt;
  std::string word;
  std::size_t at = 0;
  for (; at < left.size() && white_space.find(left[at]) == std::string_view::npos; ++at) {
    if (left[at] == '\\' && ++at == left.size()) break;
    word.push_back(left[at]);
  }
  left.remove_prefix(at);
  return word;
}

Result<std::pair<std::string, std::string>> split_setting(std::string_view text, std::string_view word) {
  const std::size_t equals = text.find('=');
  if (equals == std::string_view::npos) return not_understood(word);
  std::string name = lower_ascii(text.substr(0, equals));
  std::ranges::replace(name, '-', '_');
  return std::pair(std::move(name), std::string(text.substr(equals + 1)));
}

}  // namespace

Result<StartupSettings> read_options(std::string_view options) {
  StartupSettings settings;
  while (auto word = next_word(options)) {
    if (settings.size() >= limits::startup_settings) {
      return Error("too many settings in \"options\"", fmt::format("at most {} may be", limits::startup_settings), {},
                   "54000");
    }
    std::string text;
    if (*word == "-c") {
      auto follows = next_word(options);
      if (!follows) return not_understood(*word);
      text = *std::move(follows);
    } else if (word->starts_with("-c") || word->starts_with("--")) {
      text = word->substr(2);
    } else {
      return not_understood(*word);
    }
    auto setting = split_setting(text, *word);
    if (!setting) return setting.error();
    settings.push_back(*std::move(setting));
  }
  return settings;
}

}  // namespace ringfence::gateway
