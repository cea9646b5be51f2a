#include "memory_files.h"

#include <fcntl.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace ringfence::ledger {

MemoryFiles::MemoryFiles() : root_(std::make_shared<Node>()) {
  root_->is_folder = true;
}

bool MemoryFiles::step(int& result) {
  result = -EIO;
  if (crashes_next_) crash();
  if (crashed_) return false;
  ++calls;
  if (calls == crash_at) crash();
  result = -error;
  return calls != fail_at || error == 0;
}

void MemoryFiles::crash() {
  crashes_next_ = false;
  crashed_ = true;
  throw Crash{};
}

std::pair<MemoryFiles::NodePointer, std::string> MemoryFiles::place_of(const std::string& path) const {
  NodePointer node = root_;
  std::size_t begin = 0;
  for (std::size_t slash = path.find('/'); slash != std::string::npos; slash = path.find('/', begin)) {
    const auto next = node->names.find(path.substr(begin, slash - begin));
    if (next == node->names.end()) return {nullptr, {}};
    node = next->second;
    begin = slash + 1;
  }
  return {node, path.substr(begin)};
}

MemoryFiles::NodePointer MemoryFiles::find(const std::string& path) const {
  if (path == ".") return root_;
  const auto [folder, name] = place_of(path);
  if (!folder) return nullptr;
  const auto found = folder->names.find(name);
  return found == folder->names.end() ? nullptr : found->second;
}

int MemoryFiles::open(const std::string& path, int flags, unsigned) {
  int failed = 0;
  if (!step(failed)) return failed;
  NodePointer node = find(path);
  if (!node) {
    const auto [folder, name] = place_of(path);
    if ((flags & O_CREAT) == 0 || !folder) return -ENOENT;
    node = folder->names[name] = std::make_shared<Node>();
  }
  if ((flags & O_TRUNC) != 0) {
    node->bytes.clear();
    node->dirty_from = node->dirty_to = 0;
    node->durable_bytes.clear();  // either may survive; this is the harder case
  }
  open_[next_descriptor_] = {node, 0, (flags & O_APPEND) != 0};
  return next_descriptor_++;
}

int MemoryFiles::close(int descriptor) {
  const auto found = open_.find(descriptor);
  if (found == open_.end()) return -EBADF;
  if (found->second.locked) found->second.node->is_locked = false;
  open_.erase(found);
  if (crashed_) return -EIO;
  ++calls;
  crashes_next_ = crashes_next_ || calls == crash_at;  // it is called by destructors, which must not throw
  return calls == fail_at ? -error : 0;
}

void MemoryFiles::store(Node& node, std::size_t at, std::string_view bytes) {
  if (bytes.empty()) return;
  node.bytes.resize(std::max(node.bytes.size(), at + bytes.size()));
  std::memcpy(node.bytes.data() + at, bytes.data(), bytes.size());
  const bool clean = node.dirty_from == node.dirty_to;
  node.dirty_from = clean ? at : std::min(node.dirty_from, at);
  node.dirty_to = clean ? at + bytes.size() : std::max(node.dirty_to, at + bytes.size());
}

long MemoryFiles::write(int descriptor, std::string_view bytes) {
  Open& open = open_.at(descriptor);
  const std::size_t at = open.appends ? open.node->bytes.size() : open.position;
  const auto some = bytes.substr(0, std::uniform_int_distribution<std::size_t>(0, bytes.size() - 1)(random));
  int failed = 0;
  const bool fails = calls + 1 == fail_at;
  if (!crashed_ && (fails || calls + 1 == crash_at)) store(*open.node, at, some);
  if (!step(failed)) return failed;
  const std::string_view done = fails ? bytes.substr(0, std::max<std::size_t>(some.size(), 1)) : bytes;
  store(*open.node, at, done);
  open.position = at + done.size();
  return static_cast<long>(done.size());
}

long MemoryFiles::read(int descriptor, std::span<char> bytes) {
  int failed = 0;
  if (!step(failed)) return failed;
  Open& open = open_.at(descriptor);
  const std::string_view rest = std::string_view(open.node->bytes).substr(open.position).substr(0, bytes.size());
  if (!rest.empty()) std::memcpy(bytes.data(), rest.data(), rest.size());
  open.position += rest.size();
  return static_cast<long>(rest.size());
}

void MemoryFiles::make_durable(Node& node) {
  if (node.is_folder) {
    node.durable_names = node.names;
    return;
  }
  node.durable_bytes.resize(node.bytes.size());
  const std::size_t count = node.dirty_to - node.dirty_from;
  if (count > 0) std::memcpy(node.durable_bytes.data() + node.dirty_from, node.bytes.data() + node.dirty_from, count);
  node.dirty_from = node.dirty_to = 0;
}

void MemoryFiles::make_all_durable(Node& node) {
  make_durable(node);
  for (auto& [name, below] : node.names) make_all_durable(*below);
}

int MemoryFiles::sync(int descriptor) {
  const NodePointer node = open_.at(descriptor).node;
  int failed = 0;
  if (!step(failed)) {
    if (!crashed_) node->dirty_from = node->dirty_to = 0;  // the pages count as clean now
    return failed;
  }
  make_durable(*node);
  return 0;
}

