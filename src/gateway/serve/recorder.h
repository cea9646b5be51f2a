// This ring's ledger, as the gateway writes it: what a session wants on record, and who is told once it is. For the
// loop's thread; the disk is waited for by the ledger's own.
//
// A ledger that has stopped (ledger.h) refuses every transfer until it could be opened anew, which is tried by itself.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>

#include "gateway/io/errands.h"
#include "gateway/io/loop.h"
#include "gateway/route/router.h"
#include "gateway/serve/volumes.h"
#include "gateway/session/transfer.h"
#include "ledger/ledger.h"

namespace ringfence::gateway {

class Recorder : public Loop::Watcher {
 public:
  // Fails where there is no ledger, or it cannot be read: a gateway that was given one does not begin without.
  static Result<std::unique_ptr<Recorder>> open(Loop& loop, Errands& errands, std::string folder);
  ~Recorder() override;
  Recorder(const Recorder&) = delete;
  Recorder& operator=(const Recorder&) = delete;

  using Then = std::function<void(const Status&)>;
  // `then` runs in the loop, once, never from here: the entry is durable, or the transfer must not be. 58030: the
  // ledger cannot be written; 53400: a rule's budget is used up.
  void begin(const TransferBegins& transfer, const Knowledge& knowledge, Then then);
  // Nobody waits. What is not known to have begun is passed over.
  void end(const TransferEnds& transfer);
  [[nodiscard]] std::uint64_t recorded() const { return recorded_; }
  [[nodiscard]] std::uint64_t refused() const { return refused_; }

  void ready(std::uint32_t epoll_events) override;

 private:
  Recorder(Loop& loop, Errands& errands, std::string folder);
  Status watch();
  void append(const ledger::Entry& entry, std::vector<ledger::Opening> openings, Then then,
              ledger::Urgency urgency = ledger::Urgency::now);
  void answer(Then then, Status status);
  void append_end(const ledger::Entry& entry);
  void stopped(const Error& why);
  void open_anew();

  struct Open {  // transfers that are being put on record, or have begun and not ended
    bool begun = false;
    ledger::Side side = ledger::Side::exporter;
    std::vector<std::string> rules;
  };
  Loop& loop_;
  Errands& errands_;
  std::string folder_;
  std::shared_ptr<ledger::Ledger> ledger_;
  std::map<ledger::Ticket, Then> waiting_;
  std::map<std::string, Open> open_;
  std::vector<ledger::Entry> late_ends_;
  Volumes volumes_;
  Loop::Timer again_ = 0;
  bool opening_ = false;
  std::uint64_t recorded_ = 0;
  std::uint64_t refused_ = 0;
};

}  // namespace ringfence::gateway
