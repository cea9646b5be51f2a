#include "gateway/serve/under_way.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "base/file.h"
#include "base/limits.h"

namespace ringfence::gateway {

namespace {

constexpr char format[24] = "ringfence-under-way-1";
constexpr std::size_t header_bytes = 4096;
constexpr std::size_t file_bytes = header_bytes + limits::transfers_under_way * sizeof(UnderWay::Slot);

// Another one after each start of the machine; empty where the system does not say.
std::string this_boot() {
  auto text = read_file("/proc/sys/kernel/random/boot_id", 64);
  return text ? *text : std::string();
}

Error cannot(const std::string& path, const char* what, int error) {
  return fail("could not " + std::string(what) + " \"" + path + "\"", std::strerror(error));
}

}  // namespace

Result<std::unique_ptr<UnderWay>> UnderWay::open(const std::string& path, std::uint64_t now) {
  const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (file < 0) return cannot(path, "open", errno);
  struct stat found {};
  const bool known = ::fstat(file, &found) == 0 && static_cast<std::size_t>(found.st_size) == file_bytes;
  // All of it is the file's own before it is mapped: a disk that is full later cannot end the process.
  if (const int error = ::posix_fallocate(file, 0, file_bytes); error != 0) {
    ::close(file);
    return cannot(path, "make room for", error);
  }
  void* const mapped = ::mmap(nullptr, file_bytes, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  const int error = errno;
  ::close(file);
  if (mapped == MAP_FAILED) return cannot(path, "map", error);
  return std::unique_ptr<UnderWay>(new UnderWay(mapped, !known, this_boot(), now));
}

UnderWay::UnderWay(void* mapped, bool anew, const std::string& boot, std::uint64_t now)
    : mapped_(mapped),
      header_(static_cast<Header*>(mapped)),
      slots_(reinterpret_cast<Slot*>(static_cast<char*>(mapped) + header_bytes)) {
  const bool believed = !anew && !boot.empty() && boot.size() < sizeof(header_->boot) &&
                        std::memcmp(header_->format, format, sizeof(format)) == 0 && header_->boot == boot;
  if (!believed) {
    header_->format[0] = 0;
    std::atomic_thread_fence(std::memory_order_release);
    std::memset(mapped_, 0, file_bytes);
    header_->since = now;
    std::memcpy(header_->boot, boot.data(), std::min(boot.size(), sizeof(header_->boot) - 1));
    std::atomic_thread_fence(std::memory_order_release);
    std::memcpy(header_->format, format, sizeof(format));
  }
  for (std::uint32_t i = limits::transfers_under_way; i > 0; --i) {
    if (slots_[i - 1].state.load() == State::free) free_.push_back(i - 1);
  }
}

UnderWay::~UnderWay() {
  ::munmap(mapped_, file_bytes);
}

std::vector<UnderWay::Slot*> UnderWay::left() const {
  std::vector<Slot*> left;
  for (std::size_t i = 0; i < limits::transfers_under_way; ++i) {
    if (slots_[i].state.load() != State::free) left.push_back(&slots_[i]);
  }
  return left;
}

UnderWay::Slot* UnderWay::take(const std::string& id, ledger::Side side, std::uint64_t begun) {
  if (free_.empty() || id.size() != sizeof(Slot::id)) return nullptr;
  Slot& slot = slots_[free_.back()];
  free_.pop_back();
  slot.side = static_cast<std::uint32_t>(side);
  slot.rows.store(0, std::memory_order_relaxed);
  slot.bytes.store(0, std::memory_order_relaxed);
  slot.begun = begun;
  std::memcpy(slot.id, id.data(), sizeof(slot.id));
  slot.state.store(State::open, std::memory_order_release);
  return &slot;
}

void UnderWay::give_back(Slot* slot) {
  slot->state.store(State::free, std::memory_order_release);
  free_.push_back(static_cast<std::uint32_t>(slot - slots_));
}

}  // namespace ringfence::gateway
