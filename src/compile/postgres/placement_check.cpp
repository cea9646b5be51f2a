#include <fmt/format.h>

#include <algorithm>

#include "compile/postgres/placement_work.h"

namespace ringfence::compile::placing {

namespace {

void unknown_column(Work& work, Place place, const Table& table, const std::string& column) {
  work.findings.error(std::move(place), readable(table.name) + " has no column " + listed({column}),
                      did_you_mean(column, column_names(table)));
}

// Why no words can be made of a column; empty: they can.
std::string why_no_words(const Column& column) {
  const std::string& type = column.base_type;
  if (column.generated) return "is generated, of which PostgreSQL generates nothing else";
  const bool is_text = type == "text" || type == "character varying" || type == "character" || type.ends_with("citext");
  return is_text ? "" : "is of type " + column.type + ", not of text";
}

void check_search(Work& work, const policy::Table& rule, const Table& table) {
  for (const std::string& name : rule.search) {
    const Column* column = table.find_column(name);
    if (column == nullptr) continue;
    const std::string why = why_no_words(*column);
    if (why.empty()) continue;
    work.findings.error(place_of(rule, "search", name),
                        fmt::format("search: {}.{} {}", readable(table.name), listed({name}), why),
                        "search finds words of columns of text, varchar and char");
  }
  if (rule.search.empty() || work.catalogue.encoding.empty() || work.catalogue.encoding == "UTF8") return;
  work.findings.error(policy::place_at(rule.places, "search", rule.place),
                      fmt::format("search: the database is in {}", work.catalogue.encoding),
                      "words of all languages are made of UTF8 only: leave search out, or move to a database in UTF8");
}

void check_columns(Work& work, const policy::Table& rule, const Table& table) {
  const auto check = [&](const std::string& key, const std::vector<std::string>& columns) {
    for (const std::string& column : columns) {
      if (table.find_column(column) == nullptr) unknown_column(work, place_of(rule, key, column), table, column);
    }
  };
  if (rule.subject) check("subject", rule.subject->columns);
  check("lookup", rule.lookup);
  check("public", rule.public_columns);
  check("sensitive", rule.sensitive);
  check("search", rule.search);
  check_search(work, rule, table);
  if (rule.content && table.primary_key() == nullptr) {
    work.findings.error(policy::place_at(rule.places, "content", rule.place),
                        readable(table.name) + " has no primary key, by which its content could be withheld",
                        "give the table a primary key, or leave content out");
  }
  if (rule.home && rule.home->path.size() == 1 && table.find_column(rule.home->path.front()) == nullptr) {
    unknown_column(work, rule.home->place, table, rule.home->path.front());
  }
}

void unknown_table(Work& work, const policy::Table& rule) {
  const auto is_view = [&](const View& view) { return view.name == rule.name; };
  if (std::ranges::any_of(work.catalogue.views, is_view)) {
    work.findings.error(rule.place, readable(rule.name) + " is a view: it has no rows of its own to be at home",
                        "remove this entry; a view shows what its tables hold in each ring");
    return;
  }
  std::vector<std::string> known;
  for (const Table& table : work.catalogue.tables) known.push_back(readable(table.name));
  std::string help = did_you_mean(readable(rule.name), known);
  if (help.empty()) help = "remove this entry, or create the table first";
  work.findings.error(rule.place, "the database has no table " + readable(rule.name), std::move(help));
}

void check_transfer(Work& work, const policy::Transfer& transfer) {
  const auto check = [&](const TableName& name, const std::string& column, const std::string& what) {
    const Table* table = work.catalogue.find(name);
    if (table == nullptr && work.policy.find_table(name) != nullptr) return;
    if (table == nullptr) {
      work.findings.error(transfer.place,
                          what + " of transfer " + transfer.name + ": the database has no table " + readable(name));
    } else if (!column.empty() && table->find_column(column) == nullptr) {
      work.findings.error(
          transfer.place,
          what + " of transfer " + transfer.name + ": " + readable(name) + " has no column " + listed({column}),
          did_you_mean(column, column_names(*table)));
    }
  };
  for (const policy::ColumnRef& ref : transfer.columns) check(ref.table, ref.column, "columns");
  for (const auto& [ref, mask] : transfer.masks) check(ref.table, ref.column, "mask");
  for (const auto& [table, condition] : transfer.rows) check(table, {}, "rows");
}

void check_threshold(Work& work, const policy::Threshold& threshold) {
  for (const policy::ColumnRef& ref : threshold.columns) {
    const Table* table = work.catalogue.find(ref.table);
    if (table == nullptr || ref.column.empty() || table->find_column(ref.column) != nullptr) continue;
    std::string help = did_you_mean(ref.column, column_names(*table));
    if (help.empty()) help = "correct it: a column that is not there is never counted";
    const Place& place = policy::place_at(threshold.places, "class." + policy::to_text(ref), threshold.place);
    work.findings.error(place,
                        fmt::format("class of threshold {}: {} has no column {}", threshold.name, readable(ref.table),
                                    listed({ref.column})),
                        std::move(help));
  }
}

}  // namespace

void check_names(Work& work) {
  for (const policy::Table& rule : work.policy.tables) {
    const Table* table = work.catalogue.find(rule.name);
    if (table == nullptr) {
      unknown_table(work, rule);
    } else {
      check_columns(work, rule, *table);
    }
  }
  for (const policy::Transfer& transfer : work.policy.transfers) check_transfer(work, transfer);
  for (const policy::Threshold& threshold : work.policy.thresholds) check_threshold(work, threshold);
}

}  // namespace ringfence::compile::placing
