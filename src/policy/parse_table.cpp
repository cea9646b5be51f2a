#include <fmt/format.h>

#include "base/limits.h"
#include "policy/names.h"
#include "policy/parse_parts.h"

namespace ringfence::policy {

namespace {

// [table.app.person] is TOML for a key `person` of the table `app`.
bool report_nested(Work& work, const Member& entry) {
  bool nested = false;
  for (const Member& inner : entry.value.members) {
    if (inner.value.kind != Kind::table || inner.key == "home" || inner.key == "subject") continue;
    nested = true;
    work.findings.error(inner.place, fmt::format("table {}: unknown table \"{}\" inside it", entry.key, inner.key),
                        fmt::format("for the table {1} of schema {0} write [table.\"{0}.{1}\"]", entry.key, inner.key));
  }
  return nested;
}

void check_no_star(Section& section, std::string_view key, const std::vector<std::string>& rings) {
  for (const std::string& ring : rings) {
    if (ring == "*") {
      section.error(section.places().at(fmt::format("{}.*", key)), fmt::format("{} must name rings, not \"*\"", key),
                    "a table that may be nowhere does not belong in the policy");
    }
  }
}

// Each has one {key}, where the row's key stands.
void parse_addresses(Section& section, Table& table) {
  constexpr std::string_view example = "[\"https://meridian.example/post/{key}\"]";
  for (const Item& item : section.texts("addresses", example, false)) {
    const std::size_t key = item.text.find(key_in_address);
    const bool is_web = item.text.starts_with("https://") || item.text.starts_with("http://");
    if (!is_web || key == std::string::npos || item.text.find(key_in_address, key + 1) != std::string::npos) {
      section.error(item.place, fmt::format("\"{}\" is no address with the row's key in it", item.text),
                    fmt::format("for example: addresses = {}", example));
      continue;
    }
    table.addresses.push_back(item.text);
  }
  if (!table.addresses.empty() && !table.content) {
    section.error(section.place_of("addresses"), "addresses of a table that holds no content",
                  "notices name content: add content = true, or leave them out");
  }
}

Table parse_table(Work& work, const Member& entry, const TableName& name) {
  Section section(work.findings, entry.value, "table " + to_text(name));
  Table table;
  table.name = name;
  table.place = entry.place;
  parse_home(work, section, table);
  parse_subject(section, table);
  table.shared = section.flag("shared");
  if (const std::string ring = section.text("ring", "\"us\""); !ring.empty()) table.ring = ring;
  if (const std::string ring = section.text("unowned", "\"us\""); !ring.empty()) table.unowned = ring;
  table.local = section.columns("local");
  table.lookup = section.columns("lookup");
  table.public_columns = section.columns("public");
  table.sensitive = section.columns("sensitive");
  table.never_in = section.names("never_in", "[\"cn\"]");
  check_no_star(section, "never_in", table.never_in);
  table.content = section.flag("content");
  parse_addresses(section, table);
  table.search = section.columns("search");
  section.finish();
  table.places = section.places();
  return table;
}

}  // namespace

std::optional<TableName> read_table_name(std::string_view text) {
  auto parts = split_dotted(text);
  if (!parts || parts->size() > 2) return std::nullopt;
  if (parts->size() == 1) return TableName{"public", (*parts)[0]};
  return TableName{(*parts)[0], (*parts)[1]};
}

void parse_tables(Work& work, const Member& member) {
  for (const Member* entry : entries_of(work.findings, member, "person")) {
    const auto name = read_table_name(entry->key);
    if (!name) {
      work.findings.error(
          entry->place, fmt::format("\"{}\" is not the name of a table", entry->key),
          "write [table.person], [table.\"app.person\"], or with SQL's quotes: [table.'\"we.ird\".\"Per "
          "son\"']");
      continue;
    }
    if (const Table* before = work.policy.find_table(*name)) {
      work.findings.error(entry->place, fmt::format("table {} is here twice", to_text(*name)),
                          fmt::format("the other entry is in line {}: keep one", before->place.line));
      continue;
    }
    if (report_nested(work, *entry)) continue;
    work.policy.tables.push_back(parse_table(work, *entry, *name));
  }
}

}  // namespace ringfence::policy
