// Two clients whose sessions share two servers, in memory, with everything that can happen to them: for fuzz_session.
// What must hold is looked at after each event; what does not ends the program.
#pragma once

#include <array>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "../unit/gateway/model_server.h"
#include "../unit/gateway/session_world.h"

namespace ringfence::gateway::testing {

struct SharedServer {
  std::unique_ptr<ServerSide> side;
  ModelServer model;
  std::string to_session;  // said and not read yet
  int owner = -1;          // which client has it
  bool lies = false;       // it said what the model did not: nothing is known of it any more
};

void must(bool holds, const std::string& what);  // or the program ends

class SessionPair {
 public:
  explicit SessionPair(bool dedicated);
  ~SessionPair();
  SessionPair(const SessionPair&) = delete;

  // Events, of client 0 or 1. `piece`: at most so many bytes are handed over at once.
  void client_says(int client, std::string_view bytes, std::size_t piece);
  void server_answers(int client, bool all, bool failing, std::size_t piece);
  void server_says(int client, std::string_view bytes, std::size_t piece);
  void server_lost(int client);
  void home_answer(int client, bool known);
  void pool_answer(int client, bool granted);
  void pool_is_empty(bool empty) { none_free_ = empty; }
  void pool_is_full(bool full) { full_ = full; }
  void ends(int client);
  void leaves(int client);  // without a word; another comes in its place
  // Whatever has happened, a session that is open can be used.
  void finish();
  [[nodiscard]] bool copied_in() const { return ever_copied_in_; }
  // All that the clients have been told.
  [[nodiscard]] std::string told() const { return told_[0] + '\0' + told_[1]; }

 private:
  struct One : Surroundings {
    SessionPair* pair = nullptr;
    int number = 0;
    Router& router() override;
    HomeCache& homes() override { return pair->homes_; }
    Statements& statements() override { return pair->statements_; }
    Result<ServerSide*> take(Session&, const Destination*) override { return pair->take(number); }
    std::string new_transfer_id() override { return "transfer"; }
    Status record(const TransferBegins&) override { return {}; }
    OwnRows report(std::string_view name) override { return {{std::string(name)}, {{tag}}}; }
    void refused(const Session&, const Error&) override {}

    std::unique_ptr<Session> session;
    std::string tag;  // what its rows hold, and nobody else's may
    std::string from_client;
    std::size_t looked_at = 0;  // of told_
    std::string unframed;       // of what it has sent
    std::optional<HomeQuestion> asked;
    std::vector<HomeQuestion> asked_here;
    [[nodiscard]] bool asks() const { return asked || !asked_here.empty(); }
    SharedServer* server = nullptr;
    bool waits_for_server = false, closed = false, copied_in = false, lied_to = false;
    // How often it asked for a ReadyForQuery; surely: a Query behind an error that no Sync has followed yet is passed
    // over.
    int asked_ready = 0, surely_ready = 0, got_ready = 0;
    bool unsynced = false, never_whole = false;
  };

  Result<ServerSide*> take(int client);
  SharedServer* free_server();
  void fresh(SharedServer& server);
  void begin(int client);
  void read_client(One& one);
  void feed_server(One& one, const std::string& bytes, std::size_t piece);
  template <class Event>
  void resume(One& one, const Event& event);
  void done(One& one, Actions& actions);
  void look(One& one);
  void settle(One& one);

  bool dedicated_;
  bool none_free_ = false, full_ = false, ever_copied_in_ = false;
  int incarnations_ = 0;
  HomeCache homes_;
  Statements statements_;
  std::array<SharedServer, 2> servers_;
  std::array<One, 2> ones_;
  std::array<std::string, 2> told_;
};

}  // namespace ringfence::gateway::testing
