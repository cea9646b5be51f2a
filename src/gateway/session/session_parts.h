// What a session keeps and hands around of its own, each piece a value. For session*.cpp only.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "gateway/route/plan.h"
#include "gateway/session/second_look.h"
#include "gateway/session/statements.h"
#include "gateway/session/transfer.h"
#include "gateway/wire/extended.h"

namespace ringfence::gateway {

struct Portal {
  std::shared_ptr<const Plan> plan;  // null: nothing is known of it, and there is nothing to know
  std::string declared;              // the subject, where the plan holds a COPY FROM STDIN
  std::shared_ptr<Carried> carried;  // the transfer that its rows are
  Statements::Held begin;            // where it is a BEGIN
  std::shared_ptr<const Countable> countable;
  std::uint64_t number = 0;  // of its Bind: a name may be bound anew before its Close is answered
};

// How the values of one statement are come by: literals from the text at hand, or as they were kept.
struct StatementValues {
  std::string_view text;
  std::span<const Span> spans;
  std::span<const std::string> literals;
  const wire::Bind* bind = nullptr;
  const std::vector<std::uint32_t>* types = nullptr;
  [[nodiscard]] std::string_view literal(std::size_t index) const {
    if (index < spans.size()) return text.substr(spans[index].begin, spans[index].end - spans[index].begin);
    return index < literals.size() ? std::string_view(literals[index]) : std::string_view();
  }
};

// What of a batch is to be counted, and is being counted, before the client hears that the server is ready.
struct SecondLooks {
  std::vector<std::shared_ptr<const Countable>> waiting;
  std::unique_ptr<SecondLook> under_way;
  std::string viewer;        // of that
  std::size_t left_out = 0;  // of the batch, beyond limits::second_looks
};

// A home that was asked for.
struct Asked {
  HomeQuestion question;
  Result<HomeAnswer> answer;
};

// Where the message at hand runs; not decided: wherever the session is.
struct Wanted {
  bool decided = false;
  bool transfer = false;
  std::size_t ring = 0;
  std::string_view world;  // of this ring: the role of its world views, as the message's plan names it
  bool operator==(const Wanted&) const = default;
};

// PostgreSQL may tell something anew for each row that it comes across, those included that it then leaves out: to a
// viewer the same is said once a statement, or it would be a count of what is withheld.
class SaidNotices {
 public:
  bool is_new(std::string_view notice) { return said_.size() < most && said_.emplace(notice).second; }
  void clear() {
    if (!said_.empty()) said_.clear();
  }

 private:
  static constexpr std::size_t most = 64;
  std::set<std::string, std::less<>> said_;
};

// Where the session's statements run, and what of it is a transfer.
struct Transfers {
  std::unique_ptr<Destination> away;  // where the session's server is; null: at home
  [[nodiscard]] bool asks_peer() const { return away && away->role.empty(); }
  // For whom the message at hand reads, as the service says or a comment of its own; empty: nobody is said.
  std::string viewer;
  bool reads = false;  // it does more than to begin or end a transaction
  std::vector<std::shared_ptr<Carried>> carried;
  // What was asked before its entry was durable. Until it is, nothing that the server says is looked at.
  std::vector<std::shared_ptr<Carried>> held;
  // Of the message at hand.
  Wanted wanted;
  std::string reads_as;  // Plan::reads_as
  std::vector<TransferBegins::Part> parts;
  std::optional<Status> recorded;
  std::shared_ptr<Meter> meter;
  std::string recording;  // the id that it was put on record by
  bool ahead = false;     // it goes on before its entry is durable
  [[nodiscard]] bool of_message() const { return wanted.decided || !parts.empty() || recorded || !recording.empty(); }
  // Of a peer link, from the side that is asked.
  std::string peer;
  std::string link_name;
  std::string policy;
  std::string role;
  std::uint64_t received = 0;  // Query and Bind messages, up to the one at hand
  // A transaction that has done nothing but begin, in these words, can begin anew elsewhere.
  std::string fresh_begin;
  std::string resumed_begin;  // with the next server
  bool resuming = false;      // which has not said yet that it has
  std::string notices;        // for the client, once what the server says is whole
  SaidNotices said;           // by the server, while the statement at hand runs
};

}  // namespace ringfence::gateway
