#include "ledger/verify.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/limits.h"
#include "ledger/bundle.h"
#include "ledger/tree.h"

namespace ringfence::ledger {

namespace {

class Verifier {
 public:
  Verifier(Source& source, const VerifyOptions& options) : source_(source), options_(options) {}

  Verified run() {
    const auto served = read_checkpoint(source_);
    if (!served) {
      find("checkpoint", served.error());
      return std::move(verified_);
    }
    verified_.checkpoint = served->checkpoint;
    check_own_signature(*served, options_.keys, "checkpoint", verified_);
    read_cosigned(*served);
    check_witnesses(*served);
    find_cosignatures(*served, options_.keys, verified_);
    if (cosigned_) find_cosignatures(*cosigned_, options_.keys, verified_);
    if (read_entries()) {
      if (tree_.root() != served->checkpoint.root) find("checkpoint", "its root is not that of the entries");
      check_listed();
    }
    return std::move(verified_);
  }

 private:
  void find(std::string where, std::string what) {
    if (verified_.findings.size() < limits::diagnostics_shown) {
      verified_.findings.push_back({std::move(where), std::move(what)});
    }
  }
  void find(std::string where, const Error& error) {
    find(std::move(where), error.detail.empty() ? error.message : error.message + ": " + error.detail);
  }

  void read_cosigned(const ServedCheckpoint& served) {
    const std::string path = "checkpoint.cosigned";
    const auto bytes = source_.read(path, limits::note_bytes);
    if (bytes && !*bytes) return;
    auto cosigned = read_checkpoint(source_, path);
    if (!cosigned) return find(path, cosigned.error());
    if (cosigned->checkpoint.origin != served.checkpoint.origin) return find(path, "it is of another log");
    if (cosigned->checkpoint.size > served.checkpoint.size) return find(path, "it is of more entries than the log has");
    check_own_signature(*cosigned, options_.keys, path, verified_);
    verified_.cosigned_size = cosigned->checkpoint.size;
    cosigned_ = std::move(*cosigned);
  }

  void check_witnesses(const ServedCheckpoint& served) {
    for (const VerifierKey& key : options_.keys) {
      if (key.kind != KeyKind::witness || key.name == served.checkpoint.origin) continue;  // nobody witnesses itself
      const Signed here = is_signed(served.note, key);
      const Signed there = cosigned_ ? is_signed(cosigned_->note, key) : Signed::absent;
      if (here == Signed::wrong) find("checkpoint", fmt::format("the cosignature of {} does not verify", key.name));
      if (there == Signed::wrong)
        find("checkpoint.cosigned", fmt::format("the cosignature of {} does not verify", key.name));
      if (here == Signed::absent && there == Signed::absent)
        find("checkpoint", fmt::format("{} has not cosigned it", key.name));
      if (here == Signed::right || there == Signed::right) verified_.signed_by.push_back(key.name);
    }
  }

  // False: a bundle cannot be read, and nothing behind it can be computed.
  bool read_entries() {
    const std::uint64_t size = verified_.checkpoint.size;
    compare_cosigned();
    for (TileName name : tiles_at_level(size, 0)) {
      name.level.reset();
      const auto entries = read_bundle(source_, name);
      ++verified_.tiles;
      if (!entries) {
        find(path_of(name), entries.error());
        return false;
      }
      std::vector<TileFile> full;
      std::map<std::uint64_t, Entry> of_bundle;
      for (const std::string& entry : *entries) add(entry, full, of_bundle);
      for (const TileFile& file : full) compare(file);
      check_openings_of(name.index, of_bundle);
      if (options_.on_progress) options_.on_progress(tree_.size(), size);
    }
    for (const TileFile& file : tree_.partial()) compare(file);
    return true;
  }

