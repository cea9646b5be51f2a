// How many rows each transfer that is under way has let pass, in a file that is mapped: what is written here outlives
// this process, however it ends, and costs no system call. It does not outlive the machine: a file that was written
// before its last start is not believed.
//
// One process at a time (the ledger's lock), one thread.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "ledger/entry.h"

namespace ringfence::gateway {

class UnderWay {
 public:
  enum class State : std::uint32_t { free, open, complete, failed, cut };
  struct Slot {
    std::atomic<State> state;
    std::uint32_t side;
    std::atomic<std::uint64_t> rows;
    std::atomic<std::uint64_t> bytes;
    std::uint64_t begun;  // milliseconds since 1970
    char id[32];
  };
  static_assert(sizeof(Slot) == 64);

  // `now` in milliseconds since 1970. Fails where the disk has no room for it.
  static Result<std::unique_ptr<UnderWay>> open(const std::string& path, std::uint64_t now);
  ~UnderWay();
  UnderWay(const UnderWay&) = delete;
  UnderWay& operator=(const UnderWay&) = delete;

  // Every transfer that began since is here until it has ended, and no other.
  [[nodiscard]] std::uint64_t since() const { return header_->since; }
  // Those that the process before has left.
  [[nodiscard]] std::vector<Slot*> left() const;
  // Null: there are too many, or the disk has no room for more.
  Slot* take(const std::string& id, ledger::Side side, std::uint64_t begun);
  void give_back(Slot* slot);

 private:
  struct Header {
    char format[24];
    char boot[40];  // of the machine's start
    std::uint64_t since;
  };
  UnderWay(int file, void* mapped) : file_(file), header_(static_cast<Header*>(mapped)) {}
  bool grow(std::size_t places);
  void begin(const std::string& boot, std::uint64_t now);
  [[nodiscard]] Slot* slots() const;
  int file_;
  Header* header_;
  std::size_t places_ = 0;
  std::vector<std::uint32_t> free_;
};

}  // namespace ringfence::gateway
