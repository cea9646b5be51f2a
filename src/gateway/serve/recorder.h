// This ring's ledger, as the gateway writes it: what a session wants on record, and who is told once it is. For the
// loop's thread; the disk is waited for by the ledger's own.
//
// A ledger that has stopped (ledger.h) refuses every transfer until it could be opened anew, which is tried by itself.
// Rows are counted as they pass, against what the policy limits; docs/decisions/0015 says how that outlives this
// process.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "gateway/io/errands.h"
#include "gateway/io/loop.h"
#include "gateway/route/router.h"
#include "gateway/serve/account.h"
#include "gateway/serve/remembered.h"
#include "gateway/session/transfer.h"
#include "ledger/ledger.h"
#include "record/policy_entry.h"

namespace ringfence::gateway {

class Recorder : public Loop::Watcher {
 public:
  // Fails where there is no ledger, or it cannot be read: a gateway that was given one does not begin without.
  static Result<std::unique_ptr<Recorder>> open(Loop& loop, Errands& errands, std::string folder,
                                                std::shared_ptr<const Knowledge> knowledge);
  ~Recorder() override;
  Recorder(const Recorder&) = delete;
  Recorder& operator=(const Recorder&) = delete;

  // The limits of this policy are in force from now on.
  void use(std::shared_ptr<const Knowledge> knowledge);

  using Then = std::function<void(const Status&)>;
  using Begun = std::function<void(const Status&, const std::shared_ptr<Meter>&)>;
  // A transfer that may be, and has its place; its entry is made when it is written.
  struct Reserved {
    ledger::Transfer transfer;
    std::string subjects;
    std::uint64_t time = 0;  // in milliseconds
    std::shared_ptr<Account> account;
  };
  // An error: the transfer must not be. 58030: the ledger cannot be written; 53400: a budget or a threshold is used up.
  // What is reserved has to be written.
  Result<Reserved> reserve(const TransferBegins& transfer, const Knowledge& knowledge);
  // `then` runs in the loop, once, never from here: the entry is durable, or the transfer must not be.
  void write(Reserved reserved, Begun then);
  // Both. An error: the transfer must not be, and `then` is let go.
  Status begin(const TransferBegins& transfer, const Knowledge& knowledge, Begun then);
  // The policy is on record from now on, and may be used; an error: it may not. In the loop, as above. 58030.
  void record_policy(const policy::ShownText& policy, Then then);
  // The same, waiting for it: before the loop turns.
  Status record_policy_now(const policy::ShownText& policy);
  // The entry of the policy that was recorded last.
  [[nodiscard]] std::optional<std::uint64_t> policy_entry() const { return policy_entry_; }
  // Cosignatures of these witnesses on a checkpoint of this ledger. Nobody waits; what is refused is in the log.
  void attach(const std::string& note, const std::vector<ledger::VerifierKey>& witnesses);
  // Null while it is being opened anew. Whoever keeps it keeps it open.
  [[nodiscard]] const std::shared_ptr<ledger::Ledger>& ledger() const { return ledger_; }
  // Nobody waits. What is not known to have begun is passed over.
  void end(const TransferEnds& transfer);
  [[nodiscard]] std::uint64_t recorded() const { return recorded_; }
  [[nodiscard]] std::uint64_t refused() const { return refused_; }
  [[nodiscard]] std::uint64_t warned() const { return warned_; }
  [[nodiscard]] const volumes::Totals& totals() const { return totals_; }

  void ready(std::uint32_t epoll_events) override;

 private:
  Recorder(Loop& loop, Errands& errands, std::string folder, std::shared_ptr<const Knowledge> knowledge);
  Status watch();
  void append(const ledger::Entry& entry, std::vector<ledger::Opening> openings, Then then,
              ledger::Urgency urgency = ledger::Urgency::now);
  void answer(Then then, Status status);
  bool post_policy(const policy::ShownText& policy, std::function<void(Result<record::PolicyEntry>)> then);
  Status policy_recorded(const policy::ShownText& policy, const Result<record::PolicyEntry>& entry);
  void append_end(const ledger::TransferEnd& end, UnderWay::Slot* slot);
  void append_end(const ledger::Entry& entry, UnderWay::Slot* slot);
  void stopped(const Error& why);
  void open_anew();
  // recorder_remembers.cpp
  Status begin_counting();
  void end_what_was_left(Remembered& remembered);
  void read_further();
  void watch_the_day();

  struct Open {  // transfers that are being put on record, or have begun and not ended
    bool begun = false;
    ledger::Side side = ledger::Side::exporter;
    std::shared_ptr<Account> account;
  };
  struct LateEnd {
    ledger::Entry entry;
    UnderWay::Slot* slot;
  };
  Loop& loop_;
  Errands& errands_;
  std::string folder_;
  std::shared_ptr<ledger::Ledger> ledger_;
  std::map<ledger::Ticket, Then> waiting_;
  std::map<std::string, Open> open_;
  std::vector<LateEnd> late_ends_;
  std::shared_ptr<const Knowledge> knowledge_;
  volumes::Totals totals_;
  std::unique_ptr<UnderWay> under_way_;
  bool reading_ = false;
  Loop::Timer again_ = 0, day_ = 0;
  bool opening_ = false;
  std::optional<std::uint64_t> policy_entry_;
  std::uint64_t recorded_ = 0;
  std::uint64_t refused_ = 0;
  std::uint64_t warned_ = 0;
};

}  // namespace ringfence::gateway
