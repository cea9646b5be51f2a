// One script played again with something that goes wrong in it, beside a model of the server that knows what that
// server is really like; and what must hold of a session whatever happens. For session_rerun.cpp.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "model_server.h"
#include "session_world.h"

namespace ringfence::gateway::testing {

enum class Fault {
  none,             // the bytes are cut, and nothing else
  server_lost,      // its connection ends
  server_fatal,     // the same, and it says why
  server_garbage,   // it says what is no message
  server_unasked,   // it says what nobody awaits
  server_fails,     // it answers by an error
  client_leaves,    // by Terminate
  client_vanishes,  // without a word
  homes_forgotten,  // each home has to be asked for: the same must come of it
  homes_unknown,    // and cannot be found out
  pool_late,        // a server comes later: the same must come of it
  pool_refuses,     // at once, 53300
  pool_times_out,   // later, 53300
  drain,
};

// What is wrong, and where: before step `step`, or after `byte` bytes of it.
struct Disturbance {
  Fault fault = Fault::none;
  std::size_t step = 0;
  std::size_t byte = 0;
};

class Rerun {
 public:
  Rerun(const Script& script, const Disturbance& disturbance);
  // What did not hold; empty: all did.
  std::string play();

 private:
  void perform(const Script::Step& step, std::size_t from, std::size_t to);
  void disturb();
  void after_step();
  void lose(const Error& error, bool unwritten);
  void server_speaks(const std::string& bytes);
  void server_answers(bool failing = false);
  void settle();
  void finish();
  void probe();
  void observe();
  void look_at(char type, std::string_view payload);
  void wrong(const std::string& what);
  [[nodiscard]] bool as_written(const Seen& written) const;
  [[nodiscard]] bool said_later() const;
  [[nodiscard]] std::optional<HomeAnswer> home_in_script(const HomeQuestion& question) const;

  const Script& script_;
  Disturbance disturbance_;
  World world_;
  ModelServer server_;
  std::string wrong_;
  std::size_t next_ = 0;  // step of the script
  bool homes_unknown_ = false, pool_empty_ = false;
  std::uint64_t server_number_ = 0;
  std::size_t to_server_seen_ = 0, to_client_seen_ = 0, from_client_seen_ = 0;
  std::string from_client_;  // all of it
  bool disturbed_ = false, vanished_ = false, broken_off_ = false, draining_ = false, left_ = false;
  // Of the client: how often it asked for a ReadyForQuery (a Query behind an error without a Sync is passed over, so
  // not surely), how often it got one, and with what status.
  int asked_ready_ = 0, surely_ready_ = 0, got_ready_ = 0;
  bool unsynced_ = false;
  char status_ = 'I';
  std::map<std::string, std::string> prepared_;  // the texts of its statements, by its own names
  bool copied_in_ = false;                       // by COPY FROM STDIN, which a Sync may be part of: it is not answered
  bool owed_error_ = false;  // a server was lost with an answer of its: the client has to hear of it
  bool must_fail_ = false;   // one was lost in a transaction: nothing may run until the client has ended it
  std::string last_error_;   // sqlstate of the last ErrorResponse
  bool last_was_fatal_ = false;
};

}  // namespace ringfence::gateway::testing
