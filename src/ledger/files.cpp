#include "ledger/files.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

namespace ringfence::ledger {

namespace {

template <class Call>
auto retried(Call call) {
  auto result = call();
  while (result < 0 && errno == EINTR) result = call();
  return result < 0 ? static_cast<decltype(result)>(-errno) : result;
}

class SystemFiles : public Files {
 public:
  int open(const std::string& path, int flags, unsigned mode) override {
    return retried([&] { return ::open(path.c_str(), flags | O_CLOEXEC, mode); });
  }
  // Never retried: the descriptor is gone, whatever close says.
  int close(int descriptor) override { return ::close(descriptor) < 0 ? -errno : 0; }
  long write(int descriptor, std::string_view bytes) override {
    return retried([&] { return ::write(descriptor, bytes.data(), bytes.size()); });
  }
  long read(int descriptor, std::span<char> bytes) override {
    return retried([&] { return ::read(descriptor, bytes.data(), bytes.size()); });
  }
  int fsync(int descriptor) override {
    return retried([&] { return ::fsync(descriptor); });
  }
  int fdatasync(int descriptor) override {
    return retried([&] { return ::fdatasync(descriptor); });
  }
  int syncfs(int descriptor) override {
    return retried([&] { return ::syncfs(descriptor); });
  }
  int lock(int descriptor) override {
    return retried([&] { return ::flock(descriptor, LOCK_EX | LOCK_NB); });
  }
  int rename(const std::string& from, const std::string& to) override {
    return retried([&] { return ::rename(from.c_str(), to.c_str()); });
  }
  int make_folder(const std::string& path, unsigned mode) override {
    return retried([&] { return ::mkdir(path.c_str(), mode); });
  }
  int remove(const std::string& path) override {
    return retried([&] { return ::unlink(path.c_str()); });
  }
  int remove_folder(const std::string& path) override {
    return retried([&] { return ::rmdir(path.c_str()); });
  }
  int list(const std::string& folder, std::vector<std::string>& names) override {
    DIR* const directory = ::opendir(folder.c_str());
    if (directory == nullptr) return -errno;
    errno = 0;
    while (const dirent* entry = ::readdir(directory)) {
      const std::string name = entry->d_name;
      if (name != "." && name != "..") names.push_back(name);
    }
    const int failed = errno;
    ::closedir(directory);
    return -failed;
  }
};

}  // namespace

Files& system_files() {
  static SystemFiles files;
  return files;
}

}  // namespace ringfence::ledger
