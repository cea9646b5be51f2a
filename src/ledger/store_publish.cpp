// What a store writes for others to read: tiles, openings, the checkpoint.
#include <fcntl.h>
#include <fmt/format.h>

#include <charconv>

#include "base/limits.h"
#include "ledger/store.h"

namespace ringfence::ledger {

// Immutable, so it is written in place: over what a crash left of itself, never shorter than it was.
Status Store::write_tile(const TileFile& file) {
  const std::string path = at("log/" + path_of(file.name));
  const std::string folder = folder_of(path);
  if (folders_.insert(folder).second) RINGFENCE_TRY(make_folders(files_, folder));
  auto out = OpenFile::open(files_, path, O_WRONLY | O_CREAT);
  if (!out) return out.error();
  RINGFENCE_TRY(out->write(file.bytes));
  RINGFENCE_TRY(out->close());
  unsynced_.insert(path);
  return {};
}

Status Store::write_tiles(const Unpublished& unpublished) {
  for (const TileFile& file : unpublished.full) RINGFENCE_TRY(write_tile(file));
  for (const TileFile& file : unpublished.partial) RINGFENCE_TRY(write_tile(file));
  return {};
}

Status Store::append_openings(const std::vector<OpeningLine>& openings) {
  std::map<std::string, std::string> added;
  for (const OpeningLine& line : openings) added[openings_path(line.entry)] += to_text(line);
  for (const auto& [name, lines] : added) {
    const std::string path = at(name);
    if (folders_.insert(folder_of(path)).second) RINGFENCE_TRY(make_folders(files_, folder_of(path), 0700));
    auto out = OpenFile::open(files_, path, O_WRONLY | O_CREAT | O_APPEND, 0600);
    if (!out) return out.error();
    RINGFENCE_TRY(out->write(lines));
    RINGFENCE_TRY(out->close());
    unsynced_.insert(path);
  }
  return {};
}

Status Store::write_checkpoint(const Checkpoint& checkpoint) {
  const bool has_cosignatures = cosigned_ && cosigned_->text == to_text(checkpoint);
  const std::string bytes = has_cosignatures ? to_text(*cosigned_) : sign_checkpoint(checkpoint, key_);
  const std::string path = at("log/checkpoint");
  RINGFENCE_TRY(replace_file_unsynced(files_, path, bytes));
  unsynced_.insert(path);
  published_ = checkpoint;
  return {};
}

Status Store::remove_partials(const TileName& full) {
  const std::string folder = at("log/" + partial_folder(full));
  std::vector<std::string> names;
  const int listed = files_.list(folder, names);
  if (listed == -ENOENT) return {};
  if (listed < 0) return system_error("list", folder, listed);
  for (const std::string& name : names) {
    const std::string path = folder + "/" + name;
    if (const int removed = files_.remove(path); removed < 0) return system_error("remove", path, removed);
    unsynced_.erase(path);
  }
  if (const int removed = files_.remove_folder(folder); removed < 0) return system_error("remove", folder, removed);
  folders_.erase(folder);
  return {};
}

// Tiles of checkpoints before this one, which others may still be reading by: a power cut may have left anything in
// them.
Status Store::write_listed_partials() {
  for (const TileFile& current : tree_.partial()) {
    const std::string folder = at("log/" + partial_folder(current.name));
    std::vector<std::string> names;
    const int listed = files_.list(folder, names);
    if (listed < 0 && listed != -ENOENT) return system_error("list", folder, listed);
    for (const std::string& name : names) {
      unsigned width = 0;
      const auto read = std::from_chars(name.data(), name.data() + name.size(), width);
      const bool is_width = read.ec == std::errc() && read.ptr == name.data() + name.size();
      auto file = is_width ? tree_.partial(current.name.level, width) : std::nullopt;
      if (file) {
        RINGFENCE_TRY(write_tile(*file));
      } else if (const int removed = files_.remove(folder + "/" + name); removed < 0) {
        return system_error("remove", folder + "/" + name, removed);
      }
    }
  }
  return {};
}

}  // namespace ringfence::ledger
