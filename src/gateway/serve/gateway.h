// One gateway: its listeners, its clients, its pools of servers, and what it knows. Everything runs on the loop's
// thread but what may block, which Controls do on threads of their own.
#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "gateway/io/connect.h"
#include "gateway/io/loop.h"
#include "gateway/io/tls.h"
#include "gateway/route/homes.h"
#include "gateway/route/router.h"
#include "gateway/serve/actions_room.h"
#include "gateway/serve/canceller.h"
#include "gateway/serve/controls.h"
#include "gateway/serve/cosigning.h"
#include "gateway/serve/database_uri.h"
#include "gateway/serve/figures.h"
#include "gateway/serve/outgoing.h"
#include "gateway/serve/recorder.h"
#include "gateway/serve/server_pool.h"
#include "gateway/serve/settings.h"
#include "gateway/session/actions.h"
#include "gateway/session/login.h"
#include "gateway/session/statements.h"

namespace ringfence::gateway {

class Client;
class Worlds;

class Gateway {
 public:
  // Reads what it must know and listens. Fails where it could not serve anybody: the policy, the ring's database or a
  // listener's address.
  static Result<std::unique_ptr<Gateway>> make(Settings settings);
  ~Gateway();

  // Until SIGTERM or SIGINT, and then until its clients are gone or the patience for them is over. SIGHUP: settings'
  // files, policy and schema are read anew; what cannot be read leaves what there was in use.
  void run();
  [[nodiscard]] std::vector<int> ports() const;
  // What decisions rest on now. For any thread.
  [[nodiscard]] std::shared_ptr<const Knowledge> known() const { return known_.load(); }

  // For clients and servers, on the loop's thread.
  Loop& loop() { return *loop_; }
  Errands& errands() { return *errands_; }
  Router& router() { return *router_; }
  HomeCache& homes() { return homes_; }
  Statements& statements() { return statements_; }
  Controls& controls() { return *controls_; }
  Figures& figures() { return figures_; }
  ActionsRoom& actions_room() { return actions_room_; }
  const Settings& settings() const { return settings_; }
  const LoginRules& login_rules() const { return login_rules_; }
  const std::shared_ptr<TlsContext>& client_tls() const { return client_tls_; }
  [[nodiscard]] bool wants_primary() const { return database_.primary; }
  // This ring's PostgreSQL, or a peer's gateway. `ring` is ours or one of the settings' peers.
  const Origin& origin(const std::string& ring) const { return origins_.at(ring); }
  [[nodiscard]] bool is_peer(const std::string& ring) const {
    return origins_.contains(ring) && origins_.at(ring).peer;
  }
  Recorder* recorder() { return recorder_.get(); }
  Worlds& worlds() { return *worlds_; }
  std::shared_ptr<PeerLedger> peer_ledger() { return cosigning_.desk(); }

  // `dedicated`: its servers are never shared.
  ServerPool& pool(const std::string& service, const std::vector<std::pair<std::string, std::string>>& settings,
                   bool dedicated);
  // Servers for rows that are not at home: of a transfer's role in this ring, or over the peer link to another.
  Result<ServerPool*> pool(const std::string& service, const Destination& away);
  // Once the handlers of this event are done: grants, refusals, objects to destroy.
  void settle() {
    if (!grants_.empty() || !refusals_.empty()) serve_waiting();
  }
  void grant(Pool::Grant grant) { grants_.push_back(grant); }
  void refuse(std::vector<Pool::Refusal> refusals);
  [[nodiscard]] Client* find(SessionId id);
  [[nodiscard]] ServerHolder* holder(SessionId id);
  SessionId new_session_id() { return ++last_session_; }
  void gone(SessionId id, std::uint32_t process);

  // The verifier of a service, from memory or from the ring's database; `then` runs in the loop, maybe at once.
  void find_verifier(const std::string& user, const std::function<void(Login::Event)>& then);
  void forget_verifier(const std::string& user) { verifiers_.erase(user); }
  std::string server_key(const std::string& user);
  bool cancel(std::uint32_t process, const std::string& key, SessionId asker);
  // What the server is doing; `asker` hears that the request has arrived there, 0: nobody does.
  void cancel(Server& server, SessionId asker);
  // The secret to cancel the session's statements by; `process` 0: a number is chosen for it.
  std::string new_key(SessionId id, std::uint32_t& process);
  void schema_changed() { load(); }
  OwnRows report(std::string_view name);
  std::string metrics();
  // From another thread, while run() is under way or before; waits for the loop, but not for long.
  Result<std::string> ask_metrics();

 private:
  explicit Gateway(Settings settings);
  Status prepare();
  Status prepare_tls(const Settings& settings);
  [[nodiscard]] Result<std::string> transfer_password(const std::string& role) const;
  bool use_settings_anew();
  void keep_until_restart(Settings& settings) const;
  Status listen();
  void accepted(int descriptor, bool unix_socket);
  void tick();
  void serve_waiting();
  void granted(const Pool::Grant& grant);
  void reload();
  void look_at_schema();
  void pull();
  void forget_homes(const Control::Pulled& pulled);
  void read_ahead();
  void load();
  void record_then_use(const std::shared_ptr<const Knowledge>& knowledge);
  void loaded();
  void use(std::shared_ptr<const Knowledge> knowledge);
  void end(int signal);

  struct KnownVerifier {
    std::optional<ScramVerifier> verifier;
    Time found;
  };
  struct CancelKey {
    SessionId session;
    std::string key;
  };

  Settings settings_;
  DatabaseUri database_;
  std::unique_ptr<Loop> loop_;
  std::unique_ptr<Errands> errands_;
  std::unique_ptr<Controls> controls_;
  std::unique_ptr<Router> router_;
  std::atomic<std::shared_ptr<const Knowledge>> known_;  // the router's
  HomeCache homes_;
  Statements statements_;
  Figures figures_;
  ActionsRoom actions_room_;
  LoginRules login_rules_;
  std::shared_ptr<TlsContext> client_tls_;
  std::map<std::string, Origin> origins_;
  std::unique_ptr<Recorder> recorder_;
  Cosigning cosigning_{*this};
  OutgoingRecords outgoing_{*this};
  std::vector<std::unique_ptr<Listener>> listeners_;
  std::map<std::string, std::unique_ptr<ServerPool>> pools_;
  std::unordered_map<SessionId, std::shared_ptr<Client>> clients_;
  std::unique_ptr<Worlds> worlds_;
  std::unordered_map<std::string, KnownVerifier> verifiers_;
  std::unordered_map<std::uint32_t, CancelKey> keys_;
  std::vector<Pool::Grant> grants_;
  std::vector<Pool::Refusal> refusals_;
  std::optional<Error> ending_;
  SessionId last_session_ = 0;
  std::uint32_t last_process_ = 0;
  bool settling_ = false, loading_ = false, load_again_ = false, looking_ = false, pulling_ = false;
};

}  // namespace ringfence::gateway
