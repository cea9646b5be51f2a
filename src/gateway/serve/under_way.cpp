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
constexpr std::size_t most_bytes = header_bytes + limits::transfers_under_way * sizeof(UnderWay::Slot);
constexpr std::size_t places_at_once = 512;  // 32 KiB

// Another one after each start of the machine; empty where the system does not say.
std::string this_boot() {
  auto text = read_file("/proc/sys/kernel/random/boot_id", 64);
  return text ? *text : std::string();
}

Error cannot(const std::string& path, const char* what, int error) {
  return fail("could not " + std::string(what) + " \"" + path + "\"", std::strerror(error));
}

}  // namespace

// Addresses are taken for all places that there may ever be, and room on the disk for those that there are: what is
// mapped is the file's own before it is touched, so that a disk that is full later cannot end the process.
Result<std::unique_ptr<UnderWay>> UnderWay::open(const std::string& path, std::uint64_t now) {
  const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (file < 0) return cannot(path, "open", errno);
  void* const mapped = ::mmap(nullptr, most_bytes, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  if (mapped == MAP_FAILED) {
    const int error = errno;
    ::close(file);
    return cannot(path, "map", error);
  }
  std::unique_ptr<UnderWay> under_way(new UnderWay(file, mapped));
  struct stat found {};
  if (::fstat(file, &found) != 0) return cannot(path, "look at", errno);
  const auto bytes = std::min(static_cast<std::size_t>(found.st_size), most_bytes);
  const std::size_t places = bytes > header_bytes ? (bytes - header_bytes) / sizeof(Slot) : 0;
  if (!under_way->grow(std::max(places, places_at_once))) return cannot(path, "make room for", errno);
  under_way->begin(this_boot(), now);
  return under_way;
}

UnderWay::~UnderWay() {
  ::munmap(header_, most_bytes);
  ::close(file_);
}

UnderWay::Slot* UnderWay::slots() const {
  return reinterpret_cast<Slot*>(reinterpret_cast<char*>(header_) + header_bytes);
}

bool UnderWay::grow(std::size_t places) {
  if (places > limits::transfers_under_way) return false;
  errno = ::posix_fallocate(file_, 0, static_cast<off_t>(header_bytes + places * sizeof(Slot)));
  if (errno != 0) return false;
  places_ = places;
  return true;
}

void UnderWay::begin(const std::string& boot, std::uint64_t now) {
  const bool believed = !boot.empty() && boot.size() < sizeof(header_->boot) &&
                        std::memcmp(header_->format, format, sizeof(format)) == 0 && header_->boot == boot;
  if (!believed) {
    header_->format[0] = 0;
    std::atomic_thread_fence(std::memory_order_release);
    std::memset(static_cast<void*>(header_), 0, header_bytes + places_ * sizeof(Slot));
    header_->since = now;
    std::memcpy(header_->boot, boot.data(), std::min(boot.size(), sizeof(header_->boot) - 1));
    std::atomic_thread_fence(std::memory_order_release);
    std::memcpy(header_->format, format, sizeof(format));
  }
  for (auto i = static_cast<std::uint32_t>(places_); i > 0; --i) {
    if (slots()[i - 1].state.load() == State::free) free_.push_back(i - 1);
  }
}

std::vector<UnderWay::Slot*> UnderWay::left() const {
  std::vector<Slot*> left;
  for (std::size_t i = 0; i < places_; ++i) {
    if (slots()[i].state.load() != State::free) left.push_back(&slots()[i]);
  }
  return left;
}

UnderWay::Slot* UnderWay::take(const std::string& id, ledger::Side side, std::uint64_t begun) {
  if (id.size() != sizeof(Slot::id)) return nullptr;
  if (const std::size_t before = places_; free_.empty() && grow(before + places_at_once)) {
    for (auto i = static_cast<std::uint32_t>(places_); i > before; --i) free_.push_back(i - 1);
  }
  if (free_.empty()) return nullptr;
  Slot& slot = slots()[free_.back()];
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
  free_.push_back(static_cast<std::uint32_t>(slot - slots()));
}

}  // namespace ringfence::gateway
