#include "cli/help.h"

#include <fmt/format.h>

#include <string_view>

namespace ringfence::cli {

namespace {

constexpr std::size_t options_column = 34, commands_column = 16, right_edge = 100;

// Without its stop.
std::string_view first_sentence(std::string_view text) {
  const std::size_t paragraph = text.find("\n\n");
  text = text.substr(0, paragraph);
  for (const std::string_view end : {". ", ".\n", ": "}) {
    if (const std::size_t at = text.find(end); at != std::string_view::npos) text = text.substr(0, at);
  }
  if (text.ends_with('.')) text.remove_suffix(1);
  return text;
}

std::string wrapped(std::string_view text, std::size_t indent) {
  std::string out;
  std::size_t column = indent;
  while (!text.empty()) {
    const std::size_t end = text.find_first_of(" \n");
    const std::string_view word = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (word.empty()) continue;
    if (column > indent && column + 1 + word.size() > right_edge) {
      out += '\n' + std::string(indent, ' ');
      column = indent;
    }
    if (column > indent) out += ' ', ++column;
    out += word;
    column += word.size();
  }
  return out;
}

}  // namespace

Help::Help() {
  column_width(options_column);
}

std::string Help::make_subcommands(const CLI::App* app, CLI::AppFormatMode mode) const {
  std::string list = Formatter::make_subcommands(app, mode);
  const bool has_commands =  // a group of options counts as one, without a name
      !app->get_subcommands([](const CLI::App* one) { return !one->get_name().empty(); }).empty();
  if (!has_commands) return list;
  std::string path = app->get_name();
  for (const CLI::App* above = app->get_parent(); above != nullptr; above = above->get_parent()) {
    path = above->get_name() + " " + path;
  }
  return list + fmt::format("\n{} COMMAND --help is that command's page, with examples.\n", path);
}

std::string Help::make_subcommand(const CLI::App* command) const {
  return fmt::format("  {:<{}}{}\n", command->get_name(), commands_column - 2,
                     wrapped(first_sentence(command->get_description()), commands_column));
}

}  // namespace ringfence::cli
