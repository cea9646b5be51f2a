#include "ledger/store.h"

#include <fcntl.h>

#include <utility>

#include "base/limits.h"

namespace ringfence::ledger {

Store::Store(Files& files, std::string folder, OpenFile lock, SigningKey key)
    : files_(files), folder_(std::move(folder)), lock_(std::move(lock)), key_(std::move(key)) {}

std::optional<Error> Store::broken() {
  const std::lock_guard lock(broken_mutex_);
  return broken_;
}

void Store::add(std::string_view entry) {
  tree_.append(entry, full_);
  unpublished_bytes_ += entry.size();
}

// The one path that an append waits for:
//   1. open, write, close   journal, zeros behind its end, where the record has no room: once in hundreds of batches
//   2. write     journal, one record for the whole batch, over zeros
//   3. fdatasync journal                                     ← durable
// The file's length does not change with most records, so that a sync has their bytes to write and nothing else. A
// crash before 3 leaves a record that is whole, torn or not there; nobody was told of it, and either is right.
Result<std::uint64_t> Store::make_durable(const std::vector<Append>& batch) {
  return unless_broken([&]() -> Result<std::uint64_t> {
    const std::string record = journal_record(batch, tree_.size(), digest_);
    RINGFENCE_TRY(make_room(record.size()));
    RINGFENCE_TRY(journal_->write(record));
    RINGFENCE_TRY(journal_->fdatasync());
    journal_bytes_ += record.size();
    return tree_.size();
  });
}

Status Store::make_room(std::size_t bytes) {
  if (journal_bytes_ + bytes <= journal_end_) return {};
  const std::string zeros(bytes + journal_room, '\0');
  auto journal = OpenFile::open(files_, at("journal"), O_WRONLY | O_APPEND);
  if (!journal) return journal.error();
  RINGFENCE_TRY(journal->write(zeros));
  RINGFENCE_TRY(journal->close());
  journal_end_ += zeros.size();
  return {};
}

void Store::add(std::vector<Append> batch) {
  for (Append& append : batch) {
    for (Opening& opening : append.openings) openings_.push_back({tree_.size(), std::move(opening)});
    add(append.entry);
  }
}

Result<std::uint64_t> Store::commit(std::vector<Append> batch) {
  auto first = make_durable(batch);
  if (first) add(std::move(batch));
  return first;
}

// What was committed is durable already, so nothing here is synced: whatever a power cut takes is written again by
// recovery.
//   1. write  tile/… and tile/entries/…, the full ones and then the partial ones, under names nothing refers to yet
//   2. write  openings/…, appended
//   3. open, write, close, rename   checkpoint               ← seen by others
//   4. unlink, rmdir                partial tiles that have become full
Status Store::publish(const Unpublished& unpublished) {
  return unless_broken([&]() -> Status {
    RINGFENCE_TRY(write_tiles(unpublished));
    RINGFENCE_TRY(append_openings(unpublished.openings));
    RINGFENCE_TRY(write_checkpoint(unpublished.checkpoint));
    for (const TileFile& file : unpublished.full) RINGFENCE_TRY(remove_partials(file.name));
    return {};
  });
}

Status Store::publish() {
  if (const auto unpublished = take_unpublished()) return publish(*unpublished);
  return unless_broken([] { return Status(); });
}

std::optional<Unpublished> Store::take_unpublished() {
  if (taken_size_ == tree_.size()) return std::nullopt;
  taken_size_ = tree_.size();
  unpublished_bytes_ = 0;
  return Unpublished{
      {key_.name, tree_.size(), tree_.root()}, std::exchange(full_, {}), tree_.partial(), std::exchange(openings_, {})};
}

// Only once all before it is in synced tiles does a journal begin anew; so one journal is always enough to recover
// from.
//   1. as publish()
//   2. fsync  each file that was written since the journal began, and its folders; or syncfs where they are many
//   3. open, write, fsync, close   journal.new; rename over journal; open, fsync, close   DIR
//   4. open   journal; write what it begins with once more: records follow where that ends
Status Store::begin_anew() {
  RINGFENCE_TRY(publish());
  return unless_broken([&]() -> Status {
    RINGFENCE_TRY(sync_written());
    return start_journal();
  });
}

Status Store::start_journal() {
  const JournalStart start = begin_journal(tree_);
  const std::string zeros(journal_room, '\0');
  RINGFENCE_TRY(replace_file(files_, at("journal"), start.bytes + zeros, 0600));
  auto journal = OpenFile::open(files_, at("journal"), O_WRONLY);
  if (!journal) return journal.error();
  RINGFENCE_TRY(journal->write(start.bytes));
  journal_ = std::move(*journal);
  journal_bytes_ = start.bytes.size();
  journal_end_ = journal_bytes_ + zeros.size();
  digest_ = start.digest;
  return {};
}

Status Store::sync_written() {
  if (unsynced_.size() > limits::ledger_files_synced_singly) {
    auto folder = OpenFile::open(files_, folder_, O_RDONLY);
    if (!folder) return folder.error();
    RINGFENCE_TRY(folder->syncfs());
    unsynced_.clear();
    return {};
  }
  std::set<std::string> folders;
  for (const std::string& path : unsynced_) {
    RINGFENCE_TRY(sync_path(files_, path));
    for (std::string folder = folder_of(path); folder.size() > folder_.size(); folder = folder_of(folder)) {
      folders.insert(folder);
    }
  }
  for (const std::string& folder : folders) RINGFENCE_TRY(sync_path(files_, folder));
  unsynced_.clear();
  return {};
}

}  // namespace ringfence::ledger
