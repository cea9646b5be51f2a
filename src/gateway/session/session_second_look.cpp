// How much of what a viewer was told of is withheld: counted on request, before the client hears that the server is
// ready. What comes of it never fails what the client asked for.
#include <fmt/format.h>

#include <algorithm>

#include "base/limits.h"
#include "compile/postgres/rows_of.h"
#include "compile/postgres/shown_views.h"
#include "gateway/session/session.h"
#include "gateway/session/withheld.h"
#include "gateway/wire/query.h"
#include "gateway/wire/report.h"

namespace ringfence::gateway {

// Null: nobody has asked for it.
std::shared_ptr<const Countable> Session::countable(const Plan& plan, std::string_view text,
                                                    const std::vector<std::uint32_t>& types,
                                                    std::string_view bind) const {
  if (!own_.now().count_withheld || plan.statements.size() != 1) return nullptr;
  auto made = std::make_shared<Countable>();
  made->viewer = transfers_.viewer;
  made->for_elsewhere = transfers_.away || !transfers_.peer.empty();
  if (transfers_.asks_peer()) {
    made->why_not = "the ring that has the rows has not counted them";
  } else if (transfers_.viewer.empty()) {
    made->why_not = "no viewer was said";
  } else if (!plan.statements[0].session.pins.empty() || plan.statements[0].session.setting ||
             plan.statements[0].home_only) {
    made->why_not = "a statement that leaves something behind in its session does not run twice";
  } else if (text.size() + bind.size() + types.size() * sizeof(types[0]) > limits::second_look_bytes) {
    made->why_not = "the statement is too long";
  } else {
    made->text = text;
    made->types = types;
    made->bind = bind;
    made->world = plan.statements[0].world;
  }
  return made;
}

void Session::look_again_at(Reply& told) {
  if (!told.countable) return;
  if (!second_looks_) second_looks_ = std::make_unique<SecondLooks>();
  if (second_looks_->waiting.size() < limits::second_looks) {
    second_looks_->waiting.push_back(std::move(told.countable));
  } else {
    ++second_looks_->left_out;
    second_looks_->viewer = told.countable->viewer;
  }
}

// Whether something is asked of the server first.
bool Session::looks_again(Actions& actions) {
  while (!second_looks_->waiting.empty()) {
    const auto next = std::move(second_looks_->waiting.front());
    second_looks_->waiting.erase(second_looks_->waiting.begin());
    if (!replies_.empty() || sent_unsynced_) {
      say_counted(next->viewer, Error{"more was sent before it was answered", {}, {}, {}}, actions);
      continue;
    }
    auto look = second_look_at(*next);
    if (!look) {
      say_counted(next->viewer, look.error(), actions);
      continue;
    }
    second_looks_->under_way = std::move(*look);
    second_looks_->viewer = next->viewer;
    actions.to_server.made().append(second_looks_->under_way->messages());
    replies_.push(Awaits::second_look);
    return true;
  }
  if (second_looks_->left_out > 0) {
    say_counted(second_looks_->viewer,
                Error{fmt::format("{} more of the batch: {} are counted at most", second_looks_->left_out,
                                  limits::second_looks),
                      {},
                      {},
                      {}},
                actions);
  }
  second_looks_.reset();
  return false;
}

Result<std::unique_ptr<SecondLook>> Session::second_look_at(const Countable& statement) const {
  if (!statement.why_not.empty()) return Error{statement.why_not, {}, {}, {}};
  const bool in_transaction = link_->status == Transaction::in_transaction;
  if (statement.world.empty()) {
    auto rows = compile::rows_of(statement.text);
    if (!rows) return rows.error();
    const Knowledge& knowledge = surroundings_.router().knowledge();
    if (!statement.for_elsewhere && std::ranges::all_of(statement.types, compile::is_plain_parameter)) {
      auto anew = compile::through_shown_view(rows->count, knowledge.shown_views, knowledge.catalogue);
      if (anew) rows->count = std::move(*anew);
    }
    return SecondLook::at(statement, {std::move(*rows), std::nullopt}, in_transaction);
  }
  const Knowledge& knowledge = surroundings_.router().knowledge();
  const auto parts = knowledge.world_parts.find(statement.world);
  if (parts == knowledge.world_parts.end()) return Error{"the world views have no parts to be counted", {}, {}, {}};
  auto rows = compile::rows_by_ring(statement.text, parts->second, knowledge.catalogue, knowledge.here->name);
  if (!rows) return rows.error();
  return SecondLook::at(statement, *rows, in_transaction);
}

// One of the rings that the look at hand asks, before that ring's rows are here.
void Session::counted_by(const std::string& ring, const Result<std::int64_t>& rows) {
  if (is_counting()) second_looks_->under_way->elsewhere(ring, rows);
}

// What the server sends meanwhile. What its settings became is undone with the rest, and may be of rows that are
// withheld. False: nobody awaited it.
bool Session::second_look(char type, std::string_view payload, std::string_view whole, Actions& actions) {
  if (type == wire::ParameterStatus::type) return true;
  if (type == wire::ErrorResponse::type) {
    const auto error = wire::decode<wire::ErrorResponse>(payload);
    const std::string_view severity = error ? error->field('V') : std::string_view();
    if (severity == "FATAL" || severity == "PANIC") return server_error(payload, whole, actions);
  }
  SecondLook& look = *second_looks_->under_way;
  if (!look.take(type, payload)) return true;
  if (!look.is_undone() && look.undo_again()) {
    actions.to_server.made().append(look.messages());
    return true;
  }
  if (!look.is_undone() && link_->status == Transaction::idle) return false;
  if (!look.is_undone()) link_->status = Transaction::failed;
  const auto done = std::move(second_looks_->under_way);
  replies_.pop();
  say_counted(second_looks_->viewer, done->rows(), actions);
  if (looks_again(actions)) return true;
  actions.to_client.say(wire::ReadyForQuery{status()});
  after_ready(actions);
  return true;
}

// The ring that has the rows has said how many, in the order in which they were asked for; or unasked, where a link
// that counts is of a transaction in which that was switched off.
void Session::counted_elsewhere(std::string_view whole, Actions& actions) {
  if (!second_looks_ || second_looks_->waiting.empty()) return;
  second_looks_->waiting.erase(second_looks_->waiting.begin());
  actions.to_client.pass(whole);
}

void Session::say_counted(const std::string& viewer, const Result<std::int64_t>& rows, Actions& actions) {
  Error told(fmt::format("withheld from viewers in {}: not counted",
                         viewer.empty() ? "no jurisdiction that was said" : viewer),
             rows ? "" : rows.error().message, {}, std::string(withheld_sqlstate));
  if (rows) {
    told.message =
        fmt::format("withheld from viewers in {}: {} of the rows that the statement is about", viewer, *rows);
    told.detail = "Those of its FROM that its WHERE keeps. What a sealed order withholds is never counted.";
  }
  notice(told, rows ? std::to_string(*rows) : std::string(), actions);
}

}  // namespace ringfence::gateway
