// ringfence.subject, ringfence.purpose, ringfence.viewer and ringfence.count_withheld of one session, with the
// transaction rules that PostgreSQL has for its own (SET; SET LOCAL; undone by ROLLBACK). They never reach a server as
// SQL. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "gateway/route/plan.h"

namespace ringfence::gateway {

struct OwnValues {
  std::string subject;  // empty: none
  std::string purpose;
  std::string viewer;
  bool count_withheld = false;
  bool operator==(const OwnValues&) const = default;
};

// Takes one of the four as fit_for_judging() has left it; another is passed over. Whether the service has the purpose
// is decided with each statement.
void set_at_start(OwnValues& values, std::string_view name, const std::string& value);

class OwnSettings {
 public:
  OwnSettings() = default;
  // As the startup packet had them: what RESET goes back to.
  explicit OwnSettings(OwnValues at_start) : start_(std::move(at_start)), now_(start_), kept_(start_) {}

  [[nodiscard]] const OwnValues& now() const { return now_; }
  // SET and RESET of one of the four. 22023: a value that it cannot have; 42501: a purpose that the service has not.
  // `in_transaction`: it will be undone or kept by end().
  Status apply(const OwnSetting& setting, const policy::Service& service, const policy::Policy& policy,
               bool in_transaction);
  // Of the one SHOW names: never NULL.
  [[nodiscard]] std::string shown(std::string_view name) const;
  // Whether end() has something to do.
  [[nodiscard]] bool is_open() const { return open_ || !savepoints_.empty(); }
  void end(bool committed);
  // As the server is asked for them.
  [[nodiscard]] bool takes_savepoint() const;  // limits::savepoints
  void savepoint(const std::string& name);
  void release(const std::string& name);
  void roll_back_to(const std::string& name);
  void reset();  // DISCARD ALL, RESET ALL

 private:
  OwnValues start_;
  OwnValues now_;
  OwnValues kept_;  // what stays if the transaction commits, SET LOCAL left out; what was, if it does not: see open_
  OwnValues before_;
  bool open_ = false;
  // What was at each savepoint; one that is made again and again with nothing between is there once.
  struct Savepoint {
    std::string name;
    OwnValues now, kept, before;
    bool open = false;
    std::size_t times = 1;
  };
  [[nodiscard]] Savepoint here(const std::string& name) const { return {name, now_, kept_, before_, open_}; }
  [[nodiscard]] std::vector<Savepoint>::iterator find(const std::string& name);
  std::vector<Savepoint> savepoints_;
};

}  // namespace ringfence::gateway
