#include <fmt/format.h>

#include <algorithm>

#include "compile/postgres/propose_words.h"
#include "pg/quote.h"

namespace ringfence::compile {

namespace {

std::string toml(std::string_view text) {
  std::string quoted = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      quoted += '\\';
      quoted += c;
    } else if (byte < 0x20 || byte == 0x7f) {
      quoted += fmt::format("\\u{:04x}", byte);
    } else {
      quoted += c;
    }
  }
  return quoted + '"';
}

std::string toml_list(const std::vector<std::string>& names) {
  std::vector<std::string> quoted;
  for (const std::string& name : names) quoted.push_back(toml(name));
  return fmt::format("[{}]", fmt::join(quoted, ", "));
}

// Names come from the database: a line break in one must not end the comment.
std::string comment(std::string_view text) {
  std::string line = "# ";
  for (const char c : text) line += static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? ' ' : c;
  return line + "\n";
}

std::string path_text(const std::vector<std::string>& steps) {
  std::vector<std::string> readable;
  for (const std::string& step : steps) readable.push_back(pg::readable_identifier(step));
  return fmt::format("{}", fmt::join(readable, "."));
}

std::string rings_text(const Proposal& proposal) {
  std::vector<std::string> codes;
  // A table of countries lists those nobody lives in as well.
  if (proposal.home && proposal.home->path.size() == 1)
    codes.assign(proposal.home->seen.begin(), proposal.home->seen.end());
  const bool found = !codes.empty();
  if (!found) codes = {"US"};
  if (codes.size() > 3) codes.resize(3);
  std::string text =
      comment(found ? "Rings sketched from countries in the data. Draw them where your residency boundaries are."
                    : "PLACEHOLDERS: no countries were found in the data. Draw the rings where your boundaries are.");
  for (const std::string& code : codes) {
    std::string name = code;
    std::ranges::transform(name, name.begin(), [](unsigned char c) { return static_cast<char>(c | 0x20); });
    text += fmt::format("[ring.{}]\njurisdictions = [{}]\ndatabase = \"env:RINGFENCE_{}_DATABASE\"\n", name, toml(code),
                        code);
  }
  return text +
         "[ring.row]\njurisdictions = [\"*\"]  # everyone not named elsewhere\ndatabase = "
         "\"env:RINGFENCE_ROW_DATABASE\"\n\n";
}

std::string candidates_text(const Proposal& proposal) {
  std::string text;
  if (!proposal.subject) {
    text += comment(
        "NO SUBJECT TABLE WAS FOUND: no table looks like people. Name one with home = \"…\", then the rest below.");
  }
  for (std::size_t at = 0; at < std::min<std::size_t>(proposal.candidates.size(), 5); ++at) {
    const SubjectCandidate& each = proposal.candidates[at];
    const bool taken = proposal.subject == each.name;
    text += comment(fmt::format("{} {} (score {}): {}", taken ? "subject table:" : "candidate:", to_text(each.name),
                                each.score, fmt::join(each.reasons, "; ")));
  }
  return text + "\n";
}

std::string home_text(const Proposal& proposal) {
  if (!proposal.home) {
    return comment(
               "NO HOME WAS FOUND: no column or foreign key says which country somebody is in. Add a column of ISO "
               "codes and fill") +
           comment("it, or find another sign, then write: home = \"country\". `check` refuses the policy until then.");
  }
  const ProposedHome& home = *proposal.home;
  std::string text = comment(fmt::format("home: {}", home.reason));
  for (const std::string& value : home.unknown)
    text += comment(fmt::format("no country is known by this value, add it to codes: {}", toml(value)));
  if (home.codes.empty() && home.path.size() == 1) return text + fmt::format("home = {}\n", toml(home.path.front()));
  std::string codes;
  for (const auto& [value, code] : home.codes)
    codes += fmt::format("{}{} = {}", codes.empty() ? "" : ", ", toml(value), toml(code));
  const std::string key = home.path.size() == 1 ? fmt::format("column = {}", toml(home.path.front()))
                                                : fmt::format("path = {}", toml(path_text(home.path)));
  return text + fmt::format("home = {{ {}{} }}\n", key, codes.empty() ? "" : fmt::format(", codes = {{ {} }}", codes));
}

std::string guesses_text(std::string_view what, const std::vector<ColumnGuess>& guesses) {
  std::string text;
  for (const ColumnGuess& guess : guesses)
    text += comment(fmt::format("{}: {} ({})", what, guess.column, guess.reason));
  return text;
}

std::string table_text(const Proposal& proposal, const ProposedTable& table) {
  const std::string name = fmt::format("[table.{}]\n", toml(to_text(table.name)));
  if (table.kind == ProposedKind::undecided) {
    return comment(fmt::format("DECIDE: {}", table.reason)) + guesses_text("likely personal", table.personal) +
           comment(
               "whose rows are these? subject = \"column\", shared = true, or ring = \"name\"; until then `check` "
               "refuses") +
           "# " + name + "\n";
  }
  std::string text = table.reason.empty() ? "" : comment(table.reason);
  text += name;
  if (table.kind == ProposedKind::shared) return text + "shared = true\n\n";
  if (!table.path.empty()) {
    text += fmt::format("subject = {{ path = {} }}\n", toml(path_text(table.path)));
  } else {
    text += fmt::format("subject = {}\n",
                        table.columns.size() == 1 ? toml(table.columns.front()) : toml_list(table.columns));
  }
  if (table.kind == ProposedKind::subject) text += home_text(proposal);
  if (!table.lookup.empty()) text += fmt::format("lookup = {}\n", toml_list(table.lookup));
  if (!table.public_columns.empty()) text += fmt::format("public = {}\n", toml_list(table.public_columns));
  text += guesses_text("likely personal, so not public", table.personal) +
          guesses_text("special category, GDPR Art. 9", table.sensitive);
  if (!table.sensitive.empty()) {
    std::vector<std::string> names;
    for (const ColumnGuess& guess : table.sensitive) names.push_back(guess.column);
    text += fmt::format("sensitive = {}\n", toml_list(names));
  }
  return text + (table.content ? "content = true\n\n" : "\n");
}

}  // namespace

std::string policy_text(const Proposal& proposal) {
  std::string text =
      comment("A first policy, guessed by `ringfence init`. Read every line: the comments say why it is there.");
  text += fmt::format("[platform]\nname = {}\n\n", toml(proposal.database));
  text += rings_text(proposal) + candidates_text(proposal);
  for (const ProposedTable& table : proposal.tables) {
    if (table.kind == ProposedKind::subject) text += table_text(proposal, table);
  }
  for (const ProposedTable& table : proposal.tables) {
    if (table.kind != ProposedKind::subject) text += table_text(proposal, table);
  }
  return text;
}

}  // namespace ringfence::compile
