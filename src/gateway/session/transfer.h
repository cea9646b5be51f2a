// What a session says of a transfer: where it runs, what goes on record before it does, and what came of it. Values.
// docs/decisions/0014.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "gateway/route/homes.h"
#include "gateway/route/transfer_plan.h"

namespace ringfence::gateway {

// Where statements run that are not at home.
struct Destination {
  std::size_t ring = 0;  // by number in the policy
  std::string role;      // in this gateway's own ring: the login role that may read what the rules let out
  std::string purpose;   // in another ring: what its gateway is told
  std::string viewer;    // likewise; empty: none
  bool world = false;    // `role` is that of this ring's world views
  bool counts = false;   // in another ring: its gateway says how much is withheld
  bool operator==(const Destination&) const = default;
};

// For whom a server reads world views: what its foreign tables are asked for in the name of.
struct WorldReader {
  std::string service;
  std::string purpose;
  std::string viewer;    // empty: none
  bool partial = false;  // a ring that cannot be reached is left out
  bool counts = false;   // each ring says how much is withheld; what is read is of no interest
  bool operator==(const WorldReader&) const = default;
};

// To be durable in this ring's ledger before anything of the statement is sent on, or, of a read, before anything of
// the answer is looked at.
struct TransferBegins {
  std::string id;
  bool asks = false;  // this ring asks another; else its own rows are let out
  std::string peer;   // the other ring's gateway, where one takes part; empty: the reader came here by itself
  std::string service;
  std::string viewer;
  struct Part {
    std::shared_ptr<const TransferPlan> plan;
    HomeQuestion subject;  // never written: committed to
  };
  std::vector<Part> parts;  // one for each statement that makes a transfer
  std::string shape;        // of the text, without literals
};

struct TransferEnds {
  enum class Outcome { done, failed, lost, left_off };
  std::string id;
  std::uint64_t rows = 0;
  std::uint64_t bytes = 0;  // of DataRow and CopyData messages
  Outcome outcome = Outcome::done;
  bool operator==(const TransferEnds&) const = default;
};

// What a transfer's rows are counted against while they pass.
class Meter {
 public:
  virtual ~Meter() = default;
  // One row more. False: it must not pass, and refusal() says why.
  virtual bool pass(std::size_t bytes) = 0;
  [[nodiscard]] virtual Error refusal() const = 0;
  // Before anybody hears of it.
  virtual void ended(TransferEnds::Outcome outcome) = 0;
};

// A transfer that has begun: shared by the portal it is of and the replies that bring its rows.
struct Carried {
  std::string id;
  std::shared_ptr<Meter> meter;  // null: nothing is counted
  bool reads = false;            // and does nothing else
  std::uint64_t rows = 0;
  std::uint64_t bytes = 0;
  bool ended = false;
  TransferEnds::Outcome outcome = TransferEnds::Outcome::done;  // once it has ended
};

}  // namespace ringfence::gateway
