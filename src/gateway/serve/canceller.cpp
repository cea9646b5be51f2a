#include "gateway/serve/canceller.h"

#include "gateway/serve/client.h"
#include "gateway/serve/gateway.h"
#include "gateway/wire/startup.h"

namespace ringfence::gateway {

void Canceller::begin(const Address& address, std::shared_ptr<Canceller> self) {
  self_ = std::move(self);
  connecting_ = Connecting::start(gateway_.loop(), gateway_.errands(), {address}, 0, std::chrono::seconds(5),
                                  [this](Result<std::unique_ptr<Stream>> stream, std::size_t) {
                                    if (!stream) return done();
                                    stream_ = std::move(*stream);
                                    stream_->start(*this);
                                    std::string packet;
                                    wire::encode_startup(wire::CancelRequest{process_, key_}, packet);
                                    stream_->send(packet);
                                  });
}

// The server closes once it has dealt with it.
void Canceller::lost(const Error&) {
  done();
}

void Canceller::done() {
  if (!self_) return;
  gateway_.loop().destroy_later(std::move(self_));
  Server* const server = pool_.find(server_);
  if (server && --server->cancelling == 0 && server->parked) pool_.give_back(*server);
  if (Client* const asker = gateway_.find(asker_)) asker->cancelled();
  gateway_.settle();
}

}  // namespace ringfence::gateway
