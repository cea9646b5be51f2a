#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <set>

#include "base/file.h"
#include "base/limits.h"
#include "cli/common.h"
#include "cli/ledger.h"
#include "cli/ledger_write.h"

namespace ringfence::cli {

namespace {

struct EraseOptions {
  std::string folder;
  std::vector<std::string> entries;  // as typed
  bool json = false;
};

bool is_id(std::string_view text) {
  return text.size() == 32 &&
         std::ranges::all_of(text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

// Every entry of these transfers, on whichever side.
Result<std::set<std::uint64_t>> entries_of(const std::string& folder, std::uint64_t size,
                                           const std::set<std::string>& ids) {
  std::set<std::uint64_t> found;
  std::set<std::string> missing = ids;
  const auto log = ledger::folder_source(std::filesystem::path(folder) / "log");
  for (std::uint64_t begin = 0; begin < size && !ids.empty(); begin += ledger::tile_width) {
    const auto width = static_cast<unsigned>(std::min(size - begin, ledger::tile_width));
    const auto bundle = ledger::read_bundle(*log, {std::nullopt, begin / ledger::tile_width, width});
    if (!bundle) return bundle.error();
    for (std::size_t i = 0; i < bundle->size(); ++i) {
      const auto entry = ledger::parse_entry((*bundle)[i]);
      if (!entry || entry->kind() != "transfer") continue;
      const std::string id(entry->text("id"));
      if (!ids.contains(id)) continue;
      found.insert(begin + i);
      missing.erase(id);
    }
  }
  if (!missing.empty()) return fail(fmt::format("no transfer {} is in this ledger", *missing.begin()));
  return found;
}

Result<std::set<std::uint64_t>> entries_named(const EraseOptions& options, std::uint64_t size) {
  std::set<std::uint64_t> entries;
  std::set<std::string> ids;
  for (const std::string& each : options.entries) {
    std::uint64_t index = 0;
    const auto read = std::from_chars(each.data(), each.data() + each.size(), index);
    if (is_id(each)) {
      ids.insert(each);
    } else if (read.ec != std::errc() || read.ptr != each.data() + each.size()) {
      return fail(fmt::format("\"{}\" is neither an entry's index nor a transfer's id", each));
    } else if (index >= size) {
      return fail(fmt::format("entry {} is not in a log of {} entries", index, size));
    } else {
      entries.insert(index);
    }
  }
  auto of_ids = entries_of(options.folder, size, ids);
  if (!of_ids) return of_ids.error();
  entries.merge(*of_ids);
  return entries;
}

// How many openings of these entries there are.
Result<std::size_t> count_openings(const std::string& folder, const std::set<std::uint64_t>& entries) {
  std::set<std::string> files;
  for (const std::uint64_t entry : entries) files.insert(ledger::openings_path(entry));
  std::size_t count = 0;
  for (const std::string& name : files) {
    const std::filesystem::path path = std::filesystem::path(folder) / name;
    if (!std::filesystem::exists(path)) continue;
    const auto text = read_file(path, limits::openings_file_bytes);
    if (!text) return text.error();
    std::string_view rest = *text;
    for (std::size_t end = rest.find('\n'); end != std::string_view::npos; end = rest.find('\n')) {
      const auto line = ledger::parse_opening(rest.substr(0, end));
      if (line && entries.contains(line->entry)) ++count;
      rest.remove_prefix(end + 1);
    }
  }
  return count;
}

int erase(const EraseOptions& options) {
  const auto store = open_to_write(options.folder);
  if (!store) return report(store.error());
  const auto entries = entries_named(options, (*store)->size());
  if (!entries) return report(entries.error());
  if (const Status published = (*store)->publish(); !published) return report(published.error());
  const auto before = count_openings(options.folder, *entries);
  if (!before) return report(before.error());
  if (const Status erased = (*store)->erase_openings(*entries); !erased) return report(erased.error());
  const auto left = count_openings(options.folder, *entries);
  if (!left) return report(left.error());
  if (*left > 0) return report(fail(fmt::format("{} openings are still there", *left)));
  if (options.json) {
    json::array list;
    for (const std::uint64_t entry : *entries) list.emplace_back(entry);
    fmt::print("{}\n", pretty(json::object{{"entries", std::move(list)}, {"erased", *before}}));
  } else {
    fmt::print("{} opening{} of {} entr{} erased\n", *before, *before == 1 ? "" : "s", entries->size(),
               entries->size() == 1 ? "y" : "ies");
  }
  return Exit::clean;
}

}  // namespace

void register_ledger_erase(CLI::App& app, Action& action) {
  CLI::App* command = app.add_subcommand("erase", "Erase what opens the commitments of entries");
  auto options = std::make_shared<EraseOptions>();
  command->add_option("DIR", options->folder, "The ledger; its gateway must not run")->required();
  command->add_option("ENTRY", options->entries, "An entry's index, or the id of a transfer: each of its entries here")
      ->required();
  command->add_flag("--json", options->json, "Print what was erased for programs");
  command->footer(
      "An entry holds commitments in the place of personal data, and what opens them is kept beside the log. When "
      "this\n"
      "ends, no file of the ledger holds it any more; the entry, the log and every proof stay as they are. The other\n"
      "ring of a transfer has an opening of its own. Backups and freed blocks of the disk are out of its reach.\n"
      "Exit: 0 none of the entries has an opening now, 1 not so, 2 wrong use.\n"
      "Example: ringfence ledger erase rings/eu/ledger 17 5d41402abc4b2a76b9719d911017c592");
  command->callback([&action, options] { action = [options] { return erase(*options); }; });
}

}  // namespace ringfence::cli
