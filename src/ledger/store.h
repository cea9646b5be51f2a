// A ledger's folder, kept by one writer. Blocking. One thread at a time, but for publish(Unpublished): another thread
// may be in that while one is in commit() or take_unpublished().
//   DIR/ledger.key, ledger.vkey   the ring's key, and what others check it by
//   DIR/journal                   what was appended and is not in synced tiles yet: the truth (journal.h)
//   DIR/log/                      checkpoint and tile/…, derived: what is served (c2sp.org/tlog-tiles)
//   DIR/log/checkpoint.cosigned   the last checkpoint that others signed too
//   DIR/openings/…                what commitments hide (commitment.h); never served, can be erased
//   DIR/lock                      held by the writer
// What holds, whatever call fails or is the last one before a crash or power cut:
//   1. commit() returns an index: its entries are in every ledger opened from this folder later, at these indexes.
//   2. Every checkpoint that ever stood in log/ is one of a beginning of the log.
// After any error the store is broken: each call returns that error, and only opening it anew helps.
// The sequences of system calls stand above the functions that make them.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/result.h"
#include "ledger/checkpoint.h"
#include "ledger/entry.h"
#include "ledger/file_steps.h"
#include "ledger/journal.h"
#include "ledger/tree.h"

namespace ringfence::ledger {

// What others are to read, as of one size.
struct Unpublished {
  Checkpoint checkpoint;
  std::vector<TileFile> full;
  std::vector<TileFile> partial;
  std::vector<OpeningLine> openings;
};

class Store {
 public:
  // Makes a ledger of this name where there is none; keeps a key that is there. Refuses where there is one.
  static Status create(Files& files, const std::string& folder, std::string_view name);
  // Reads what is there, mends what was not finished, and appends an entry of kind recovery where something was not.
  // `time` in milliseconds since 1970. Fails where another process has it, and where something is not as it was
  // written.
  static Result<std::unique_ptr<Store>> open(Files& files, const std::string& folder, std::uint64_t time);

  // Index of the first, all being durable.
  Result<std::uint64_t> commit(std::vector<Append> batch);
  // The same in two steps, for those who wait to be told between them: the second has to follow before anything else is
  // called.
  Result<std::uint64_t> make_durable(const std::vector<Append>& batch);
  void add(std::vector<Append> batch);
  // What was committed since the last; nothing: nothing was. Each has to be published, in this order.
  std::optional<Unpublished> take_unpublished();
  Status publish(const Unpublished& unpublished);
  Status publish();  // log/ and openings/ hold all that was committed
  // Publishes, syncs all of it and begins a journal that holds nothing.
  Status begin_anew();
  // Removes what opens these entries' commitments: from the openings, and from the journal before that.
  Status erase_openings(const std::set<std::uint64_t>& entries);
  // Adds cosignatures to a checkpoint of ours: `note` is one with them. Those of other keys are left out; one that is
  // wrong, and a checkpoint older than one that has some, are refused.
  Status attach(std::string_view note, const std::vector<VerifierKey>& witnesses);

  // Why it is broken; nothing: it is not.
  [[nodiscard]] std::optional<Error> broken();
  [[nodiscard]] std::uint64_t size() const { return tree_.size(); }
  [[nodiscard]] std::size_t journal_bytes() const { return journal_bytes_; }
  [[nodiscard]] std::size_t unpublished_bytes() const { return unpublished_bytes_; }
  [[nodiscard]] const SigningKey& key() const { return key_; }

 private:
  Store(Files& files, std::string folder, OpenFile lock, SigningKey key);
  [[nodiscard]] std::string at(std::string_view path) const { return folder_ + "/" + std::string(path); }
  // Runs a step unless broken; its error breaks the store.
  template <class Step>
  auto unless_broken(Step step) -> decltype(step());

  Result<std::optional<Checkpoint>> read_published();
  Status replay(JournalRead& read, const std::optional<Checkpoint>& published);
  Status recover(std::uint64_t time);
  void add(std::string_view entry);

  Status write_tiles(const Unpublished& unpublished);
  Status write_tile(const TileFile& file);
  Status write_listed_partials();
  Status remove_partials(const TileName& full);
  Status append_openings(const std::vector<OpeningLine>& openings);
  Status rewrite_openings(const std::vector<OpeningLine>& openings, std::uint64_t base);
  Status write_checkpoint(const Checkpoint& checkpoint);
  Status sync_written();
  Status start_journal();
  Status make_room(std::size_t bytes);

  Files& files_;
  std::string folder_;
  OpenFile lock_;
  SigningKey key_;
  // Of committing:
  std::optional<OpenFile> journal_;
  std::size_t journal_bytes_ = 0;  // written
  std::size_t journal_end_ = 0;    // of the file: zeros up to there
  Sha256 digest_{};
  Tree tree_;
  std::uint64_t taken_size_ = 0;       // up to where it was taken to be published
  std::vector<TileFile> full_;         // since then
  std::vector<OpeningLine> openings_;  // since then
  std::size_t unpublished_bytes_ = 0;
  // Of publishing:
  Checkpoint published_;
  std::optional<Note> cosigned_;
  std::set<std::string> unsynced_;  // files written since the journal began
  std::set<std::string> folders_;   // known to be there
  // Of both:
  std::mutex broken_mutex_;
  std::optional<Error> broken_;
};

template <class Step>
auto Store::unless_broken(Step step) -> decltype(step()) {
  {
    const std::lock_guard lock(broken_mutex_);
    if (broken_) return *broken_;
  }
  auto result = step();
  if (result) return result;
  const std::lock_guard lock(broken_mutex_);
  if (!broken_) broken_ = result.error();
  return result;
}

}  // namespace ringfence::ledger
