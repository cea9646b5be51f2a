// What the gateway counts, for /metrics and SHOW. For the loop's thread. Nothing in it is of a person: rules and kinds
// of refusals, never values.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "base/limits.h"
#include "base/result.h"
#include "gateway/serve/refusal_kind.h"

namespace ringfence::gateway {

struct Figures {
  std::uint64_t clients_accepted = 0, clients_turned_away = 0, logins = 0, logins_failed = 0;
  std::uint64_t statements_refused = 0, homes_asked = 0, homes_unknown = 0;
  std::uint64_t servers_opened = 0, servers_lost = 0, servers_failed = 0;
  std::uint64_t loads = 0, loads_failed = 0, pulls = 0, pulled_entries = 0, pulls_failed = 0, pull_conflicts = 0;
  std::uint64_t bytes_from_clients = 0, bytes_to_clients = 0;

  std::map<std::string, std::chrono::steady_clock::time_point> pulled;  // by peer: the last time that it answered

  struct Refusal {
    std::string service;
    std::string sqlstate;
    std::string_view kind;  // refusal_kind()'s: never a text that a statement had a part in
    auto operator<=>(const Refusal&) const = default;
  };
  std::map<Refusal, std::uint64_t> refusals;  // bounded: what is new then counts as "other"

  void refused(const std::string& service, const Error& error) {
    ++statements_refused;
    Refusal key{service, std::string(refusal_code(error)), refusal_kind(error)};
    if (refusals.size() >= limits::refusals_counted && !refusals.contains(key)) key = {"other", "XX000", "other"};
    ++refusals[key];
  }
};

}  // namespace ringfence::gateway
