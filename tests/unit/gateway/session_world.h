// A session with everything around it in memory: what its client and its server send, and what each of them gets. All
// that happens in it is written down, and at its end rerun() plays the script again, cut in and around each message and
// failing at each step: a script that uses a World cannot go without.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "gateway/session/session.h"
#include "route_world.h"
#include "session_bytes.h"

namespace ringfence::gateway::testing {

class World;

struct FromClient {
  std::string bytes;
};
struct FromServer {
  std::string bytes;
};
struct Given {  // something around the session is otherwise from now on
  std::function<void(World&)> change;
};
struct GrantedNow {};
using Happening =
    std::variant<Given, FromClient, FromServer, GrantedNow, Session::Refused, Session::HomeFound, Session::HomeUnknown,
                 Session::Recorded, Session::ServerLost, Session::IdleTooLong, Session::Ending>;

// What can be seen of a session from outside, from its beginning on.
struct Seen {
  std::string to_server, to_client;
  int releases = 0, refusals = 0, schema_changes = 0;
  bool closed = false, waits = false;
  std::vector<Destination> went_to;  // of each take()
  std::vector<TransferEnds> ended;
  bool operator==(const Seen&) const = default;
};

struct Script {
  std::string service;
  OwnValues own;
  bool dedicated = false;
  bool many_servers = false;  // no two in a row are the same: what is given back is another ring's
  struct Step {
    Happening what;
    Seen before;
  };
  std::vector<Step> steps;
  Seen at_end;
};

void rerun(const Script& script);

class World : public Surroundings {
 public:
  explicit World(std::string service = "home", OwnValues own = {}, bool dedicated = false, bool many_servers = false)
      : World(Script{std::move(service), std::move(own), dedicated, many_servers, {}, {}}, true) {}
  World(const Script& script, bool written_down)
      : script_{script.service, script.own, script.dedicated, script.many_servers, {}, {}} {
    written_down_ = written_down;
    another_server();
    Session::Start start;
    start.id = 1;
    start.service = script.service;
    start.own = script.own;
    start.followed = side->followed;
    if (script.dedicated) start.dedicated = side.get();
    has_server = script.dedicated;
    session = std::make_unique<Session>(*this, std::move(start));
  }
  World(const World&) = delete;
  ~World() override {
    if (!written_down_) return;
    script_.at_end = seen;
    rerun(script_);
  }

  Router& router() override { return shared_router(); }
  HomeCache& homes() override { return homes_; }
  Statements& statements() override { return statements_; }
  Result<ServerSide*> take(Session&, const Destination* away) override {
    seen.went_to.push_back(away ? *away : Destination{});
    if (taking_fails) return *taking_fails;
    if (none_free) {
      waits_for_server = true;
      return nullptr;
    }
    has_server = true;
    return side.get();
  }
  std::string new_transfer_id() override { return "transfer-" + std::to_string(++transfers); }
  Status record(const TransferBegins& transfer) override {
    if (recording_fails) return *recording_fails;
    begun = transfer;
    unrecorded.push_back(transfer.id);
    return {};
  }
  OwnRows report(std::string_view name) override { return {{std::string(name)}, {{"42"}}}; }
  void refused(const Session&, const Error&) override { ++seen.refusals; }

  void not_rerun() { written_down_ = false; }

  // Events
  void client(std::string_view bytes) {
    write_down(FromClient{std::string(bytes)});
    from_client += bytes;
    read_client();
  }
  void server(std::string_view bytes) {
    write_down(FromServer{std::string(bytes)});
    from_server += bytes;
    read_server();
  }
  void granted() {
    write_down(GrantedNow{});
    waits_for_server = none_free = false;
    has_server = true;
    resume(Session::Granted{side.get()});
  }
  template <class Event>
  void event(const Event& what) {
    if constexpr (std::is_constructible_v<Happening, Event>) write_down(what);
    if constexpr (std::is_same_v<Event, Session::Recorded>) return recorded(what);
    if constexpr (std::is_same_v<Event, Session::Refused>) waits_for_server = none_free = false;
    if constexpr (std::is_same_v<Event, Session::HomeFound> || std::is_same_v<Event, Session::HomeUnknown>) {
      asked.reset();
    }
    std::unique_ptr<ServerSide> gone;  // as long as the session may still look at it
    if constexpr (std::is_same_v<Event, Session::ServerLost>) {
      has_server = false;
      gone = std::move(side);
      another_server();
    }
    resume(what);
  }
  // Entries become durable in order.
  void recorded(Session::Recorded what) {
    what.id = unrecorded.front();
    unrecorded.pop_front();
    if (unrecorded.empty()) begun.reset();
    resume(what);
  }
  void given(const std::function<void(World&)>& change) {
    write_down(Given{change});
    change(*this);
  }
  void lives(const HomeQuestion& who, std::size_t ring) {
    given([who, ring](World& world) { world.homes().put(who, ring); });
  }
  // The next one that the session is given knows nothing of it. The session has none now.
  void another_server() {
    side = std::make_unique<ServerSide>();
    side->id = ++servers;
    for (std::size_t i = 0; i < followed_names.size(); ++i) side->followed.set(i, "x");
    from_server.clear();
    server_began = seen.to_server.size();
  }

