#include <fmt/format.h>

#include <chrono>
#include <cstdio>
#include <memory>

#include "base/file.h"
#include "base/limits.h"
#include "cli/command.h"
#include "cli/common.h"
#include "cli/screen.h"

namespace ringfence::cli {

namespace {

Result<std::vector<std::string>> names_to_screen(const ScreenOptions& options) {
  std::vector<std::string> names = options.names;
  if (!options.from.empty()) {
    const auto text = read_file(options.from, limits::screening_names_bytes);
    if (!text) return text.error();
    std::string_view rest = *text;
    while (!rest.empty()) {
      const std::string_view line = rest.substr(0, rest.find('\n'));
      rest.remove_prefix(std::min(line.size() + 1, rest.size()));
      if (std::string name = screening::trimmed(line); !name.empty()) names.push_back(std::move(name));
    }
  }
  for (const std::string& name : names) {
    if (name.size() > limits::screening_name_bytes) {
      return fail(fmt::format("a name of more than {} bytes", limits::screening_name_bytes));
    }
  }
  return names;
}

// The options are right but for what the parser cannot know.
int wrong(std::string_view message, std::string_view hint) {
  fmt::print(stderr, "error: {}\nHINT: {}\n", message, hint);
  return Exit::wrong_use;
}

int screen_names(const ScreenOptions& options) {
  if (options.lists.empty()) return wrong("no list is named", "--list FILE, as often as there are files");
  const auto names = names_to_screen(options);
  if (!names) return report(names.error());
  if (names->empty()) return wrong("no name is given", "ringfence screen NAME… or --from FILE");
  for (const std::string& name : *names) {
    if (screening::take_apart(name).folded.empty()) {
      return wrong(fmt::format("\"{}\" has no letter to screen by", name), "the name as the partner writes it");
    }
  }
  auto loaded = load_screening(options);
  if (!loaded) return Exit::findings;
  bool found = false;
  json::array results;
  for (const std::string& name : *names) {
    const screening::Screened screened = screening::screen(loaded->index, loaded->files, name, loaded->decisions);
    found = found || screened.verdict() != screening::Verdict::clear;
    if (options.json) {
      results.push_back(as_json(screened));
    } else {
      fmt::print("{}", as_text(screened));
    }
  }
  if (options.json) {
    fmt::print("{}\n", pretty(json::object{{"lists", as_json(loaded->files)},
                                           {"dictionaries", dictionaries_as_json(*loaded->lexicon)},
                                           {"rows_unread", loaded->unread},
                                           {"thresholds", json::object{{"match", screening::match_from},
                                                                       {"review", screening::review_from}}},
                                           {"results", std::move(results)}}));
  } else {
    for (const auto& file : loaded->files) {
      fmt::print("list {}: {}, {} entries, sha256 {}\n", file.path, file.format, file.entries, file.sha256);
    }
    fmt::print("{}", dictionaries_as_text(*loaded->lexicon));
    if (loaded->unread > 0) fmt::print("{} rows of the lists could not be read\n", loaded->unread);
  }
  return found ? Exit::findings : Exit::clean;
}

std::string today() {
  const auto day = std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now());
  const std::chrono::year_month_day date(day);
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                     static_cast<unsigned>(date.day()));
}

int decide(const ScreenOptions& options, const DecideOptions& what) {
  if (options.lists.empty())
    return wrong("no list is named", "--list FILE: a decision is about an entry as it stands now");
  if (options.decisions.empty())
    return wrong("no file for decisions", "--decisions FILE; it is made where there is none");
  auto loaded = load_screening(options);
  if (!loaded) return Exit::findings;
  const auto screened = screening::screen(loaded->index, loaded->files, what.name, loaded->decisions);
  const auto finding = std::ranges::find_if(
      screened.findings, [&](const auto& each) { return each.entry.id == what.entry || each.key == what.entry; });
  if (finding == screened.findings.end()) {
    return report(fail(fmt::format("\"{}\" has no finding {}", what.name, what.entry),
                       "a decision is about a finding of today's lists", "ringfence screen shows them with their ids"));
  }
  const screening::Decision decision{finding->key,    what.name, finding->entry.id, finding->entry.name,
                                     finding->digest, what.what, what.who,          what.why,
                                     today()};
  if (const auto written = write_file(options.decisions, loaded->decisions_text + to_line(decision)); !written) {
    return report(written.error());
  }
  if (options.json) {
    fmt::print("{}\n",
               pretty(json::object{{"key", decision.key}, {"decision", decision.decision}, {"when", decision.when}}));
  } else {
    fmt::print("{}: {} [{}] is {}\n", what.name, finding->listed, finding->entry.id, what.what);
  }
  return Exit::clean;
}

