// The settings that a server reports of its own accord (ParameterStatus; PostgreSQL 15, 55.2.7) and that a client may
// change: each session has its own, and a server that it is given is brought to them first.
#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace ringfence::gateway {

inline constexpr std::array<std::string_view, 7> followed_names = {"application_name", "client_encoding",
                                                                   "DateStyle",        "default_transaction_read_only",
                                                                   "IntervalStyle",    "standard_conforming_strings",
                                                                   "TimeZone"};

// Its place in the list, whatever the case of its letters; nothing: it is not followed.
std::optional<std::size_t> followed(std::string_view name);

// One value each, shared by all that have the same: equal ones are mostly the same object. Empty: not known yet.
class Followed {
 public:
  using Values = std::array<std::string, followed_names.size()>;
  Followed() : values_(none()) {}

  [[nodiscard]] const std::string& operator[](std::size_t place) const { return (*values_)[place]; }
  void set(std::size_t place, std::string_view value);
  // Whether they are equal, and one object from now on.
  [[nodiscard]] bool same_as(const Followed& other) {
    if (values_ == other.values_) return true;
    if (*values_ != *other.values_) return false;
    share(other);
    return true;
  }
  // Makes `other`'s values ours.
  void share(const Followed& other) { values_ = other.values_; }

  // "SET a TO 'x'; SET b TO 'y'": what brings a server that has `server` to these values; empty: nothing to do. A value
  // that is not known is left as it is.
  [[nodiscard]] std::string statements_from(const Followed& server) const;

 private:
  static std::shared_ptr<const Values> none();
  std::shared_ptr<const Values> values_;
};

}  // namespace ringfence::gateway