  std::vector<std::string> server_got() {
    return shown(std::string_view(seen.to_server).substr(std::exchange(server_shown_, seen.to_server.size())),
                 wire::Sender::client);
  }
  std::vector<std::string> client_got() {
    return shown(std::string_view(seen.to_client).substr(std::exchange(client_shown_, seen.to_client.size())),
                 wire::Sender::server);
  }

  std::unique_ptr<ServerSide> side;
  std::unique_ptr<Session> session;
  std::string from_client, from_server;
  std::optional<HomeQuestion> asked;
  std::vector<HomeQuestion> asked_here;
  std::optional<TransferBegins> begun;  // the last that is to be put on record and is not yet
  std::deque<std::string> unrecorded;   // ids
  std::optional<Error> recording_fails;
  std::size_t transfers = 0;
  std::optional<Error> taking_fails;
  bool none_free = false, has_server = false, waits_for_server = false;
  bool sent_to_nobody = false;  // something was to go to a server when there was none
  std::uint64_t servers = 0;
  std::size_t server_began = 0;  // in seen.to_server: what is for the server that is there now
  Seen seen;
  std::function<void()> on_release = [] {};

 private:
  void write_down(Happening what) {
    if (written_down_) script_.steps.push_back({std::move(what), seen});
  }
  void read_client() {
    if (session->waits() || seen.closed) return;
    Actions actions;
    const std::string whole = from_client;  // what is passed points into it
    from_client.erase(0, session->resume(Session::ClientBytes{whole}, actions));
    done(actions);
  }
  void read_server() {
    if (seen.closed || from_server.empty()) return;
    Actions actions;
    const std::string given = from_server;
    from_server.erase(0, session->resume(Session::ServerBytes{given}, actions));
    done(actions);
  }
  template <class Event>
  void resume(const Event& what) {
    if (seen.closed) return;
    Actions actions;
    session->resume(what, actions);
    done(actions);
  }
  // What came of one event, and is done at once.
  void done(Actions& actions) {
    sent_to_nobody = sent_to_nobody || (!has_server && !actions.to_server.empty() && !actions.close_server);
    seen.to_server += std::string(actions.to_server.first()) + std::string(actions.to_server.second());
    seen.to_client += std::string(actions.to_client.first()) + std::string(actions.to_client.second());
    if (actions.release) {
      ++seen.releases;
      on_release();
      if (script_.many_servers) another_server();
    }
    if (actions.release || actions.close_server) has_server = false;
    if (actions.close_server) another_server();
    seen.closed = seen.closed || actions.close;
    if (actions.ask) asked = actions.ask;
    if (!actions.ask_here.empty()) asked_here = actions.ask_here;
    if (actions.schema_changed) ++seen.schema_changes;
    seen.waits = session->waits();
    seen.ended.insert(seen.ended.end(), actions.ended.begin(), actions.ended.end());
    const bool again = actions.read_client || actions.again;
    const bool server_again = actions.read_server && !actions.close_server;
    actions.clear();
    if (server_again) read_server();
    if (again) read_client();
  }
  // Plans of one script are those of the next: the statements are the same, and parsing them again shows nothing.
  static Router& shared_router() {
    static Router router{[] {
                           auto knowledge = knowledge_of();
                           knowledge->keeps_ledger = true;
                           return knowledge;
                         }(),
                         [] { return std::chrono::sys_days(std::chrono::year(2026) / 11 / 27); }};
    return router;
  }

  Script script_;
  bool written_down_;
  HomeCache homes_;
  Statements statements_;
  std::size_t server_shown_ = 0, client_shown_ = 0;
};

}  // namespace ringfence::gateway::testing