int MemoryFiles::fsync(int descriptor) {
  return sync(descriptor);
}

int MemoryFiles::fdatasync(int descriptor) {
  return sync(descriptor);
}

int MemoryFiles::syncfs(int) {
  int failed = 0;
  if (!step(failed)) return failed;
  make_all_durable(*root_);
  return 0;
}

int MemoryFiles::lock(int descriptor) {
  int failed = 0;
  if (!step(failed)) return failed;
  Open& open = open_.at(descriptor);
  if (open.node->is_locked) return -EWOULDBLOCK;
  open.node->is_locked = open.locked = true;
  return 0;
}

int MemoryFiles::rename(const std::string& from, const std::string& to) {
  int failed = 0;
  if (!step(failed)) return failed;
  const auto [old_folder, old_name] = place_of(from);
  const auto [folder, name] = place_of(to);
  if (!old_folder || !folder || !old_folder->names.contains(old_name)) return -ENOENT;
  folder->names[name] = old_folder->names[old_name];
  old_folder->names.erase(old_name);
  if (on_rename) on_rename(to);
  return 0;
}

int MemoryFiles::make_folder(const std::string& path, unsigned) {
  int failed = 0;
  if (!step(failed)) return failed;
  const auto [folder, name] = place_of(path);
  if (!folder) return -ENOENT;
  if (folder->names.contains(name)) return -EEXIST;
  folder->names[name] = std::make_shared<Node>();
  folder->names[name]->is_folder = true;
  return 0;
}

int MemoryFiles::remove(const std::string& path) {
  int failed = 0;
  if (!step(failed)) return failed;
  const auto [folder, name] = place_of(path);
  return folder && folder->names.erase(name) == 1 ? 0 : -ENOENT;
}

int MemoryFiles::remove_folder(const std::string& path) {
  const NodePointer node = find(path);
  if (node && !node->names.empty()) return -ENOTEMPTY;
  return remove(path);
}

int MemoryFiles::list(const std::string& path, std::vector<std::string>& names) {
  int failed = 0;
  if (!step(failed)) return failed;
  const NodePointer node = find(path);
  if (!node) return -ENOENT;
  for (const auto& [name, below] : node->names) names.push_back(name);
  return 0;
}

MemoryFiles::NodePointer MemoryFiles::survivor(const Node& node, Survives survives, std::mt19937& random) {
  const auto coin = [&] {
    return survives == Survives::everything || (survives == Survives::something && random() % 2 == 0);
  };
  auto left = std::make_shared<Node>();
  left->is_folder = node.is_folder;
  left->bytes = node.durable_bytes;
  if (coin()) {  // some of what was written since, and the length it came to
    left->bytes.resize(node.bytes.size());
    const std::size_t count = node.dirty_to - node.dirty_from;
    const std::size_t some = survives == Survives::everything || count == 0 ? count : random() % (count + 1);
    const bool is_end = survives == Survives::something && random() % 2 == 0;
    const std::size_t from = is_end ? node.dirty_to - some : node.dirty_from;
    if (some > 0) std::memcpy(left->bytes.data() + from, node.bytes.data() + from, some);
  }
  auto names = node.durable_names;
  for (const auto& [name, below] : node.names) {
    if (coin()) names[name] = below;
  }
  for (const auto& [name, below] : node.durable_names) {
    if (!node.names.contains(name) && coin()) names.erase(name);
  }
  for (const auto& [name, below] : names) left->names[name] = survivor(*below, survives, random);
  return left;
}

std::unique_ptr<MemoryFiles> MemoryFiles::after_power_cut(Survives survives, unsigned seed) const {
  auto after = std::make_unique<MemoryFiles>();
  std::mt19937 coins(seed);
  after->root_ = survivor(*root_, survives, coins);
  std::function<void(Node&)> all_is_durable = [&](Node& node) {
    node.durable_bytes = node.bytes;
    node.durable_names = node.names;
    for (auto& [name, below] : node.names) all_is_durable(*below);
  };
  all_is_durable(*after->root_);
  after->random.seed(seed);
  return after;
}

void MemoryFiles::process_ended() {
  for (auto& [descriptor, open] : open_) {
    if (open.locked) open.node->is_locked = false;
  }
  open_.clear();
  crashed_ = crashes_next_ = false;
  crash_at = fail_at = 0;
}

std::string MemoryFiles::content(const std::string& path) const {
  const NodePointer node = find(path);
  return node ? node->bytes : std::string();
}

bool MemoryFiles::contains(const Node& node, std::string_view bytes) {
  if (node.bytes.find(bytes) != std::string::npos || node.durable_bytes.find(bytes) != std::string::npos) return true;
  const auto has = [&](const auto& below) { return contains(*below.second, bytes); };
  return std::ranges::any_of(node.names, has) || std::ranges::any_of(node.durable_names, has);
}

bool MemoryFiles::contains(std::string_view bytes) const {
  return contains(*root_, bytes);
}

void MemoryFiles::overwrite(const std::string& path, std::string bytes) {
  const NodePointer node = find(path);
  node->bytes = node->durable_bytes = std::move(bytes);
}

}  // namespace ringfence::ledger
