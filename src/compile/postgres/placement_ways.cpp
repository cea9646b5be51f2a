#include <algorithm>

#include "compile/postgres/placement_search.h"

namespace ringfence::compile::placing {

namespace {

Anchor anchor_by(const ForeignKey& key) {
  return {key.columns, key.to, key.to_columns, key.name};
}

// Keys to rows that are somebody's, one for each set of columns and target, by name.
Ways personal_ways(const Work& work, const Placement& from, const std::vector<const ForeignKey*>& keys) {
  std::vector<const ForeignKey*> sorted = keys;
  std::ranges::sort(sorted, {}, &ForeignKey::name);
  Ways ways;
  for (const ForeignKey* key : sorted) {
    const Placement* to = work.find(key->to);
    if (to == nullptr || !to->is_personal() || rule_name(*to) == rule_name(from)) continue;
    const bool known = std::ranges::any_of(
        ways, [&](const Anchor& way) { return way.to == key->to && same_columns(way.columns, key->columns); });
    if (!known) ways.push_back(anchor_by(*key));
  }
  return ways;
}

std::vector<const ForeignKey*> all_keys(const Table& table) {
  std::vector<const ForeignKey*> keys;
  for (const ForeignKey& key : table.foreign_keys) keys.push_back(&key);
  return keys;
}

// No foreign key is declared on the subject columns: Ringfence adds one to the subject table, where there is only one.
Ways added_way(Search& search, const Placement& from) {
  const std::vector<std::string>& columns = from.rule->subject->columns;
  const std::string what = readable(from.table->name) + "." + listed(columns);
  std::vector<const Placement*> subjects;
  for (const Placement& other : search.work.tables) {
    if (other.rest == Rest::subject && !follows_parent(other)) subjects.push_back(&other);
  }
  if (subjects.size() != 1) {
    tell(search, from,
         subjects.empty() ? what + " names a subject, and no table of the policy is a subject table"
                          : "no foreign key says which subject table " + what + " refers to, and there are several",
         subjects.empty() ? "give the table of people a `home`"
                          : "declare a foreign key on it, or say subject = { path = … }");
    return {};
  }
  const Placement& subject = *subjects.front();
  if (subject.subject_columns.empty()) {
    search.told.insert(from.rule->name);
    return {};
  }
  if (columns.size() != subject.subject_columns.size()) {
    tell(search, from,
         what + " cannot name a row of " + readable(subject.table->name) + ", whose key is " +
             listed(subject.subject_columns),
         "name as many columns as that key has, in its order");
    return {};
  }
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const Column* column = from.table->find_column(columns[i]);
    const Column* key = subject.table->find_column(subject.subject_columns[i]);
    if (key == nullptr || comparable(*column, *key)) continue;
    tell(search, from,
         readable(from.table->name) + "." + listed({columns[i]}) + " (" + column->type + ") and " +
             readable(subject.table->name) + "." + listed({key->name}) + " (" + key->type +
             ") are of different types: the foreign key that is the wall cannot be made",
         "change the type of one, or say subject = { path = … } over declared foreign keys");
    return {};
  }
  return {Anchor{columns, subject.table->name, subject.subject_columns, std::nullopt}};
}

Ways ways_by_columns(Search& search, const Placement& from) {
  const Table& table = *from.table;
  const std::vector<std::string>& columns = from.rule->subject->columns;
  const auto exists = [&](const std::string& column) { return table.find_column(column) != nullptr; };
  if (!std::ranges::all_of(columns, exists)) {
    search.told.insert(table.name);  // by check_names()
    return {};
  }
  std::vector<const ForeignKey*> keys = all_keys(table);
  std::erase_if(keys, [&](const ForeignKey* key) { return !same_columns(key->columns, columns); });
  if (keys.empty()) return added_way(search, from);
  Ways ways = personal_ways(search.work, from, keys);
  if (ways.empty()) {
    const std::string to = readable(keys.front()->to);
    const bool itself = keys.front()->to == table.name;
    tell(search, from,
         "the foreign key of " + readable(table.name) + "." + listed(columns) + " points to " +
             (itself ? "the table itself" : to + ", whose rows are nobody's"),
         "name the column that holds the person's key" + (itself ? "" : ", or give " + to + " a subject"));
    return {};
  }
  Ways subjects = ways;
  std::erase_if(subjects, [&](const Anchor& way) { return search.work.find(way.to)->rest != Rest::subject; });
  if (subjects.size() > 1) {
    tell(search, from,
         readable(table.name) + "." + listed(columns) + " refers to " + readable(subjects[0].to) + " and to " +
             readable(subjects[1].to) + ": its rows can only be at home with one",
         "name one foreign key: subject = { path = " + as_toml(*subjects[0].constraint) + " }");
  }
  return subjects.empty() ? ways : Ways{subjects.front()};
}

Ways ways_by_path(Search& search, const Placement& from) {
  const std::string& step = from.rule->subject->path.front();
  const std::vector<const ForeignKey*> keys = keys_named(*from.table, step);
  if (keys.empty()) {
    std::string help = did_you_mean(step, key_names(*from.table));
    if (help.empty()) help = "a step is the single column of a foreign key, or the name of one";
    tell(search, from, readable(from.table->name) + " has no foreign key " + listed({step}) + ", a step of its subject",
         std::move(help));
    return {};
  }
  Ways ways = personal_ways(search.work, from, keys);
  if (ways.empty()) {
    tell(search, from,
         "the path of " + readable(from.table->name) + " leads to " + readable(keys.front()->to) +
             ", whose rows are nobody's",
         "let it lead to a table with a subject");
  } else if (ways.size() > 1) {
    tell(search, from, readable(from.table->name) + " has several foreign keys on " + listed({step}),
         "name the constraint instead of its column");
  }
  return ways;
}

}  // namespace

void tell(Search& search, const Placement& about, std::string message, std::string help) {
  const policy::Table& rule = *about.rule;
  search.told.insert(rule.name);
  search.work.findings.error(rule.subject ? rule.subject->place : rule.place, std::move(message), std::move(help));
}

Ways ways_of(Search& search, const Placement& from) {
  if (from.rule == nullptr || !from.rule->subject) return personal_ways(search.work, from, all_keys(*from.table));
  return from.rule->subject->path.empty() ? ways_by_columns(search, from) : ways_by_path(search, from);
}

}  // namespace ringfence::compile::placing
