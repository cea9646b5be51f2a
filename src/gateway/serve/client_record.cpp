// What a client's session wants on record.
#include <utility>

#include "gateway/serve/client.h"
#include "gateway/serve/gateway.h"

namespace ringfence::gateway {

// What asks another ring is on its way first: that ring has its own entry to write, and nobody waits for this one
// alone.
Status Client::record(const TransferBegins& transfer) {
  if (!transfer.asks) return begin_transfer(transfer);
  if (Status able = gateway_.recorder()->able(); !able) return able;
  to_record_.push_back(transfer);
  return {};
}

void Client::record_what_asks() {
  for (const TransferBegins& transfer : std::exchange(to_record_, {})) {
    const Status begun = begin_transfer(transfer);
    if (begun) continue;
    gateway_.loop().post([&gateway = gateway_, id = id_, name = transfer.id, begun] {
      if (Client* const client = gateway.find(id)) client->recorded({begun, nullptr, name});
    });
  }
}

void Client::recorded(const Session::Recorded& event) {
  if (!session_ || finished_) return;
  ActionsRoom::Lent actions(gateway_.actions_room());
  session_->resume(event, *actions);
  perform(*actions);
}

Status Client::begin_transfer(const TransferBegins& transfer) {
  return gateway_.recorder()->begin(
      transfer, gateway_.router().knowledge(),
      [&gateway = gateway_, id = id_, name = transfer.id](const Status& done, const std::shared_ptr<Meter>& meter) {
        Client* const client = gateway.find(id);
        if (!client || !client->session_ || client->finished_) {
          if (done) gateway.recorder()->end({name, 0, 0, TransferEnds::Outcome::left_off});
          return;
        }
        client->recorded({done, meter, name});
      });
}

}  // namespace ringfence::gateway
