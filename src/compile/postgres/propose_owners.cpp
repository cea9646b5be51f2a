#include <fmt/format.h>

#include <algorithm>

#include "base/limits.h"
#include "compile/postgres/propose_words.h"
#include "pg/quote.h"

namespace ringfence::compile::proposing {

namespace {

constexpr std::uint64_t small_table = 10'000;

struct Search {
  const Catalogue& catalogue;
  const Samples& samples;
  const Table& subject;
  std::set<std::string> conventions;  // columns that half of all tables have: who made the row, not whose it is
  std::map<TableName, ProposedTable> found;
  std::map<TableName, std::size_t> depth;
  std::set<TableName> referred_to;  // by a foreign key of another table
};

std::string joined_name(const Words& words) {
  return fmt::format("{}", fmt::join(words, "_"));
}

std::set<std::string> conventions_of(const Catalogue& catalogue, const Table& subject) {
  std::map<std::string, std::size_t> times;
  for (const Table& table : catalogue.tables) {
    for (const Column& column : table.columns) {
      const Words words = column_words(table, column);
      if (ownership_rank(words, subject) > 0 && ownership_rank(words, subject) < 4) ++times[column.name];
    }
  }
  std::set<std::string> common;
  for (const auto& [name, count] : times) {
    if (count >= 8 && count * 2 > catalogue.tables.size()) common.insert(name);
  }
  return common;
}

bool has_body(const Table& table) {
  return std::ranges::any_of(table.columns, [&](const Column& column) {
    return is_text(column) && has_word(column_words(table, column),
                                       {"content", "body", "text", "message", "subject", "comment", "xml", "txt",
                                        "data", "payload", "value", "newvalue", "note", "html", "markdown"});
  });
}

bool is_content(const Table& table) {
  const bool body = std::ranges::any_of(table.columns, [&](const Column& column) {
    return is_long_text(column) &&
           has_word(column_words(table, column), {"content", "body", "text", "message", "txt", "html", "markdown"});
  });
  return body && table.primary_key() != nullptr && std::ranges::any_of(table.columns, is_time);
}

void own(Search& search, const Table& table, ProposedTable proposed, std::size_t depth) {
  proposed.name = table.name;
  proposed.kind = ProposedKind::owned;
  search.found.insert_or_assign(table.name, std::move(proposed));
  search.depth[table.name] = depth;
}

bool is_small_reference(const Search& search, const Table& table) {
  const auto rows = search.samples.rows.find(table.name);
  const bool small = rows == search.samples.rows.end() ? table.estimated_rows <= static_cast<double>(small_table)
                                                       : rows->second <= small_table;
  return small && std::ranges::none_of(
                      table.columns, [&](const Column& column) { return personal_reason(table, column).has_value(); });
}

// Shared rows are copied to every ring, so that takes evidence: other tables look things up in it, or the schema
// declares its foreign keys and this table has none that leads to a person. Where nothing is declared, no path proves
// nothing.
bool is_known_to_be_nobodys(const Search& search, const Table& table) {
  return search.subject.name.name.empty() || search.referred_to.contains(table.name) ||
         search.referred_to.contains(search.subject.name);
}

// A declared foreign key to the subject: the one whose column says whose the row is.
bool own_by_key(Search& search, const Table& table) {
  const ForeignKey* best = nullptr;
  int best_rank = -1;
  for (const ForeignKey& key : table.foreign_keys) {
    const Column* column = table.find_column(key.columns.front());
    if (key.to != search.subject.name || column == nullptr) continue;
    const Words words = column_words(table, *column);
    if (is_audit(words)) continue;
    const bool convention = search.conventions.contains(column->name);
    if (convention && !has_body(table)) continue;
    const int rank = 2 * ownership_rank(words, search.subject) + (column->not_null ? 1 : 0);
    if (rank > best_rank) {
      best = &key;
      best_rank = rank;
    }
  }
  if (best == nullptr) return false;
  ProposedTable proposed;
  proposed.columns = best->columns;
  proposed.reason = fmt::format("foreign key {}", best->name);
  own(search, table, std::move(proposed), 1);
  return true;
}

bool types_agree(const Column& one, const Column& other) {
  return one.base_type == other.base_type || (is_integer(one) && is_integer(other)) || (is_text(one) && is_text(other));
}

// No declared foreign key: the columns' names and types say so.
bool own_by_name(Search& search, const Table& table, const std::vector<std::string>& key) {
  ProposedTable proposed;
  if (key.size() > 1) {
    for (const std::string& part : key) {
      const Column* column = table.find_column(part);
      if (column == nullptr || name_words(part).back() == "id" ||
          !types_agree(*column, *search.subject.find_column(part)))
        return false;
    }
    proposed.columns = key;
  } else {
    const Column& target = *search.subject.find_column(key.front());
    int best_rank = 1;
    for (const Column& column : table.columns) {
      if (!types_agree(column, target)) continue;
      const bool refers_elsewhere = std::ranges::any_of(table.foreign_keys, [&](const ForeignKey& each) {
        return std::ranges::find(each.columns, column.name) != each.columns.end();
      });
      if (refers_elsewhere || (search.conventions.contains(column.name) && !has_body(table))) continue;
      const int rank = std::max(ownership_rank(column_words(table, column), search.subject),
                                ownership_rank(name_words(column.name), search.subject));
      if (rank > best_rank) {
        best_rank = rank;
        proposed.columns = {column.name};
      }
    }
  }
  if (proposed.columns.empty()) return false;
  proposed.reason = "NO FOREIGN KEY IS DECLARED: the column's name and type say so; check it";
  own(search, table, std::move(proposed), 1);
  return true;
}

// The shortest chain over tables that are settled already; surest first where several are equally short.
bool own_by_chain(Search& search, const Table& table, std::size_t depth) {
  const ForeignKey* best = nullptr;
  int best_rank = -1;
  for (const ForeignKey& key : table.foreign_keys) {
    const auto at = search.depth.find(key.to);
    if (key.to == table.name || key.to == search.subject.name || at == search.depth.end() || at->second != depth - 1)
      continue;
    const Column* column = table.find_column(key.columns.front());
    const ProposedTable& further = search.found.at(key.to);
    if (column == nullptr || is_audit(column_words(table, *column)) || further.columns.size() > 1) continue;
    const int rank =
        (column->not_null ? 4 : 0) + (key.on_delete == 'c' ? 2 : 0) + (table.is_unique(key.columns) ? 1 : 0);
    if (rank > best_rank) {
      best = &key;
      best_rank = rank;
    }
  }
  if (best == nullptr) return false;
  const ProposedTable& further = search.found.at(best->to);
  ProposedTable proposed;
  proposed.path.push_back(best->columns.size() == 1 ? best->columns.front() : best->name);
  const auto& rest = further.path.empty() ? further.columns : further.path;
  proposed.path.insert(proposed.path.end(), rest.begin(), rest.end());
  if (proposed.path.size() > limits::path_steps) return false;
  proposed.reason = fmt::format("by way of {}", to_text(best->to));
  own(search, table, std::move(proposed), depth);
  return true;
}

// A column named after a personal table, with no foreign key to it: paths need one.
std::string missing_key_hint(const Search& search, const Table& table) {
  for (const Column& column : table.columns) {
    Words words = column_words(table, column);
    if (words.size() > 1 && words.back() == "id") words.pop_back();
    const std::string name = joined_name(words);
    for (const auto& [other, proposed] : search.found) {
      if (proposed.kind != ProposedKind::owned || other == table.name || proposed.columns.size() != 1) continue;
      const Table& target = *search.catalogue.find(other);
      const Key* key = target.primary_key();
      if (key == nullptr || key->columns.size() != 1 || !types_agree(column, *target.find_column(key->columns.front())))
        continue;
      if (name != other.name && singular(name) != singular(other.name)) continue;
      return fmt::format("{} seems to refer to {}: declare that foreign key, then subject = {{ path = \"{}.{}\" }}",
                         column.name, to_text(other), column.name, proposed.columns.front());
    }
  }
  return {};
}

void settle_rest(Search& search, const Table& table) {
  ProposedTable proposed;
  proposed.name = table.name;
  const auto hint = missing_key_hint(search, table);
  const auto audit = std::ranges::find(table.foreign_keys, search.subject.name, &ForeignKey::to);
  const bool reference = is_small_reference(search, table);
  const bool nobodys = is_known_to_be_nobodys(search, table);
  proposed.kind =
      reference && nobodys && hint.empty() && !is_content(table) ? ProposedKind::shared : ProposedKind::undecided;
  if (!hint.empty()) {
    proposed.reason = hint;
  } else if (proposed.kind == ProposedKind::shared) {
    proposed.reason = "no path to the subject, small, no personal columns";
    if (audit != table.foreign_keys.end())
      proposed.reason =
          fmt::format("{} only says who worked on it; small, no personal columns", audit->columns.front());
  } else if (!reference) {
    proposed.reason = "no path to the subject, but it is large or looks personal";
  } else if (!nobodys) {
    proposed.reason = fmt::format("no foreign key leads to {}, but the schema declares none from other tables either",
                                  to_text(search.subject.name));
  } else {
    proposed.reason = "no path to the subject, but it holds texts";
  }
  search.found.emplace(table.name, std::move(proposed));
}

// What foreign keys refer to, where any do: that need not be the primary key.
std::vector<std::string> key_of_subject(const Catalogue& catalogue, const Table& subject) {
  std::map<std::vector<std::string>, std::size_t> times;
  for (const Table& table : catalogue.tables) {
    for (const ForeignKey& key : table.foreign_keys) {
      if (key.to == subject.name && table.name != subject.name) ++times[key.to_columns];
    }
  }
  const auto most = std::ranges::max_element(times, {}, [](const auto& each) { return each.second; });
  if (most != times.end()) return most->first;
  return subject.primary_key() != nullptr ? subject.primary_key()->columns : subject.keys.front().columns;
}

}  // namespace

void find_owners(const Catalogue& catalogue, const Samples& samples, Proposal& proposal) {
  static const Table nobody;
  const Table& subject = proposal.subject ? *catalogue.find(*proposal.subject) : nobody;
  Search search{catalogue, samples, subject, {}, {}, {}, {}};
  for (const Table& table : catalogue.tables) {
    for (const ForeignKey& key : table.foreign_keys) {
      if (key.to != table.name) search.referred_to.insert(key.to);
    }
  }
  std::vector<const Table*> open;
  for (const Table& table : catalogue.tables) {
    if (table.parents.empty() && table.kind != TableKind::foreign && table.name != subject.name) open.push_back(&table);
  }
  if (proposal.subject) {
    search.conventions = conventions_of(catalogue, subject);
    const std::vector<std::string> key = key_of_subject(catalogue, subject);
    ProposedTable own_entry;
    own_entry.name = subject.name;
    own_entry.kind = ProposedKind::subject;
    own_entry.columns = key;
    search.found.emplace(subject.name, std::move(own_entry));
    std::erase_if(open,
                  [&](const Table* table) { return own_by_key(search, *table) || own_by_name(search, *table, key); });
    for (std::size_t depth = 2; depth <= limits::path_steps; ++depth) {
      std::erase_if(open, [&](const Table* table) { return own_by_chain(search, *table, depth); });
    }
  }
  for (const Table* table : open) settle_rest(search, *table);
  for (auto& [name, table] : search.found) {
    table.content = table.kind == ProposedKind::owned && is_content(*catalogue.find(name));
    proposal.tables.push_back(std::move(table));
  }
}

}  // namespace ringfence::compile::proposing
