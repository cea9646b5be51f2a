// The system calls a ledger is kept by, one function each, so that tests can fail each of them, and lose what was not
// synced. Results are those of the system: a negative one is -errno. A path is as given to open(); folders have no
// slash at the end.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ringfence::ledger {

class Files {
 public:
  Files() = default;
  Files(const Files&) = delete;
  Files& operator=(const Files&) = delete;
  virtual ~Files() = default;

  virtual int open(const std::string& path, int flags, unsigned mode) = 0;  // O_CLOEXEC is added
  virtual int close(int descriptor) = 0;
  virtual long write(int descriptor, std::string_view bytes) = 0;  // may write fewer
  virtual long read(int descriptor, std::span<char> bytes) = 0;
  virtual int fsync(int descriptor) = 0;
  virtual int fdatasync(int descriptor) = 0;
  virtual int syncfs(int descriptor) = 0;
  virtual int lock(int descriptor) = 0;  // flock, exclusive, without waiting
  virtual int rename(const std::string& from, const std::string& to) = 0;
  virtual int make_folder(const std::string& path, unsigned mode) = 0;
  virtual int remove(const std::string& path) = 0;                                   // of a file
  virtual int remove_folder(const std::string& path) = 0;                            // of an empty one
  virtual int list(const std::string& folder, std::vector<std::string>& names) = 0;  // in any order, without . and ..
};

Files& system_files();

}  // namespace ringfence::ledger
