// One client after its login, and the server that it has for the time of a transaction: resume(event, actions). Pure:
// no socket, no clock, no disk. For one thread. PostgreSQL 15, 55.2; docs/decisions/0007 says how servers are shared.
//
// What must hold: nothing of the client's reaches a server before it was decided (judge()); a server that is given back
// has no transaction, no reply outstanding and nothing of the session's but what it reports (Followed) and has
// prepared (OnServer); the client gets for every message exactly what PostgreSQL would have answered, in that order.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/pool/pool.h"
#include "gateway/route/router.h"
#include "gateway/session/actions.h"
#include "gateway/session/copy_in.h"
#include "gateway/session/own_settings.h"
#include "gateway/session/prepared.h"
#include "gateway/session/replies.h"
#include "gateway/session/session_events.h"
#include "gateway/session/session_parts.h"
#include "gateway/session/temporary_tables.h"
#include "gateway/wire/extended.h"
#include "gateway/wire/frame.h"

namespace ringfence::gateway {

class Session : public SessionEvents {
 public:
  Session(Surroundings& surroundings, Start start);

  // Those with bytes say how many of them were used; the rest comes again, in front of what follows it, when there is
  // more or when `read_client` asks for it.
  std::size_t resume(const ClientBytes& event, Actions& actions);
  std::size_t resume(const ServerBytes& event, Actions& actions);
  void resume(const Granted& event, Actions& actions);
  void resume(const Refused& event, Actions& actions);
  void resume(const HomeFound& event, Actions& actions);
  void resume(const HomeUnknown& event, Actions& actions);
  void resume(const HomesFound& event, Actions& actions);
  void resume(const Recorded& event, Actions& actions);
  void resume(const ServerLost& event, Actions& actions);
  void resume(const IdleTooLong& event, Actions& actions);
  void resume(const Ending& event, Actions& actions);

  // Waits for a server or a home: the client's bytes are of no use until then.
  [[nodiscard]] bool waits() const { return waits_ || stalled_; }
  [[nodiscard]] ServerSide* server() const { return link_; }
  // What it asked its server is not on record yet: the server's bytes are of no use until then.
  [[nodiscard]] bool holds_server() const { return !transfers_.held.empty(); }
  // Its server waits for its next statement, in an open transaction or in one that has failed.
  [[nodiscard]] bool is_idle_in_transaction() const;
  // Between transactions, with nothing under way.
  [[nodiscard]] bool is_idle() const;
  [[nodiscard]] bool is_pinned() const { return !pinned_.empty(); }
  [[nodiscard]] SessionId id() const { return id_; }
  [[nodiscard]] const std::string& service() const { return service_name_; }
  [[nodiscard]] const OwnValues& own() const { return own_.now(); }
  // For whom its server reads world views; nothing: it does not.
  [[nodiscard]] std::optional<WorldReader> world_reader() const;
  // For the client to hear beside what its server says.
  void notice(const Error& what, Actions& actions) { notice(what, {}, actions); }
  // Likewise, of a statement that reads several rings: something of this table is withheld from its viewer in another
  // one. Said once a statement.
  void withheld_elsewhere(const std::string& table, Actions& actions);
  // Another ring, of what is being counted: how many of its rows are withheld.
  void counted_by(const std::string& ring, const Result<std::int64_t>& rows);
  // The client is gone, and so are the answers: what was under way is told in Actions::ended and cancel_server.
  void abandon(Actions& actions);

 private:
  using Transaction = wire::TransactionStatus;
  // What became of one message: used, or to be given again once what it waits for is there.
  enum class Done { used, later };
  enum class Verdict { go, wait, refuse };