void add_options(CLI::App& command, ScreenOptions& options) {
  command
      .add_option("--list", options.lists,
                  "A list's file, of a layout that docs/screening.md names; may be given several times")
      ->type_name("FILE")
      ->allow_extra_args(false);
  command
      .add_option("--decisions", options.decisions,
                  "What people decided before, JSON lines; `screen decide` adds to it")
      ->type_name("FILE");
  command
      .add_option("--dictionary", options.dictionaries,
                  "A dictionary in the layout of EDICT, of dictd or of libhangul; else those that Debian's packages "
                  "have installed")
      ->type_name("FILE")
      ->allow_extra_args(false);
  command.add_flag("--no-dictionary", options.without_dictionaries, "Read none; the result then depends on no package");
  command.add_flag("--despite-errors", options.despite_errors,
                   "Screen without the rows that cannot be read; the count is said");
  command.add_flag("--json", options.json, "Print the result for programs");
}

}  // namespace

std::optional<LoadedScreening> load_screening(const ScreenOptions& options) {
  screening::Lists lists;
  for (const std::string& path : options.lists) {
    const auto text = read_file(path, limits::screening_list_bytes);
    if (!text) return report(text.error()), std::nullopt;
    add_list(lists, path, *text);
  }
  finish_lists(lists);
  const bool is_broken =
      lists.findings.has_errors() && (!options.despite_errors || lists.files.size() < options.lists.size());
  if (lists.findings.has_errors()) print_findings(lists.findings);
  if (is_broken) return std::nullopt;
  auto lexicon = load_lexicon(options);
  if (!lexicon) return std::nullopt;
  std::string decisions_text;
  if (!options.decisions.empty() && std::filesystem::exists(options.decisions)) {
    auto text = read_file(options.decisions, limits::screening_decisions_bytes);
    if (!text) return report(text.error()), std::nullopt;
    decisions_text = std::move(*text);
    if (!decisions_text.empty() && decisions_text.back() != '\n') decisions_text += '\n';
  }
  auto decisions = screening::read_decisions(decisions_text, options.decisions);
  if (!decisions) return report(decisions.error()), std::nullopt;
  const screening::Lexicon& words = *lexicon;
  return LoadedScreening{std::move(lexicon),        screening::Index(std::move(lists.entries), words),
                         std::move(lists.files),    std::move(*decisions),
                         std::move(decisions_text), lists.unread};
}

void register_screen(CLI::App& app, Action& action) {
  CLI::App* command = app.add_subcommand("screen", "Screen the partners of a transfer against restricted-party lists");
  auto options = std::make_shared<ScreenOptions>();
  command->add_option("NAME", options->names, "Names to screen, in any script");
  command->add_option("--from", options->from, "Names from a file, one a line")->type_name("FILE");
  add_options(*command, *options);
  command->footer(
      "Every finding has a score from 0 to 1 and its reasons: which word was found how, in which name or alias of "
      "which "
      "entry.\n"
      "From 0.88 on it is a match, from 0.74 on for a person to review. What is below is not shown, but for names that "
      "have a\n"
      "whole listed name in them, and across scripts for the entry that stands out among the rest. What a person "
      "decided\n"
      "stays decided until the list says something else of the entry.\n"
      "Exit: 0 clear, or all settled; 1 findings, or a list that cannot be read; 2 wrong use.\n"
      "Example: ringfence screen \"哈尔滨工业大学\" --list consolidated.csv --decisions decisions.jsonl\n"
      "How it scores, and what it misses: docs/screening.md.");
  command->callback([&action, options, command] {
    if (command->get_subcommands().empty()) action = [options] { return screen_names(*options); };
  });

  CLI::App* decide_command =
      command->add_subcommand("decide", "Say of a finding that it is right, or a false positive");
  auto what = std::make_shared<DecideOptions>();
  auto own = std::make_shared<ScreenOptions>();
  decide_command->add_option("NAME", what->name, "The name that was screened")->required();
  decide_command->add_option("ENTRY", what->entry, "The entry's id, or the finding's key, as `screen` shows them")
      ->required();
  decide_command->add_option("DECISION", what->what, "false-positive or confirmed")
      ->required()
      ->check(CLI::IsMember({"false-positive", "confirmed"}));
  decide_command->add_option("--who", what->who, "Who decides")->required();
  decide_command->add_option("--why", what->why, "Why")->required();
  add_options(*decide_command, *own);
  decide_command->footer(
      "Exit: 0 written; 1 there is no such finding, or a file cannot be read or written; 2 wrong use.\n"
      "Example: ringfence screen decide \"Harbin Trading\" SDN-1234 false-positive --who \"A. Chen\" --why \"another "
      "city\" "
      "\\\n"
      "           --list consolidated.csv --decisions decisions.jsonl");
  decide_command->callback([&action, own, what] { action = [own, what] { return decide(*own, *what); }; });
}

}  // namespace ringfence::cli
