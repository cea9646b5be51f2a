// How --help looks: a command's own page is whole; a list of commands has a sentence for each.
#pragma once

#include <CLI/CLI.hpp>
#include <string>

namespace ringfence::cli {

class Help : public CLI::Formatter {
 public:
  Help();
  std::string make_subcommands(const CLI::App* app, CLI::AppFormatMode mode) const override;
  std::string make_subcommand(const CLI::App* command) const override;
};

}  // namespace ringfence::cli
