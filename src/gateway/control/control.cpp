#include "gateway/control/control.h"

#include "gateway/control/control_state.h"

namespace ringfence::gateway {

Control::Control(ControlSettings settings, std::unique_ptr<PeerTransport> transport)
    : state_(std::make_unique<State>()) {
  state_->settings = std::move(settings);
  state_->transport = std::move(transport);
}
Control::~Control() = default;

Result<pg::Connection*> Control::State::database() {
  if (connection && connection->is_broken()) connection.reset();
  if (!connection) {
    auto opened = pg::Connection::open(settings.database);
    if (!opened) return within("the database of ring " + settings.ring, opened.error());
    connection.emplace(std::move(*opened));
  }
  return &*connection;
}

Result<PeerRows> Control::ask_peer(const Knowledge& knowledge, const std::string& ring, const std::string& text) {
  state_->reach_peers(knowledge);
  return state_->transport->ask(ring, text);
}

void Control::State::reach_peers(const Knowledge& knowledge) {
  if (transport == nullptr) {
    transport = libpq_transport(settings.peers, settings.tls, knowledge.policy.sha256, settings.patience_ms);
  }
}

Result<pg::Rows> Control::State::ask(const std::string& sql, const std::vector<pg::Parameter>& parameters) {
  for (bool again = false;; again = true) {
    auto database_now = database();
    if (!database_now) return database_now.error();
    auto rows = (*database_now)->query(sql, parameters);
    if (rows || again || !(*database_now)->is_broken()) return rows;
  }
}

}  // namespace ringfence::gateway
