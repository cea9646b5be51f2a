// One client of the gateway: its connection, its login, then its session, or, where another ring's gateway is the
// client, its questions. Does what the state machines say.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <string_view>

#include "gateway/io/stream.h"
#include "gateway/serve/server_pool.h"
#include "gateway/session/login.h"
#include "gateway/session/session.h"

namespace ringfence::gateway {

class Gateway;

class Client final : public Stream::User, public Surroundings {
 public:
  Client(Gateway& gateway, SessionId id, int descriptor, bool unix_socket);
  ~Client() override;
  void start();
  void turn_away(const Error& error);

  // From its server
  std::size_t server_bytes(std::string_view bytes);
  void server_lost(const Error& error);
  void server_drained();
  // The statement that it came to cancel has been told.
  void cancelled();
  // From its pool
  void granted(Server& server);
  void refused(const Error& error);
  void ending(const Error& error);
  [[nodiscard]] Server* server() const { return server_; }

  // Stream::User
  std::size_t received(std::string_view bytes) override;
  void drained() override;
  void tls_ready() override;
  void lost(const Error& why) override;

  // Surroundings
  Router& router() override;
  HomeCache& homes() override;
  Statements& statements() override;
  Result<ServerSide*> take(Session& session, const Destination* away) override;
  std::string new_transfer_id() override;
  OwnRows report(std::string_view name) override;
  void refused(const Session& session, const Error& error) override;

 private:
  std::size_t login_bytes(std::string_view bytes);
  void perform_login(const Login::Action& action);
  void logged_in(const LoggedIn& in);
  void welcome();
  [[nodiscard]] bool is_migration(const LoggedIn& in) const;
  void begin_session(const std::vector<std::pair<std::string, std::string>>& parameters, Server* dedicated);
  std::size_t peer_bytes(std::string_view bytes);
  void welcome_peer();
  void answer_peer(std::string text);
  void peer_answered(const std::string& bytes);
  void perform(Actions& actions);
  void record(const TransferBegins& transfer);
  void begin_transfers(const LoggedIn& in);
  void ask(const HomeQuestion& question);
  void ask_here(std::vector<HomeQuestion> questions);
  void answered_here(const Result<std::vector<std::optional<std::size_t>>>& rings);
  void answered(const HomeQuestion& question, const Result<HomeAnswer>& answer);
  void watch_idle();
  void idle_since_too_long();
  void fail(const Error& error);
  bool give_up_server();
  void finish();
  void leave();
  [[nodiscard]] Connection about() const;

  Gateway& gateway_;
  SessionId id_;
  std::unique_ptr<Stream> stream_;
  std::unique_ptr<Login> login_;
  std::unique_ptr<LoggedIn> in_;  // until the session begins
  std::unique_ptr<Session> session_;
  std::string peer_;  // the ring whose gateway this is
  ServerPool* pool_ = nullptr;
  ServerPool* away_pool_ = nullptr;  // asked last for a server that is not at home
  Server* server_ = nullptr;
  std::uint32_t process_ = 0;
  Loop::Timer patience_ = 0;
  Loop::Timer idle_timer_ = 0;
  std::optional<Time> idle_since_;  // in its transaction
  bool dedicated_ = false;
  bool finished_ = false;
  bool answering_ = false;  // a peer's question is under way
};

}  // namespace ringfence::gateway
