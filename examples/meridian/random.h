// Numbers that depend on nothing but a seed, a stream and an index: any row can be made without the rows before it.
#pragma once

#include <cmath>
#include <cstdint>
#include <vector>

namespace meridian {

class Random {
 public:
  Random(std::uint64_t seed, std::uint64_t stream, std::uint64_t index)
      : state_(mix(mix(mix(seed) ^ stream * 0x9e3779b97f4a7c15u) ^ index)) {}

  std::uint64_t next() { return mix(state_ += 0x9e3779b97f4a7c15u); }
  // 0 … bound - 1; 0 where the bound is 0.
  std::uint64_t below(std::uint64_t bound) { return bound == 0 ? 0 : next() % bound; }
  // 0 ≤ real < 1
  double real() { return static_cast<double>(next() >> 11) * 0x1.0p-53; }
  bool chance(double probability) { return real() < probability; }
  // 0 … bound - 1, the low ones far more often: what few have most of.
  std::uint64_t skewed(std::uint64_t bound) {
    return static_cast<std::uint64_t>(std::pow(real(), 3.0) * static_cast<double>(bound));
  }
  template <class T>
  const T& one_of(const std::vector<T>& list) {
    return list[below(list.size())];
  }

 private:
  // The output function of SplitMix64.
  static std::uint64_t mix(std::uint64_t x) {
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
    return x ^ (x >> 31);
  }
  std::uint64_t state_;
};

}  // namespace meridian
