#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/limits.h"
#include "cli/withhold.h"
#include "cli/withhold_demand.h"
#include "cli/withhold_order.h"
#include "pg/quote.h"

namespace ringfence::cli {

namespace {

constexpr std::size_t keys_shown = 10;

constexpr const char* about =
    R"(Withhold content: rows of one table, by primary key, from viewers in some jurisdictions.

Each key is looked for in the database of every ring and withheld in the ring that has it: its home. A key that is nowhere, or
in two rings, is an error, and nothing is changed anywhere. Of a primary key of several columns a key is a JSON array of texts,
'["17","a"]'. --keys names a file: a key a line; .csv: the key's columns; .jsonl: a text or an array of texts a line. Any number
of keys is one order, and takes one statement a ring.

--jurisdiction takes codes of ISO 3166 ("CN", "US-CA") and groups ("EU"), which are spelled out. Who is in a part of a country is
in the country. --from and --until are a day, which begins at 00:00 UTC, or a time with its offset (2027-06-30T12:00+08:00).
Without --from it begins at once, without --until it has no end. It begins and ends by itself.

With --demand it executes that demand: only once two officers approved it and `ringfence demand execute` was said, only of the items and
from the viewers that it names, and until its last day. Reason, who asked and under which law are then the demand's, where nothing else
is said. A "legal demand" is withheld by --demand alone; "court order" and "local law" are what the platform obeys by itself.

Of a --sealed order nobody is told who asked and under which law: neither viewers nor, but for commitments, the ledger.

Each withholding is on record in its ring's ledger when this ends; of one that begins later, when it begins.

Exit codes: 0 withheld and on record; 1 not withheld, or not on record yet, and why; 2 wrong use.

Examples:
  ringfence withhold add --dir rings --table post --key 17 --jurisdiction CN --demand 7d793037 --appeal https://meridian.example/appeal
  ringfence withhold add --dir rings --table post --keys keys.csv --jurisdiction EU --reason "court order" \
    --asked-by "LG Hamburg" --law "324 O 1/27" --appeal legal@meridian.example --until 2028-01-01 --json)";

struct AddOptions {
  WithholdOptions all;
  WithholdOrder order;
};

struct Made {
  WithholdRing* ring = nullptr;
  std::vector<WithheldRow> rows;
  std::uint64_t sequence = 0;
  std::optional<std::uint64_t> entry;
};

// By ring, the keys that are there. Keys that are nowhere, or in two rings, are an error.
Result<std::map<WithholdRing*, std::vector<std::string>>> find_homes(std::vector<WithholdRing>& rings,
                                                                     const WithholdOrder& order) {
  std::map<WithholdRing*, std::vector<std::string>> homes;
  std::map<std::string, std::string> home_of;
  std::vector<std::string> asked;
  for (WithholdRing& ring : rings) {
    asked.push_back(ring.ring->name);
    auto rows = ring.connection.query("SELECT given, content_key FROM ringfence.content_found($1, $2)",
                                      {order.table, pg::array_literal(order.keys)});
    if (!rows) return within("ring " + ring.ring->name, rows.error());
    for (std::size_t i = 0; i < rows->size(); ++i) {
      const auto [known, is_new] = home_of.emplace(rows->string(i, 0), ring.ring->name);
      if (!is_new && known->second != ring.ring->name) {
        return fail(fmt::format("{} {} is in ring {} and in ring {}", order.table, known->first, known->second,
                                ring.ring->name),
                    {}, "say which by --ring");
      }
      homes[&ring].push_back(rows->string(i, 1));
    }
  }
  std::vector<std::string> astray;
  for (const std::string& key : order.keys) {
    if (!home_of.contains(key)) astray.push_back(key);
  }
  if (astray.empty()) return homes;
  const std::size_t count = astray.size();
  astray.resize(std::min(count, keys_shown));
  return fail(fmt::format("{} of {} keys of {} {} nowhere: {}{}", count, order.keys.size(), order.table,
                          count == 1 ? "is" : "are", fmt::join(astray, ", "), count > keys_shown ? ", …" : ""),
              fmt::format("asked: ring {}", fmt::join(asked, ", ring ")), "nothing was changed");
}

// All rings' transactions are ready before the first of them commits.
Status withhold_everywhere(std::map<WithholdRing*, std::vector<std::string>>& homes, const WithholdOrder& order,
                           std::vector<Made>& made) {
  for (auto& [ring, keys] : homes) {
    RINGFENCE_TRY(ring->connection.execute("BEGIN"));
    WithholdOrder here = order;
    if (!order.demand.empty()) {
      auto resting = resting_on_demand(ring->connection, order, keys);
      if (!resting) return within("ring " + ring->ring->name, resting.error());
      here = std::move(*resting);
    }
    auto rows = withhold(ring->connection, here, keys);
    if (!rows) return within("ring " + ring->ring->name, rows.error());
    std::vector<std::string> ids;
    for (const WithheldRow& row : *rows) ids.push_back(row.id);
    const auto sequence = last_left(ring->connection, ids);
    if (!sequence) return sequence.error();
    made.push_back({ring, std::move(*rows), *sequence, std::nullopt});
  }
  std::vector<std::string> done;
  for (const Made& each : made) {
    if (Status committed = each.ring->connection.execute("COMMIT"); !committed) {
      Error error = within("ring " + each.ring->ring->name, committed.error());
      if (!done.empty()) error.detail += fmt::format(" Withheld in ring {} all the same.", fmt::join(done, ", ring "));
      return error;
    }
    done.push_back(each.ring->ring->name);
  }
  return {};
}

void tell(const AddOptions& options, const std::vector<Made>& made) {
  json::array rings;
  for (const Made& each : made) {
    const std::string& ring = each.ring->ring->name;
    const auto marked = static_cast<std::size_t>(std::ranges::count_if(each.rows, &WithheldRow::marked));
    if (!options.all.common.json) {
      fmt::print("ring {}: {} row{} of {} withheld in {}{}\n", ring, each.rows.size(), each.rows.size() == 1 ? "" : "s",
                 options.order.table, fmt::join(options.order.jurisdictions, ", "),
                 marked == 0 ? fmt::format(" from {}", options.order.starts) : ", at once");
      if (each.entry) fmt::print("ring {}: on record, up to entry {} of its ledger\n", ring, *each.entry);
      for (std::size_t i = 0; i < std::min(each.rows.size(), keys_shown); ++i) {
        fmt::print("  {}  {} {}\n", each.rows[i].id, options.order.table, each.rows[i].key);
      }
      if (each.rows.size() > keys_shown) fmt::print("  and {} more\n", each.rows.size() - keys_shown);
      continue;
    }
    json::array rows;
    for (const WithheldRow& row : each.rows) {
      rows.push_back(json::object{{"id", row.id}, {"key", row.key}, {"marked", row.marked}});
    }
    rings.push_back(json::object{{"ring", ring},
                                 {"table", options.order.table},
                                 {"marked", marked},
                                 {"entry", each.entry ? json::value(*each.entry) : json::value(nullptr)},
                                 {"withheld", std::move(rows)}});
  }
  if (options.all.common.json) fmt::print("{}", pretty(json::object{{"rings", std::move(rings)}}));
}

int run_add(AddOptions& options) {
  WithholdRings opened = open_withhold_rings(options.all);
  if (opened.failed != Exit::clean) return opened.failed;
  if (Status right = complete(options.order, opened.parsed->policy); !right) return report_wrong_use(right.error());
  auto homes = find_homes(opened.rings, options.order);
  if (!homes) return report(homes.error());
  std::vector<Made> made;
  if (Status done = withhold_everywhere(*homes, options.order, made); !done) return report(done.error());
  int result = Exit::clean;
  for (Made& each : made) {
    auto entry = await_last(*each.ring, each.sequence);
    if (!entry) {
      result = report(entry.error());
    } else {
      each.entry = *entry;
    }
  }
  tell(options, made);
  return result;
}

}  // namespace

void register_withhold_add(CLI::App& app, Action& action) {
  CLI::App* command = app.add_subcommand("add", "Withhold rows, by key");
  command->description(about);
  auto options = std::make_shared<AddOptions>();
  add_withhold_options(*command, options->all);
  add_order_options(*command, options->order);
  command->callback([&action, options] { action = [options] { return run_add(*options); }; });
}

}  // namespace ringfence::cli
