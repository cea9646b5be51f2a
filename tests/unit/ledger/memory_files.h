// A file system in memory that forgets: what was not synced may or may not survive a power cut. As strict as POSIX lets
// a file system be: a file's sync does not make its name durable, a folder's does; after a sync that failed, what it
// was to write is readable and will never be durable unless it is written again.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "ledger/files.h"

namespace ringfence::ledger {

// Thrown by the call at which the machine or process ends, or the first after a close; every later call does nothing.
struct Crash {};

class MemoryFiles : public Files {
 public:
  enum class Survives { nothing, everything, something };  // of what was not synced

  MemoryFiles();

  // Call number `crash_at` (from 1) throws Crash, a write having done some of its work; number `fail_at` returns
  // -error, a write having done some of its; with `error` 0 a write only is short. 0: none.
  std::size_t crash_at = 0;
  std::size_t fail_at = 0;
  int error = 0;
  std::size_t calls = 0;
  std::function<void(const std::string& path)> on_rename;  // after it; `path` is the new name
  std::mt19937 random{1};

  // What is there when the machine starts again. `everything` is also what another process sees after a kill.
  [[nodiscard]] std::unique_ptr<MemoryFiles> after_power_cut(Survives survives, unsigned seed) const;
  // The same disk and memory after the process alone ended: locks and descriptors are gone.
  void process_ended();
  [[nodiscard]] std::string content(const std::string& path) const;  // empty: not there
  [[nodiscard]] bool contains(std::string_view bytes) const;  // in any file, or what a power cut would leave of one
  // Damages what is there, durably.
  void overwrite(const std::string& path, std::string bytes);

  int open(const std::string& path, int flags, unsigned mode) override;
  int close(int descriptor) override;
  long write(int descriptor, std::string_view bytes) override;
  long read(int descriptor, std::span<char> bytes) override;
  int fsync(int descriptor) override;
  int fdatasync(int descriptor) override;
  int syncfs(int descriptor) override;
  int lock(int descriptor) override;
  int rename(const std::string& from, const std::string& to) override;
  int make_folder(const std::string& path, unsigned mode) override;
  int remove(const std::string& path) override;
  int remove_folder(const std::string& path) override;
  int list(const std::string& folder, std::vector<std::string>& names) override;

 private:
  struct Node {
    bool is_folder = false;
    std::map<std::string, std::shared_ptr<Node>> names;          // of a folder
    std::map<std::string, std::shared_ptr<Node>> durable_names;  // what its last sync wrote
    std::string bytes;                                           // of a file
    std::string durable_bytes;
    std::size_t dirty_from = 0;  // bytes [from, to) were written since the last sync
    std::size_t dirty_to = 0;
    bool is_locked = false;
  };
  using NodePointer = std::shared_ptr<Node>;
  struct Open {
    NodePointer node;
    std::size_t position = 0;
    bool appends = false;
    bool locked = false;
  };

  [[noreturn]] void crash();
  bool step(int& result);  // false: the call is to return `result`
  [[nodiscard]] NodePointer find(const std::string& path) const;
  [[nodiscard]] std::pair<NodePointer, std::string> place_of(const std::string& path) const;
  static void store(Node& node, std::size_t at, std::string_view bytes);
  static void make_durable(Node& node);
  static void make_all_durable(Node& node);
  static NodePointer survivor(const Node& node, Survives survives, std::mt19937& random);
  static bool contains(const Node& node, std::string_view bytes);
  int sync(int descriptor);

  NodePointer root_;
  std::map<int, Open> open_;
  int next_descriptor_ = 3;
  bool crashed_ = false;
  bool crashes_next_ = false;
};

}  // namespace ringfence::ledger