  void add(const std::string& bytes, std::vector<TileFile>& full, std::map<std::uint64_t, Entry>& of_bundle) {
    const std::uint64_t index = tree_.size();
    tree_.append(bytes, full);
    compare_cosigned();
    auto entry = parse_entry(bytes);
    if (!entry) return find(fmt::format("entry {}", index), entry.error());
    ++verified_.kinds[std::string(entry->kind())];
    if (options_.on_entry) options_.on_entry(index, *entry);
    of_bundle.emplace(index, std::move(*entry));
  }

  void compare_cosigned() {
    if (!cosigned_ || cosigned_->checkpoint.size != tree_.size()) return;
    if (cosigned_->checkpoint.root != tree_.root())
      find("checkpoint.cosigned", "its root is not that of the log's beginning");
  }

  void compare(const TileFile& file) {
    if (!file.name.level) return;  // it is what the rest is computed from
    ++verified_.tiles;
    const auto hashes = read_tile(source_, file.name);
    if (!hashes) return find(path_of(file.name), hashes.error());
    if (tile_bytes(*hashes) != file.bytes) find(path_of(file.name), "its hashes are not those of the entries");
  }

  void check_openings_of(std::uint64_t bundle, const std::map<std::uint64_t, Entry>& entries) {
    if (options_.openings == nullptr) return;
    const std::string path = openings_path(bundle * tile_width);
    const auto bytes = options_.openings->read(path.substr(path.find('/') + 1), limits::openings_file_bytes);
    if (!bytes) return find(path, bytes.error());
    if (!*bytes) return;
    std::set<std::pair<std::uint64_t, std::string>> seen;
    std::string_view rest = **bytes;
    while (!rest.empty()) {
      const std::size_t end = std::min(rest.find('\n'), rest.size());
      const auto line = parse_opening(rest.substr(0, end));
      rest.remove_prefix(std::min(end + 1, rest.size()));
      if (!line) {
        find(path, line.error());
        continue;
      }
      const auto entry = entries.find(line->entry);
      const bool opens = entry != entries.end() && check_openings(entry->second, {line->opening}).has_value();
      if (!opens || !seen.emplace(line->entry, line->opening.name).second) {
        find(path, fmt::format("an opening of entry {} does not open a commitment of it", line->entry));
      }
      ++verified_.openings;
    }
  }

  // Whatever else lies there would be served too.
  void check_listed() {
    const auto paths = source_.list();
    if (!paths) return;
    for (const std::string& path : *paths) {
      if (path == "checkpoint" || path == "checkpoint.cosigned" || path == "checkpoint.new" ||
          path == "checkpoint.cosigned.new")
        continue;
      const auto name = parse_tile_path(path);
      if (!name) {
        find(path, "it is no file of a log");
      } else {
        check_listed(path, *name);
      }
    }
  }

  void check_listed(const std::string& path, const TileName& name) {
    const std::uint64_t hashes = hashes_at_level(verified_.checkpoint.size, name.level.value_or(0));
    const std::uint64_t begin = name.index * tile_width;
    // A log that is being written has more behind what its checkpoint says; what that is, a later checkpoint will say.
    if (name.index > hashes / tile_width || begin + name.width > hashes) return;
    const TileName whole{name.level, name.index, static_cast<unsigned>(std::min(hashes - begin, tile_width))};
    if (whole == name) return;  // compared already
    const std::size_t limit = name.level ? limits::tile_file_bytes : limits::bundle_file_bytes;
    const auto bytes = source_.read(path, limit);
    const auto other = source_.read(path_of(whole), limit);
    if (!bytes || !*bytes || !other || !*other) return;  // it was removed meanwhile
    const bool has_width =
        name.level ? (*bytes)->size() == name.width * sizeof(Hash) : parse_bundle(**bytes, name.width).has_value();
    if (!has_width || !(*other)->starts_with(**bytes)) find(path, "it is not the beginning of the wider one");
  }

  Source& source_;
  const VerifyOptions& options_;
  Verified verified_;
  Tree tree_;
  std::optional<ServedCheckpoint> cosigned_;
};

}  // namespace

Verified verify(Source& source, const VerifyOptions& options) {
  return Verifier(source, options).run();
}

}  // namespace ringfence::ledger
