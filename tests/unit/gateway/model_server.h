// PostgreSQL as far as a session can tell it: what is awaited of it, whether a transaction is open, what is prepared,
// what a session has left behind. It answers by itself, or follows what somebody else says in its place. With it a test
// knows what a server is really like, whatever the session believes of it. PostgreSQL 15, 55.2.
#pragma once

#include <deque>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace ringfence::gateway::testing {

// A text's statements, where no literal has a semicolon.
std::vector<std::string> statements_of(const std::string& text);

class ModelServer {
 public:
  // `foreign_names`: the session's own names for statements are not checked, as in a migration.
  explicit ModelServer(bool foreign_names = false) : foreign_names_(foreign_names) {}

  // Bytes that a session sends. `asker` is whom the rows of the answer are for.
  void hear(std::string_view bytes, const std::string& asker = "row");
  // The answer to all that was asked; with `failing`, to the first of it an error.
  std::string answer(bool failing = false);
  // The answer to the first message of it alone, or nothing.
  std::string answer_one(bool failing = false);
  // Bytes that were said in its place.
  void said(std::string_view bytes);

  [[nodiscard]] bool awaited() const { return !pending_.empty() || torn_ > 0 || !half_said_.empty(); }
  // Nothing but the end of a pipeline that ran nothing: what is lost with it nobody misses.
  [[nodiscard]] bool only_a_sync_awaited() const {
    return pending_.size() == 1 && pending_.front().type == 'S' && asked_to_run_.empty();
  }
  [[nodiscard]] char status() const { return status_; }
  [[nodiscard]] bool looks_again() const { return looks_again_; }
  // A transaction that a client would miss: one that a second look began is nobody's.
  [[nodiscard]] bool in_clients_transaction() const { return status_ != 'I' && !own_transaction_; }
  // Why it could not be given to another session as it is; empty: it could.
  [[nodiscard]] std::string dirt() const;
  // What a session may never do to it: an unknown message, a name that is not there. Empty: nothing.
  [[nodiscard]] const std::string& wronged() const { return wronged_; }
  // Every statement that it was asked to run, in order.
  [[nodiscard]] const std::vector<std::string>& asked_to_run() const { return asked_to_run_; }

 private:
  struct Request {
    char type = 0;
    std::string first, second;  // texts: of Query its text; of Parse name and text; of Bind portal and statement
    std::string asker;
  };
  void take(char type, std::string_view payload, const std::string& asker);
  std::string answer_query(const Request& request);
  std::string answer_extended(const Request& request);
  std::string run(const std::string& text, const std::string& asker);
  std::string failed(std::string_view sqlstate, const std::string& message);
  std::string copy_ended();
  void frame_said(char type, std::string_view payload);
  void worked(const Request& request);
  bool pass_over_syncs();
  void skip();
  void leaves(const std::string& text);

  bool foreign_names_;
  std::string heard_;
  std::deque<Request> pending_;
  std::map<std::string, std::string> statements_, portals_;
  std::vector<std::string> asked_to_run_;
  char status_ = 'I';
  bool looks_again_ = false;      // the session does, which its client does not await
  bool own_transaction_ = false;  // for that
  bool skipping_ = false;
  bool unsynced_ = false;
  bool query_failed_ = false;
  char copying_ = 0;  // 'f' of a COPY FROM STDIN that is under way, then 'c' or 'x' when it ended
  std::string left_behind_, wronged_;
  std::string half_said_;
  std::size_t torn_ = 0;  // of a message of which somebody said a part
};

}  // namespace ringfence::gateway::testing
