#include "screening/lists.h"

#include <fmt/format.h>

#include "base/limits.h"
#include "base/sha256.h"
#include "screening/control.h"
#include "screening/table.h"

namespace ringfence::screening {

namespace {

// "Entity List (EL) - Bureau of Industry and Security": EL
std::string short_name(const std::string& source) {
  const std::size_t open = source.find('('), close = source.find(')');
  if (open == std::string::npos || close == std::string::npos || close < open) return "CSL";
  return source.substr(open + 1, close - open - 1);
}

// Where the list has no number for it: its list and name, which is how such lists tell their entries apart themselves.
std::string made_id(const std::string& list, const std::string& name) {
  return fmt::format("{}-{}", list, to_hex(sha256(name)).substr(0, 12));
}

class ListReader {
 public:
  ListReader(Lists& lists, const Table& table) : lists_(lists), table_(table) {}

  void read() {
    ListFile& file = lists_.files.back();
    for (const CsvRow& row : table_.rows) {
      if (row.fields.size() != table_.width) {
        unread(row, fmt::format("the row has {} fields and the others have {}", row.fields.size(), table_.width));
        continue;
      }
      const std::size_t before = lists_.entries.size();
      if (file.format == "csl") read_csl(row);
      if (file.format == "opensanctions") read_opensanctions(row);
      if (file.format == "sdn") read_sdn(row);
      file.entries += lists_.entries.size() - before;
    }
  }

 private:
  void unread(const CsvRow& row, std::string what) {
    ++lists_.unread;
    lists_.findings.error(table_.place_of(row), std::move(what),
                          "get the file anew, or mend the row; --despite-errors screens without it");
  }

  void add(Entry entry, const CsvRow& row) {
    entry.file = lists_.files.size() - 1;
    entry.line = row.line;
    if (entry.name.empty()) return unread(row, "the row has no name");
    if (lists_.entries.size() >= limits::screening_entries) {
      return unread(row, fmt::format("the lists have more than {} entries", limits::screening_entries));
    }
    const bool too_long = entry.name.size() > limits::screening_name_bytes ||
                          std::ranges::any_of(entry.aliases, [](const std::string& alias) {
                            return alias.size() > limits::screening_name_bytes;
                          });
    if (too_long || entry.aliases.size() > limits::screening_aliases) {
      return unread(row, fmt::format("a name of more than {} bytes, or more than {} aliases",
                                     limits::screening_name_bytes, limits::screening_aliases));
    }
    lists_.entries.push_back(std::move(entry));
  }

  void read_csl(const CsvRow& row) {
    Entry entry;
    entry.name = table_.field(row, "name");
    entry.list = table_.field(row, "source");
    const std::string number = table_.field(row, "entity_number");
    entry.id = number.empty() ? made_id(short_name(entry.list), entry.name) : short_name(entry.list) + "-" + number;
    entry.aliases = split_names(table_.field(row, "alt_names"), ';');
    entry.kind = table_.field(row, "type");
    entry.programme = table_.field(row, "programs");
    entry.start_date = table_.field(row, "start_date");
    entry.end_date = table_.field(row, "end_date");
    entry.notice = table_.field(row, "federal_register_notice");
    entry.addresses = split_names(table_.field(row, "addresses"), ';');
    entry.remarks = table_.field(row, "remarks");
    entry.identifiers = split_names(table_.field(row, "ids"), ';');
    entry.controlled_by = controllers_in(entry.remarks);
    if (const std::string owner = table_.field(row, "vessel_owner"); !owner.empty())
      entry.controlled_by.push_back(owner);
    add(std::move(entry), row);
  }

  void read_opensanctions(const CsvRow& row) {
    Entry entry;
    entry.id = table_.field(row, "id");
    entry.name = table_.field(row, "name");
    if (entry.id.empty()) return unread(row, "the row has no id");
    entry.aliases = split_names(table_.field(row, "aliases"), ';');
    entry.kind = table_.field(row, "schema");
    entry.list = table_.field(row, "dataset");
    entry.programme = table_.field(row, "sanctions");
    if (entry.programme.empty()) entry.programme = table_.field(row, "program_ids");
    entry.start_date = table_.field(row, "first_seen");
    entry.addresses = split_names(table_.field(row, "addresses"), ';');
    entry.countries = table_.field(row, "countries");
    entry.identifiers = split_names(table_.field(row, "identifiers"), ';');
    entry.controlled_by = controllers_in(entry.programme);
    add(std::move(entry), row);
  }

