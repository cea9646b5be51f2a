#include "store_world.h"

#include <algorithm>

#include "ledger/bundle.h"

namespace ringfence::ledger {

namespace {

Append make_append(std::uint64_t index, bool with_opening) {
  Transfer transfer;
  transfer.id = new_transfer_id();
  transfer.from = transfer.to = transfer.location = transfer.service = transfer.purpose = "x";
  transfer.policy = std::string(64, '0');
  Append append;
  if (with_opening) append.openings.push_back(commit_to(transfer, "subject", "person " + std::to_string(index)));
  append.entry = make_entry(transfer, index)->bytes();
  return append;
}

// The same each time, since making them takes longer than all the rest.
const Append& append_number(std::uint64_t index) {
  static std::vector<Append> made;
  while (made.size() <= index) made.push_back(make_append(made.size(), made.size() % 50 == 3));
  return made[index];
}

bool commit(Store& store, Told& told, std::size_t count) {
  std::vector<Append> batch;
  for (std::size_t i = 0; i < count; ++i) batch.push_back(append_number(store.size() + i));
  const auto first = store.commit(batch);
  if (!first) return false;
  EXPECT_EQ(*first, told.entries.size());
  for (const Append& append : batch) {
    if (!append.openings.empty()) told.opened.insert(told.entries.size());
    told.entries.push_back(append.entry);
  }
  return true;
}

std::string file_of(const MemoryFiles& files, const TileName& name) {
  return files.content(std::string(ledger_folder) + "/log/" + path_of(name));
}

// All entries as the served files have them, every one of which has to be what it is to be.
std::vector<std::string> read_log(const MemoryFiles& files) {
  const auto note = parse_note(files.content(std::string(ledger_folder) + "/log/checkpoint"));
  if (!note) return ADD_FAILURE() << "no checkpoint", std::vector<std::string>();
  const auto checkpoint = *parse_checkpoint(note->text);
  std::vector<std::string> entries;
  Tree tree;
  std::vector<TileFile> expected;
  for (TileName name : tiles_at_level(checkpoint.size, 0)) {
    name.level.reset();
    const std::string bytes = file_of(files, name);
    const auto bundle = parse_bundle(bytes, name.width);
    if (!bundle) return ADD_FAILURE() << "no bundle " << path_of(name), entries;
    for (const std::string_view entry : *bundle) {
      entries.emplace_back(entry);
      tree.append(entry, expected);
    }
  }
  for (auto& file : tree.partial()) expected.push_back(std::move(file));
  for (const TileFile& file : expected) EXPECT_EQ(file_of(files, file.name), file.bytes) << path_of(file.name);
  EXPECT_EQ(tree.root(), checkpoint.root);
  return entries;
}

void expect_extends(const std::vector<std::string>& entries, const std::vector<std::string>& checkpoints) {
  std::map<std::uint64_t, Hash> roots;
  for (const std::string& bytes : checkpoints) {
    const auto checkpoint = parse_checkpoint(parse_note(bytes)->text);
    ASSERT_LE(checkpoint->size, entries.size()) << "a checkpoint that was seen is of more entries than there are";
    const auto [found, is_new] = roots.emplace(checkpoint->size, checkpoint->root);
    EXPECT_TRUE(is_new || found->second == checkpoint->root) << "two checkpoints of one size differ";
  }
  Tree tree;
  std::vector<TileFile> full;
  for (std::size_t size = 0;; ++size) {
    const auto seen = roots.find(size);
    if (seen != roots.end()) {
      EXPECT_EQ(seen->second, tree.root()) << "a checkpoint that was seen is not of this log";
    }
    if (size == entries.size()) return;
    tree.append(entries[size], full);
  }
}

void expect_openings(const MemoryFiles& files, const Told& told) {
  for (const std::uint64_t entry : told.opened) {
    const std::string lines = files.content(std::string(ledger_folder) + "/" + openings_path(entry));
    const std::string is_of = "{\"entry\":" + std::to_string(entry) + ",";
    const std::size_t first = lines.find(is_of);
    if (told.erased.contains(entry)) {
      EXPECT_EQ(first, std::string::npos) << "opening of " << entry << " is there again";
    } else if (!told.erasing.contains(entry)) {
      EXPECT_NE(first, std::string::npos) << "opening of " << entry << " is lost";
      EXPECT_EQ(lines.find(is_of, first + 1), std::string::npos) << "opening of " << entry << " is there twice";
    }
  }
}

}  // namespace

void watch(MemoryFiles& files, Told& told) {
  files.on_rename = [&files, &told](const std::string& path) {
    if (path == std::string(ledger_folder) + "/log/checkpoint") told.checkpoints.push_back(files.content(path));
  };
}

void live(MemoryFiles& files, Told& told) {
  watch(files, told);
  if (!Store::create(files, ledger_folder, "x.example/ledger")) return;
  told.is_made = true;
  for (const bool is_short : {false, true}) {
    const auto opened = Store::open(files, ledger_folder, 1);
    if (!opened) return;
    Store& store = **opened;
    if (store.size() != told.entries.size()) return;  // an entry of recovery: not in a life without faults
    if (!commit(store, told, 3) || !store.publish() || !commit(store, told, 2) || !store.publish()) return;
    if (is_short) return;
    if (!commit(store, told, 253) || !store.publish()) return;
    if (!commit(store, told, 5) || !store.begin_anew() || !commit(store, told, 4)) return;
    told.erasing.insert(3);
    if (!store.erase_openings({3})) return;
    told.erased.insert(3);
    if (!commit(store, told, 1) || !store.publish()) return;
  }
}

void expect_as_told(MemoryFiles& files, Told told, const std::string& when) {
  SCOPED_TRACE(when);
  watch(files, told);
  if (!told.is_made) {
    const Status made = Store::create(files, ledger_folder, "x.example/ledger");
    const bool was_there = !made && made.error().message.find("already") != std::string::npos;
    ASSERT_TRUE(made || was_there) << to_text(made.error());
  }
  for (int time = 0; time < 2; ++time) {
    const auto store = Store::open(files, ledger_folder, 1);
    ASSERT_TRUE(store) << to_text(store.error());
    const auto entries = read_log(files);
    ASSERT_GE(entries.size(), told.entries.size()) << "an acknowledged entry is lost";
    ASSERT_TRUE(std::equal(told.entries.begin(), told.entries.end(), entries.begin()))
        << "an acknowledged entry is another";
    expect_extends(entries, told.checkpoints);
    expect_openings(files, told);
    told.entries = entries;
    ASSERT_TRUE(commit(**store, told, time == 0 ? 3 : 130));
    ASSERT_TRUE((*store)->publish());
  }
  expect_openings(files, told);
}

}  // namespace ringfence::ledger