  // session_client.cpp: what the client sends
  Done message(char type, std::string_view payload, std::string_view whole, Actions& actions);
  bool incomplete(const wire::FrameHeader& header, Actions& actions);
  void violation(Error error, Actions& actions);
  void end_if_due(Actions& actions);
  Done function_call(Actions& actions);
  void go_on(std::string_view part, Actions& actions);
  // session_copy.cpp: COPY FROM STDIN
  Done copy_message(char type, std::string_view payload, std::string_view whole, Actions& actions);
  void begin_copy(std::string_view payload, Actions& actions);
  void copy_data(std::string_view data, Actions& actions);
  void follow(CopyIn::Next next, const std::string& rows, Actions& actions);
  void copy_answered(const Result<HomeAnswer>& answer, Actions& actions);
  void refuse_copy(const Error& error, Actions& actions);
  void end_copy() {
    copying_in_ = false;
    copy_.reset();
  }
  static bool copies_in(const Plan& plan);
  static std::unique_ptr<CopiesIn> copies_of(const std::shared_ptr<const Plan>& plan, const std::string& declared);
  [[nodiscard]] const std::string& subject_of(const Declared& declared) const {
    return declared.subject ? *declared.subject : own_.now().subject;
  }
  // session_query.cpp
  Done query(std::string_view payload, std::string_view whole, Actions& actions);
  Done refused_query(const Error& error, Actions& actions);
  Done own_statements(const Plan& plan, std::size_t count, std::string_view payload, std::string_view whole,
                      Actions& actions);
  void refuse_query(const Error& error, Actions& actions);
  std::string error_bytes(const Error& error);
  bool deallocate_own(const Plan& plan, Actions& actions);
  void finish_own_query(Actions& actions);
  // session_extended.cpp
  Done extended(char type, std::string_view payload, std::string_view whole, Actions& actions);
  Done parse(std::string_view payload, std::string_view whole, Actions& actions);
  Status prepare(const wire::Parse& parse, Prepared& prepared);
  Done bind(std::string_view payload, std::string_view whole, Actions& actions);
  Done describe(std::string_view payload, std::string_view whole, Actions& actions);
  Done execute(std::string_view payload, std::string_view whole, Actions& actions);
  Done describe_own(const Plan& plan, wire::Target target, Actions& actions);
  Done close(std::string_view payload, std::string_view whole, Actions& actions);
  Portal& portal_for(std::string_view name);
  const Portal* find_portal(std::string_view name) const;
  void portal_closed(std::string_view name, std::uint64_t number, Actions& actions);
  const Plan* plan_of_portal(std::string_view name) const {
    const Portal* const portal = find_portal(name);
    return portal ? portal->plan.get() : nullptr;
  }
  Done refused(const Error& error, Actions& actions);
  Done flush(std::string_view whole, Actions& actions);
  Done sync(std::string_view whole, Actions& actions);
  Done bring(const Statement& statement, Actions& actions);
  Done bring_unnamed(const Prepared& prepared, Actions& actions);
  void say_anew(Prepared& prepared);
  void send_parse(const wire::Parse& parse, std::uint64_t statement, Actions& actions);
  Result<void> decide_again(std::string_view name, Prepared& prepared);
  void refuse_extended(const Error& error, Actions& actions);
  static const OwnSetting* own_of(const Plan* plan);
  // session_lost.cpp: the server was lost in a transaction that the client has not ended yet
  Done query_after_loss(const Plan& plan, Actions& actions);
  Done extended_after_loss(char type, std::string_view payload, Actions& actions);
  Done execute_after_loss(std::string_view portal, Actions& actions);
  Error loss();
  bool tell_lost(const Error& error, Actions& actions);
  // session_dedicated.cpp
  std::optional<Done> dedicated(char type, std::string_view payload, std::string_view whole, Actions& actions);
  bool is_ours(char type, std::string_view payload);
  bool dedicated_incomplete(const wire::FrameHeader& header, Actions& actions);
  [[nodiscard]] bool must_wait(Awaits awaits);
  // session_judge.cpp: what is decided
  bool refresh();
  Result<Routed> route(std::string_view text);
  static std::vector<std::string> literal_texts(const Routed& routed, std::string_view text);
  Verdict judge(const Plan& plan, const Declared& declared, const StatementValues& values, Error& why,
                Actions& actions);
  Verdict judge(const StatementPlan& plan, const std::string& declared, const StatementValues& values, Error& why,
                Actions& actions);
  Verdict bound(const StatementPlan& plan, Error& why);
  [[nodiscard]] std::size_t here() const;
  Verdict fit_to_cross(const Plan& plan, Error& why);
  Verdict at_home(const StatementPlan& plan, const HomeQuestion& question, Error& why, Actions& actions);
  Status question(const Whose& whose, const StatementValues& values, HomeQuestion& question) const;
  // session_transfer.cpp
  Verdict run_in(std::size_t ring, const InRing& one, const HomeQuestion& subject, Error& why);
  [[nodiscard]] std::unique_ptr<Destination> destination() const;
  [[nodiscard]] std::unique_ptr<Destination> where_it_reads() const;
  void prepares(const Plan& plan, const Declared& declared);
  std::optional<Verdict> move(Error& why, Actions& actions);
  bool want(const Wanted& wanted, Error& why);
  void arrive(Actions& actions);
  void did_not_arrive();
  Reply& expect(Awaits awaits, bool swallowed = false, std::uint64_t statement = 0);
  std::string transfer_id();
  // session_record.cpp
  Verdict put_on_record(const Plan& plan, bool says_only_whose, Error& why, Actions& actions);
  [[nodiscard]] bool may_go_ahead(const Plan& plan, bool says_only_whose) const;
  static bool only_reads(const Plan& plan);
  static bool says_only_whose(const Plan& plan, std::string_view text, std::span<const Span> literals);
  static bool says_only_whose(const Plan& plan, const wire::Bind& bind);
  std::shared_ptr<Carried> carry(const Plan& plan);
  void forget_entry(Actions& actions);
  void forget_record(Actions& actions);
  void recorded_late(const Recorded& event, const std::shared_ptr<Carried>& carried, Actions& actions);
  [[nodiscard]] bool is_forgotten(const std::shared_ptr<Carried>& carried) const;
  static bool count(const Reply& reply, std::size_t bytes);
  void end_transfer(const std::shared_ptr<Carried>& carried, TransferEnds::Outcome outcome, Actions& actions);
  void end_transfers(TransferEnds::Outcome outcome, Actions& actions);
  // session_world.cpp
  Verdict run_in_world(const std::string& role, Error& why);
  const std::string* said_anew(const Plan& plan, std::string_view text, std::span<const std::uint32_t> types) const;
  [[nodiscard]] bool is_said_anew() const { return !transfers_.away || transfers_.away->world; }
  // session_effects.cpp: what a statement leaves behind
  void leaves(const StatementPlan& plan);
  static bool pins(const policy::SessionEffect& effect);
  static std::shared_ptr<const Plan> temporary_of(const std::shared_ptr<const Plan>& plan);
  void complete(const Reply& reply);
  void transaction_over(bool committed, Actions& actions);
  void forgotten(std::string_view tag);
  Result<std::string> run_own(const OwnSetting& setting, bool in_batch);
  std::string own_description(const OwnSetting& setting);
  static bool shows(const OwnSetting& setting) { return setting.what == policy::SettingUse::Do::show; }
  // session_link.cpp: the server
  Verdict link(Error& why, Actions& actions);
  void bring_settings(Actions& actions);
  Verdict bring_viewer(Error& why, Actions& actions);
  void reads_for(const Plan& plan, const Declared& declared);
  void viewer_goes_back();
  Done stall(Actions& actions);
  void say(std::string bytes, Actions& actions);
  void maybe_release(Actions& actions);
  [[nodiscard]] Transaction status() const;
  // Whether nothing is awaited but what brings the server to the session's settings.
  [[nodiscard]] bool may_go_on() const;
  [[nodiscard]] bool under_way() const { return sent_unsynced_ || !replies_.empty(); }
  void notice(const Error& what, std::string_view rows, Actions& actions);
  // session_withheld.cpp
  void server_notice(std::string_view payload, std::string_view whole, Actions& actions);
  void withheld(const std::string& table, Actions& actions);
  void tell_withheld(const std::string& table, Actions& actions);
  // session_second_look.cpp: how much is withheld
  [[nodiscard]] std::shared_ptr<const Countable> countable(const Plan& plan, std::string_view text,
                                                           const std::vector<std::uint32_t>& types,
                                                           std::string_view bind) const;
  [[nodiscard]] Result<std::unique_ptr<SecondLook>> second_look_at(const Countable& statement) const;
  void look_again_at(Reply& told);
  bool looks_again(Actions& actions);
  bool second_look(char type, std::string_view payload, std::string_view whole, Actions& actions);
  void counted_elsewhere(std::string_view whole, Actions& actions);
  void say_counted(const std::string& viewer, const Result<std::int64_t>& rows, Actions& actions);
  [[nodiscard]] bool is_counting() const { return second_looks_ && second_looks_->under_way; }
  // session_server.cpp: what the server sends
  bool server_message(char type, std::string_view payload, std::string_view whole, Actions& actions);
  void completed(char type, std::string_view whole, Actions& actions);
  bool server_error(std::string_view payload, std::string_view whole, Actions& actions);
  void forget_failed(Actions& actions);
  void retire(std::uint64_t statement);
  void look_at_temporary();
  void ready(std::string_view payload, std::string_view whole, Actions& actions);
  void after_ready(Actions& actions);
  void parameter(std::string_view payload, std::string_view whole, Actions& actions);
  void say_own(Actions& actions);
  void note_end(std::string_view whole);
  [[nodiscard]] bool swallows() { return !replies_.empty() && replies_.front().swallowed; }

