// What was decided about statements, by shape. Bounded in entries and bytes; forgets what was not asked for lately. A
// hit compares the whole key: hashes only say where to look, and are seeded, so that a client cannot choose keys that
// collide. For one thread.
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "base/limits.h"
#include "gateway/route/keyed_hash.h"

namespace ringfence::gateway {

template <class Value>
class ShapeCache {
 public:
  explicit ShapeCache(std::size_t most_entries = limits::shapes_cached,
                      std::size_t most_bytes = limits::shapes_cached_bytes)
      : most_entries_(most_entries), most_bytes_(most_bytes) {}

  // Valid until the next call. Null: not known.
  const Value* find(std::string_view key) {
    if (const auto young = young_.find(key); young != young_.end()) return &young->second;
    const auto old = old_.find(key);
    if (old == old_.end()) return nullptr;
    if (!has_room(key.size())) return &old->second;
    young_bytes_ += key.size();
    const auto moved = young_.emplace(old->first, std::move(old->second)).first;
    old_.erase(old);
    return &moved->second;
  }

  const Value& put(std::string_view key, Value value) {
    if (!has_room(key.size())) grow_old();
    const auto [at, fresh] = young_.insert_or_assign(std::string(key), std::move(value));
    if (fresh) young_bytes_ += key.size();
    return at->second;
  }

  void forget(std::string_view key) {
    if (const auto young = young_.find(key); young != young_.end()) {
      young_bytes_ -= key.size();
      young_.erase(young);
    }
    if (const auto old = old_.find(key); old != old_.end()) old_.erase(old);
  }

  // The policy or the schema has changed: nothing that was decided holds any more.
  void clear() {
    young_.clear();
    old_.clear();
    young_bytes_ = 0;
  }

  // For people to look at: in no order.
  template <class Visit>
  void each(Visit&& visit) const {
    for (const Map* map : {&young_, &old_}) {
      for (const auto& [key, value] : *map) visit(std::string_view(key), value);
    }
  }
  [[nodiscard]] std::size_t size() const { return young_.size() + old_.size(); }

 private:
  // Flat: homes are asked for at random among very many, and each line of memory that has to come for one costs more
  // than all the rest of a statement's routing. A short key lies in its entry.
  using Map = boost::unordered_flat_map<std::string, Value, KeyedHash, std::equal_to<>>;

  // Two generations of half the room each: what is not found again while one fills up goes with the other.
  bool has_room(std::size_t bytes) const {
    return young_.size() < most_entries_ / 2 && young_bytes_ + bytes <= most_bytes_ / 2;
  }
  void grow_old() {
    old_ = std::move(young_);
    young_ = Map(0, hash_);
    young_bytes_ = 0;
  }

  std::size_t most_entries_;
  std::size_t most_bytes_;
  KeyedHash hash_ = KeyedHash::seeded();
  Map young_{0, hash_};
  Map old_{0, hash_};
  std::size_t young_bytes_ = 0;
};

}  // namespace ringfence::gateway
