// What the ledger does with files, in steps that are one system call each (files.h). Blocking. Errors name step and
// path.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "ledger/files.h"

namespace ringfence::ledger {

// An open descriptor, closed at the end of its life.
class OpenFile {
 public:
  static Result<OpenFile> open(Files& files, std::string path, int flags, unsigned mode = 0644);
  // The whole of a file; nothing: there is no such file.
  static Result<std::optional<std::string>> read_if_there(Files& files, const std::string& path, std::size_t limit);
  OpenFile(OpenFile&& other) noexcept;
  OpenFile& operator=(OpenFile&& other) noexcept;
  ~OpenFile();

  Status write(std::string_view bytes);  // all of them, in as many calls as it takes
  Status fsync();
  Status fdatasync();
  Status syncfs();
  Status lock();
  Result<std::string> read(std::size_t limit);  // to the end; more than the limit is an error
  Status close();

 private:
  OpenFile(Files& files, std::string path, int descriptor);
  [[nodiscard]] Status done(long result, std::string_view step) const;
  Files* files_;
  std::string path_;
  int descriptor_;
};

// After success the file holds `bytes` whole, even across a power cut; after failure or a cut it holds those or what it
// held.
//   open PATH.new, write, fsync, close, rename over PATH, open its folder, fsync, close
Status replace_file(Files& files, const std::string& path, std::string_view bytes, unsigned mode = 0644);
// The same without any sync: whole for whoever reads it while the machine runs, and of no promise across a power cut.
Status replace_file_unsynced(Files& files, const std::string& path, std::string_view bytes, unsigned mode = 0644);
// Of a file or folder that others wrote, or that was closed since.
Status sync_path(Files& files, const std::string& path);
// Makes what is missing of the folders on the way, each synced into the one above by whoever syncs paths later.
Status make_folders(Files& files, const std::string& path, unsigned mode = 0755);
// The same, and each synced into the one above, also where it was there: who made it may have ended before that.
Status make_folders_synced(Files& files, const std::string& path, unsigned mode = 0755);
std::string folder_of(const std::string& path);

Error system_error(std::string_view step, const std::string& path, long result);

}  // namespace ringfence::ledger
