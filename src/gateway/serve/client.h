// One client of the gateway: its connection, its login, then its session, or, where another ring's gateway is the
// client, its questions. Does what the state machines say.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <string_view>

#include "gateway/io/stream.h"
#include "gateway/serve/fdw_client.h"
#include "gateway/serve/recorder.h"
#include "gateway/serve/server_holder.h"
#include "gateway/serve/server_pool.h"
#include "gateway/session/login.h"
#include "gateway/session/session.h"

namespace ringfence::gateway {

class Gateway;

class Client final : public Stream::User, public Surroundings, public ServerHolder {
 public:
  Client(Gateway& gateway, SessionId id, int descriptor, bool unix_socket);
  ~Client() override;
  void start();
  void turn_away(const Error& error);

  // ServerHolder
  std::size_t server_bytes(std::string_view bytes) override;
  void server_lost(const Error& error) override;
  void server_drained() override;
  void granted(Server& server) override;
  void refused(const Error& error) override;
  // The statement that it came to cancel has been told.
  void cancelled();
  void ending(const Error& error);
  [[nodiscard]] Server* server() const { return server_; }
  // For whom its server reads world views; nothing: it does not.
  [[nodiscard]] std::optional<WorldReader> world_reader() const;
  void tell(const Error& notice);
  void tell_withheld(const std::string& table);
  void tell_counted(const std::string& ring, const Result<std::int64_t>& rows);
  // Of a connection by which world views read another ring.
  void fetched(const RingReader::Rows& rows);
  bool cancel_world();  // false: it is no such connection

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
  Status record(const TransferBegins& transfer) override;
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
  void answer_peer(std::string text);
  void peer_answered(const std::string& bytes);
  void perform(Actions& actions);
  void write_records();
  void recorded(const Session::Recorded& event);
  void begin_transfers(const LoggedIn& in);
  void begin_world(const LoggedIn& in);
  std::size_t world_bytes(std::string_view bytes);
  void answer_world(const FdwClient::Answer& answer);
  void ending_world(const Error& error);
  void has(Server& server);
  Server* let_go();
  void greet();
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
  std::unique_ptr<FdwClient> fdw_;
  std::string peer_;  // the ring whose gateway this is
  ServerPool* pool_ = nullptr;
  ServerPool* away_pool_ = nullptr;  // asked last for a server that is not at home
  Server* server_ = nullptr;
  std::vector<Recorder::Reserved> to_record_;  // by the end of the event
  std::uint32_t process_ = 0;
  Loop::Timer patience_ = 0;
  Loop::Timer idle_timer_ = 0;
  std::optional<Time> idle_since_;  // in its transaction
  bool dedicated_ = false;
  bool finished_ = false;
  bool answering_ = false;  // a peer's question is under way
  bool ends_ = false;       // after the transaction that world views read in
};

}  // namespace ringfence::gateway
