#include "compile/postgres/propose.h"

#include <algorithm>

#include "compile/postgres/propose_words.h"

namespace ringfence::compile {

namespace {

void guess_columns(const Table& table, ProposedTable& proposed) {
  if (proposed.kind == ProposedKind::shared) return;
  for (const Column& column : table.columns) {
    if (const auto kind = proposing::sensitive_reason(table, column)) {
      proposed.sensitive.push_back({column.name, *kind});
    } else if (const auto reason = proposing::personal_reason(table, column)) {
      proposed.personal.push_back({column.name, *reason});
      const bool named = proposing::has_word(proposing::column_words(table, column),
                                             {"email", "mail", "phone", "username", "login", "emailaddress"});
      const bool key = std::ranges::find(proposed.columns, column.name) != proposed.columns.end();
      if (proposed.kind == ProposedKind::subject && named && !key && proposing::is_text(column) &&
          table.is_unique({column.name})) {
        proposed.lookup.push_back(column.name);
      }
    }
  }
}

// Conservative: keys and, of content, when it was made. The rest is for a person to add.
void guess_public(const Table& table, ProposedTable& proposed) {
  if (proposed.kind != ProposedKind::subject && !proposed.content) return;
  const Key* primary = table.primary_key();
  const auto is_among = [](const std::vector<ColumnGuess>& guesses, const std::string& name) {
    return std::ranges::find(guesses, name, &ColumnGuess::column) != guesses.end();
  };
  for (const Column& column : table.columns) {
    if (is_among(proposed.personal, column.name) || is_among(proposed.sensitive, column.name)) continue;
    const bool key = primary != nullptr && std::ranges::find(primary->columns, column.name) != primary->columns.end();
    const bool owner = proposed.content && std::ranges::find(proposed.columns, column.name) != proposed.columns.end();
    const bool created =
        proposed.content && proposing::is_time(column) &&
        proposing::has_word(proposing::column_words(table, column), {"created", "published", "posted"});
    if (key || owner || created) proposed.public_columns.push_back(column.name);
  }
}

}  // namespace

std::string_view to_text(ProposedKind kind) {
  switch (kind) {
    case ProposedKind::subject:
      return "subject";
    case ProposedKind::owned:
      return "owned";
    case ProposedKind::shared:
      return "shared";
    case ProposedKind::undecided:
      return "undecided";
  }
  return "undecided";
}

Proposal propose(const Catalogue& catalogue, const Samples& samples) {
  Proposal proposal;
  proposal.database = catalogue.database;
  proposing::score_subjects(catalogue, proposal);
  if (proposal.subject) proposing::find_home(catalogue, samples, proposal);
  proposing::find_owners(catalogue, samples, proposal);
  // Tables on the way to the home must be shared.
  if (proposal.home) {
    const Table* at = catalogue.find(*proposal.subject);
    for (std::size_t step = 0; at != nullptr && step + 1 < proposal.home->path.size(); ++step) {
      const auto key = std::ranges::find_if(at->foreign_keys, [&](const ForeignKey& each) {
        return each.columns.size() == 1 && each.columns.front() == proposal.home->path[step];
      });
      if (key == at->foreign_keys.end()) break;
      const auto entry = std::ranges::find(proposal.tables, key->to, &ProposedTable::name);
      if (entry != proposal.tables.end()) {
        *entry =
            ProposedTable{key->to, ProposedKind::shared, {}, {}, "it is on the way to the home", {}, {}, {}, {}, false};
      }
      at = catalogue.find(key->to);
    }
  }
  for (ProposedTable& table : proposal.tables) {
    const Table& read = *catalogue.find(table.name);
    guess_columns(read, table);
    guess_public(read, table);
  }
  return proposal;
}

}  // namespace ringfence::compile