  Surroundings& surroundings_;
  SessionId id_;
  std::string service_name_;
  Asker asker_;  // as of generation_; declared is per statement
  std::uint64_t generation_ = 0;
  bool reader_elsewhere_ = false;  // the service is located in another ring than this gateway's
  std::uint64_t standing_ = 1;     // grows when what decisions depend on changes
  OwnSettings own_;
  Followed start_followed_;
  Followed followed_;
  TemporaryTables temporary_;
  std::uint64_t temporary_seen_ = 0;  // changes() of it, as of standing_
  PreparedStatements prepared_;
  Portal unnamed_portal_;
  std::map<std::string, Portal, std::less<>> portals_;
  std::uint64_t portals_bound_ = 0;
  // Of the statement at hand; before the server has said that it was bound.
  bool withheld_told_ = false, withheld_ahead_ = false;
  std::unique_ptr<SecondLooks> second_looks_;
  Replies replies_;
  ServerSide* link_ = nullptr;

  std::vector<Asked> asked_;        // for the message that waited for it
  std::optional<Error> no_server_;  // likewise
  Transfers transfers_;
  std::optional<Error> ending_;
  unsigned position_ = 0;       // in the statement that is being refused, for the error\'s field P; 0: not said
  std::string pinned_;          // why; empty: it is not
  std::size_t query_done_ = 0;  // bytes of the Query at hand whose statements were our own
  // What becomes of the rest of a client's message, most of which has not come yet.
  enum class Rest { passed, dropped, rows };
  std::size_t client_left_ = 0;
  Rest client_rest_ = Rest::passed;
  std::size_t client_head_ = 0;   // of `rows`: bytes before them
  std::unique_ptr<CopyIn> copy_;  // whose rows are looked at; null: there is no COPY, or it is relayed as it comes
  std::set<std::size_t> made_subjects_;  // the subject tables that this transaction has written into
  std::size_t server_left_ = 0;          // of a server's message that is being relayed
  bool server_left_swallowed_ = false;
  std::uint8_t resets_ = 0;  // followed settings, by place, that go back to the start's with the transaction
  bool waits_ = false, stalled_ = false;  // the client's next message has to wait for replies
  bool skipping_ = false;                 // to the next Sync
  bool sent_unsynced_ = false;            // something was sent to the server since the last Sync
  bool executed_unsynced_ = false;
  bool acted_unsynced_ = false;  // something that does more than to read was executed since then
  bool copying_in_ = false, dedicated_ = false;
  bool lost_ = false;  // the server was lost in a transaction: state E, until it is ended
  bool schema_touched_ = false;
  bool rolled_back_ = false;  // the transaction, if it ends now, ends without effect
  bool closing_ = false;
  std::optional<Error> fatal_;       // the server's last word before it goes
  std::optional<Error> lost_error_;  // not told yet
};

}  // namespace ringfence::gateway
