// What a client's session wants on record.
#include <utility>

#include "gateway/serve/client.h"
#include "gateway/serve/gateway.h"

namespace ringfence::gateway {

// Of rows that leave at once: the disk is what is waited for longest. Of a question as soon as it is on its way: the
// ring that is asked has its own entry to write. Whether it may be is known before.
Status Client::record(const TransferBegins& transfer) {
  auto reserved = gateway_.recorder()->reserve(transfer, gateway_.router().knowledge());
  if (!reserved) return reserved.error();
  to_record_.push_back(std::move(*reserved));
  if (!transfer.asks) write_records();
  return {};
}

void Client::write_records() {
  for (Recorder::Reserved& reserved : std::exchange(to_record_, {})) {
    const auto then = [&gateway = gateway_, id = id_, name = reserved.transfer.id](
                          const Status& done, const std::shared_ptr<Meter>& meter) {
      Client* const client = gateway.find(id);
      if (client && client->session_ && !client->finished_) return client->recorded({done, meter, name});
      if (done) gateway.recorder()->end({name, 0, 0, TransferEnds::Outcome::left_off});
    };
    gateway_.recorder()->write(std::move(reserved), then);
  }
}

void Client::recorded(const Session::Recorded& event) {
  ActionsRoom::Lent actions(gateway_.actions_room());
  session_->resume(event, *actions);
  perform(*actions);
}

}  // namespace ringfence::gateway