  // By name where the file has headings, else by OFAC's order.
  std::string part(const CsvRow& row, const std::string& column, std::size_t position) const {
    std::string text = table_.columns.empty() ? (position < row.fields.size() ? trimmed(row.fields[position]) : "")
                                              : table_.field(row, column);
    return text == "-0-" ? std::string() : text;
  }

  void read_sdn(const CsvRow& row) {
    const std::string number = part(row, "ent_num", 0);
    if (number.empty()) return unread(row, "the row has no ent_num");
    const bool is_alias = table_.has("alt_num") || (table_.columns.empty() && table_.width == 5);
    const bool is_address = table_.has("city") || (table_.columns.empty() && table_.width == 6);
    if (is_alias) {
      lists_.sdn_aliases[number].push_back({table_.place_of(row), part(row, "name", 3)});
    } else if (is_address) {
      const std::string street = table_.columns.empty() ? part(row, "", 2) : "";
      const std::string city = part(row, "city", 3), country = part(row, "country", 4);
      lists_.sdn_addresses[number].push_back(
          {table_.place_of(row), fmt::format("{}{}{}{}{}", street, street.empty() ? "" : ", ", city,
                                             city.empty() || country.empty() ? "" : ", ", country)});
    } else {
      Entry entry;
      entry.id = "SDN-" + number;
      entry.name = part(row, "name", 1);
      entry.kind = part(row, "kind", 2);
      entry.programme = part(row, "program", 3);
      for (std::size_t at; (at = entry.programme.find("] [")) != std::string::npos;)
        entry.programme.replace(at, 3, "; ");
      entry.list = "Specially Designated Nationals (SDN) - Treasury Department";
      entry.remarks = part(row, "remarks", 11);
      entry.controlled_by = controllers_in(entry.remarks);
      add(std::move(entry), row);
    }
  }

  Lists& lists_;
  const Table& table_;
};

std::string format_of(const Table& table) {
  if (table.has("source") && table.has("name") && table.has("alt_names")) return "csl";
  if (table.has("id") && table.has("schema") && table.has("name") && table.has("aliases")) return "opensanctions";
  if (table.has("ent_num")) return "sdn";
  if (table.columns.empty() && (table.width == 12 || table.width == 5 || table.width == 6)) return "sdn";
  return {};
}

}  // namespace

void add_list(Lists& lists, const std::string& path, std::string_view text) {
  const auto table = read_table(path, text);
  if (!table) {
    lists.findings.error({path, 0, 0}, table.error().message, "get the file anew: nothing of it was read");
    return;
  }
  const std::string format = format_of(*table);
  if (format.empty()) {
    lists.findings.error(
        {path, 1, 1}, "this is no list that screening knows",
        "the Consolidated Screening List's CSV, OpenSanctions' targets.simple.csv, or OFAC's SDN, ALT and ADD files");
    return;
  }
  lists.files.push_back({path, format, to_hex(sha256(text)), 0});
  ListReader(lists, *table).read();
}

void finish_lists(Lists& lists) {
  std::map<std::string, std::size_t> by_number;
  for (std::size_t i = 0; i < lists.entries.size(); ++i) by_number.try_emplace(lists.entries[i].id, i);
  const auto give = [&](auto& parts, std::vector<std::string> Entry::*where, std::string_view what) {
    for (auto& [number, texts] : parts) {
      const auto entry = by_number.find("SDN-" + number);
      for (auto& [place, text] : texts) {
        if (entry != by_number.end()) {
          if (!text.empty()) (lists.entries[entry->second].*where).push_back(std::move(text));
          continue;
        }
        ++lists.unread;
        lists.findings.error(place, fmt::format("{} of entry {}, which no list has", what, number),
                             "name OFAC's files of one edition together, the entries among them");
      }
    }
    parts.clear();
  };
  give(lists.sdn_aliases, &Entry::aliases, "an alias");
  give(lists.sdn_addresses, &Entry::addresses, "an address");
}

}  // namespace ringfence::screening
