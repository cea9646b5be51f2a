// How a store is made, opened, and brought back to what was acknowledged.
#include <fcntl.h>
#include <fmt/format.h>

#include <cerrno>

#include "base/limits.h"
#include "ledger/store.h"

namespace ringfence::ledger {

namespace {

// A journal is begun anew past its limit; one batch may come before that.
constexpr std::size_t journal_read_bytes = limits::ledger_journal_bytes + journal_room + 8 * limits::ledger_batch_bytes;

Error no_ledger(const std::string& folder) {
  return fail(fmt::format("there is no ledger in \"{}\"", folder), {}, "ringfence ledger init makes one");
}

Result<OpenFile> take_lock(Files& files, const std::string& folder) {
  auto lock = OpenFile::open(files, folder + "/lock", O_RDWR | O_CREAT, 0600);
  if (!lock) return lock.error();
  if (const Status locked = lock->lock(); !locked) {
    return fail(fmt::format("the ledger in \"{}\" is in use", folder), locked.error().message,
                "one process writes to a ledger; end the other one first");
  }
  return lock;
}

Result<SigningKey> read_key(Files& files, const std::string& folder) {
  auto text = OpenFile::read_if_there(files, folder + "/ledger.key", limits::ledger_key_bytes);
  if (!text) return text.error();
  if (!*text) return no_ledger(folder);
  if ((*text)->ends_with('\n')) (*text)->pop_back();
  return parse_signing_key(**text);
}

std::string vkey_text(const SigningKey& key) {
  return to_text(key.verifier(KeyKind::log)) + "\n" + to_text(key.verifier(KeyKind::witness)) + "\n";
}

}  // namespace

// The journal comes last: where there is one, there is a ledger.
//   mkdir DIR, log, openings, cosigned, each with an fsync of what it is in; open, flock lock; replace ledger.key,
//   ledger.vkey, journal (each as replace_file())
Status Store::create(Files& files, const std::string& folder, std::string_view name) {
  RINGFENCE_TRY(make_folders_synced(files, folder));
  RINGFENCE_TRY(make_folders_synced(files, folder + "/log"));
  RINGFENCE_TRY(make_folders_synced(files, folder + "/openings", 0700));
  RINGFENCE_TRY(make_folders_synced(files, folder + "/cosigned", 0700));
  const auto lock = take_lock(files, folder);
  if (!lock) return lock.error();
  const auto journal = OpenFile::read_if_there(files, folder + "/journal", journal_read_bytes);
  if (!journal) return journal.error();
  if (*journal) return fail(fmt::format("there is a ledger in \"{}\" already", folder));
  auto key = read_key(files, folder);
  if (!key) {
    key = make_signing_key(name);
    if (!key) return key.error();
    RINGFENCE_TRY(replace_file(files, folder + "/ledger.key", private_text(*key) + "\n", 0600));
  }
  if (key->name != name) return fail(fmt::format("the key in \"{}\" is that of {}", folder, key->name));
  RINGFENCE_TRY(replace_file(files, folder + "/ledger.vkey", vkey_text(*key)));
  return replace_file(files, folder + "/journal", begin_journal(Tree()).bytes, 0600);
}

// What a power cut left of a checkpoint that was not synced may be anything: it counts only where our signature is
// right.
Result<std::optional<Checkpoint>> Store::read_published() {
  const auto bytes = OpenFile::read_if_there(files_, at("log/checkpoint"), limits::note_bytes);
  if (!bytes) return bytes.error();
  const auto note = *bytes ? parse_note(**bytes) : Result<Note>(fail("none"));
  if (!note || is_signed(*note, key_.verifier(KeyKind::log)) != Signed::right) return std::optional<Checkpoint>();
  auto checkpoint = parse_checkpoint(note->text);
  if (!checkpoint) return checkpoint.error();
  return std::optional(std::move(*checkpoint));
}

Status Store::replay(JournalRead& read, const std::optional<Checkpoint>& published) {
  const std::uint64_t size = read.tree.size() + read.entries.size();
  tree_ = std::move(read.tree);
  bool agrees = !published || published->size < tree_.size();
  const auto compare = [&] { agrees = agrees || (published->size == tree_.size() && published->root == tree_.root()); };
  compare();
  for (const std::string& entry : read.entries) {
    add(entry);
    compare();
  }
  openings_ = std::move(read.openings);
  if (agrees) return {};
  return fail(fmt::format("the journal in \"{}\" is not that of the checkpoint beside it", folder_),
              fmt::format("the checkpoint has {} entries, the journal leads to {}", published->size, size),
              "bring both back from where they belong together: what was published cannot be taken back");
}

// Pages that a crashed process, or a sync that failed, left behind are not trusted to be on the disk though they can be
// read: everything since the journal began is written and synced again.
//   1. open, flock           lock
//   2. open, read, close     ledger.key, journal, checkpoint, checkpoint.cosigned
//   3. write                 all tiles since the journal began, the partial ones that are there; openings (replaced)
//   4. fsync or syncfs       as begin_anew()
//   5. a journal that begins here, as begin_anew()           ← what was read is durable, and only now
//   6. open, write, close, rename   checkpoint               ← seen by others; unlink, rmdir partial tiles become full
//   7. commit() and publish() of an entry that says so, where the one before had not come to its end
Result<std::unique_ptr<Store>> Store::open(Files& files, const std::string& folder, std::uint64_t time) {
  auto key = read_key(files, folder);
  if (!key) return key.error();
  auto lock = take_lock(files, folder);
  if (!lock) return lock.error();
  std::unique_ptr<Store> store(new Store(files, folder, std::move(*lock), std::move(*key)));
  const Status recovered = store->recover(time);
  if (!recovered) return recovered.error();
  return store;
}

Status Store::recover(std::uint64_t time) {
  const auto journal = OpenFile::read_if_there(files_, at("journal"), journal_read_bytes);
  if (!journal) return journal.error();
  if (!*journal) return no_ledger(folder_);
  auto read = read_journal(**journal);
  if (!read) return read.error();
  const auto published = read_published();
  if (!published) return published.error();
  const auto cosigned = OpenFile::read_if_there(files_, at("log/checkpoint.cosigned"), limits::note_bytes);
  if (!cosigned) return cosigned.error();
  if (*cosigned) {
    if (auto note = parse_note(**cosigned)) cosigned_ = std::move(*note);
  }
  const std::uint64_t base = read->tree.size();
  const std::uint64_t torn = read->torn;
  RINGFENCE_TRY(replay(*read, *published));
  const Unpublished found =
      take_unpublished().value_or(Unpublished{{key_.name, tree_.size(), tree_.root()}, {}, tree_.partial(), {}});
  RINGFENCE_TRY(write_tiles(found));
  RINGFENCE_TRY(write_listed_partials());
  RINGFENCE_TRY(rewrite_openings(found.openings, base));
  RINGFENCE_TRY(sync_written());
  RINGFENCE_TRY(start_journal());
  RINGFENCE_TRY(write_checkpoint(found.checkpoint));
  for (const TileFile& file : found.full) RINGFENCE_TRY(remove_partials(file.name));
  const std::uint64_t seen = *published ? (*published)->size : 0;
  if (torn == 0 && seen == tree_.size()) return {};
  const auto entry = make_entry(Recovery{tree_.size(), seen, torn}, time);
  if (!entry) return entry.error();
  const auto committed = commit({Append{entry->bytes(), {}}});
  if (!committed) return committed.error();
  return publish();
}

// Lines of entries before `base` are kept; those after it are written as the journal has them.
Status Store::rewrite_openings(const std::vector<OpeningLine>& openings, std::uint64_t base) {
  std::map<std::string, std::string> lines;
  for (const OpeningLine& line : openings) lines[openings_path(line.entry)] += to_text(line);
  for (const auto& [name, added] : lines) {
    const std::string path = at(name);
    const auto old = OpenFile::read_if_there(files_, path, limits::openings_file_bytes);
    if (!old) return old.error();
    std::string kept;
    std::string_view rest = *old ? std::string_view(**old) : std::string_view();
    for (std::size_t end = rest.find('\n'); end != std::string_view::npos; end = rest.find('\n')) {
      const auto line = parse_opening(rest.substr(0, end));
      if (line && line->entry < base) kept += rest.substr(0, end + 1);
      rest.remove_prefix(end + 1);
    }
    RINGFENCE_TRY(make_folders(files_, folder_of(path), 0700));
    RINGFENCE_TRY(replace_file_unsynced(files_, path, kept + added, 0600));
    unsynced_.insert(path);
  }
  return {};
}

}  // namespace ringfence::ledger
