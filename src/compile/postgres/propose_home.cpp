#include <fmt/format.h>

#include <algorithm>
#include <deque>

#include "base/limits.h"
#include "compile/postgres/propose_words.h"

namespace ringfence::compile::proposing {

namespace {

const ForeignKey* single_key(const Table& table, const std::string& column) {
  for (const ForeignKey& key : table.foreign_keys) {
    if (key.columns.size() == 1 && key.columns.front() == column) return &key;
  }
  return nullptr;
}

// Values decide where there are any; the column's type and name where there are none.
int code_likeness(const Table& table, const Column& column, const Samples& samples, bool of_country_table) {
  if (!is_text(column)) return 0;
  const Words words = column_words(table, column);
  if (has_word(words, {"lang", "language", "locale", "currency", "curr", "state", "status"})) return 0;
  const auto found = samples.values.find({table.name, column.name});
  if (found != samples.values.end() && !found->second.empty()) {
    const auto codes =
        std::ranges::count_if(found->second, [](const std::string& value) { return is_iso_code(value); });
    const auto known =
        std::ranges::count_if(found->second, [](const std::string& value) { return code_of(value).has_value(); });
    const auto all = static_cast<std::ptrdiff_t>(found->second.size());
    if (codes * 10 >= all * 9) return is_country_name(words) || of_country_table ? 100 : all >= 3 ? 50 : 0;
    if (known * 2 >= all) return is_country_name(words) || of_country_table ? 60 : 0;
    return 0;
  }
  const bool two_letters = column.type == "character(2)" || column.type == "character varying(2)";
  if (of_country_table) {
    if (two_letters) return 40;
    if (has_word(words, {"code", "iso", "iso2", "alpha2", "short"})) return 30;
    return has_word(words, {"name", "country", "nom", "nombre"}) ? 10 : 0;
  }
  return is_country_name(words) ? (two_letters ? 40 : 20) : 0;
}

void describe(const Table& table, const Column& column, const Samples& samples, ProposedHome& home) {
  const auto found = samples.values.find({table.name, column.name});
  if (found == samples.values.end() || found->second.empty()) {
    home.reason = "by its name and type; there were no values to look at";
    return;
  }
  const bool plain = std::ranges::all_of(found->second, [](const std::string& value) { return is_iso_code(value); });
  for (const std::string& value : found->second) {
    const auto code = code_of(value);
    if (code) {
      home.seen.insert(*code);
      if (!plain) home.codes.emplace(value, *code);
    } else {
      home.unknown.push_back(value);
    }
  }
  home.reason = plain ? "its values are ISO codes" : "its values name countries";
}

struct Way {
  const Table* table;
  std::vector<std::string> steps;
};

}  // namespace

void find_home(const Catalogue& catalogue, const Samples& samples, Proposal& proposal) {
  std::deque<Way> open{{catalogue.find(*proposal.subject), {}}};
  std::set<TableName> seen{*proposal.subject};
  int best = 0;
  while (!open.empty() && best == 0) {
    const std::size_t depth = open.front().steps.size();
    std::deque<Way> next;
    for (; !open.empty(); open.pop_front()) {
      const Way& way = open.front();
      const bool of_country_table = !way.steps.empty() && is_country_name(name_words(way.table->name.name));
      for (const Column& column : way.table->columns) {
        const int likeness =
            way.steps.empty() || of_country_table ? code_likeness(*way.table, column, samples, of_country_table) : 0;
        if (likeness > best && single_key(*way.table, column.name) == nullptr) {
          best = likeness;
          ProposedHome home;
          home.path = way.steps;
          home.path.push_back(column.name);
          describe(*way.table, column, samples, home);
          proposal.home = std::move(home);
        }
      }
      for (const ForeignKey& key : way.table->foreign_keys) {
        if (key.columns.size() != 1 || depth + 2 > limits::path_steps || depth >= 4) continue;
        const Table* target = catalogue.find(key.to);
        if (target == nullptr || is_audit(column_words(*way.table, *way.table->find_column(key.columns.front()))))
          continue;
        if (!seen.insert(key.to).second) continue;
        Way further{target, way.steps};
        further.steps.push_back(key.columns.front());
        next.push_back(std::move(further));
      }
    }
    open = std::move(next);
  }
}

}  // namespace ringfence::compile::proposing
