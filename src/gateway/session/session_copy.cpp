// COPY … FROM STDIN: what is relayed as it comes, and what is looked at row by row.
#include <algorithm>

#include "gateway/session/session.h"
#include "gateway/wire/copy.h"
#include "gateway/wire/query.h"

namespace ringfence::gateway {

bool Session::copies_in(const Plan& plan) {
  return std::ranges::any_of(plan.statements, [](const StatementPlan& one) { return one.session.copies_in; });
}

// Null: the message holds none.
std::unique_ptr<CopiesIn> Session::copies_of(const std::shared_ptr<const Plan>& plan, const std::string& declared) {
  if (!plan || !copies_in(*plan)) return nullptr;
  return std::make_unique<CopiesIn>(CopiesIn{plan, declared, 0, {}});
}

void Session::begin_copy(std::string_view payload, Actions& actions) {
  copying_in_ = true;
  copy_.reset();
  if (dedicated_) return;
  Reply& first = replies_.front();
  const StatementPlan* statement = nullptr;
  while (first.copies && !statement && first.copies->begun < first.copies->plan->statements.size()) {
    const StatementPlan& next = first.copies->plan->statements[first.copies->begun++];
    if (next.session.copies_in) statement = &next;
  }
  if (!statement) {
    if (!first.copies) first.copies = std::make_unique<CopiesIn>();
    return refuse_copy({"refused: the server awaits data for a COPY that was not decided", {}, {}, "08P01"}, actions);
  }
  if (!statement->copy) return;
  CopyIn::Start start{first.copies->plan, statement, surroundings_.router().shared_knowledge(), first.copies->declared,
                      made_subjects_.contains(statement->copy_root)};
  copy_ = std::make_unique<CopyIn>(std::move(start));
  const auto response = wire::decode<wire::CopyInResponse>(payload);
  follow(copy_->begins(response ? response->columns.size() : 0), {}, actions);
}

Session::Done Session::copy_message(char type, std::string_view payload, std::string_view whole, Actions& actions) {
  if (!copying_in_ && !replies_.empty()) return stall(actions);
  // Outside a COPY, as after one that failed, PostgreSQL passes over them too.
  if (!copying_in_) return Done::used;
  if (copy_ && type == wire::CopyData::type) {
    copy_data(payload, actions);
    return Done::used;
  }
  if (copy_ && type == wire::CopyDone::type) {
    std::string rows;
    follow(copy_->end(surroundings_.homes(), rows), rows, actions);
    if (waits_) return Done::later;
    if (!copying_in_) return Done::used;
  }
  actions.to_server.pass(whole);
  if (type != wire::CopyData::type) end_copy();
  return Done::used;
}

void Session::copy_data(std::string_view data, Actions& actions) {
  std::string rows;
  CopyIn::Next next = copy_->knows(surroundings_.router().shared_knowledge());
  if (next == CopyIn::Next::data) next = copy_->take(data, surroundings_.homes(), rows);
  follow(next, rows, actions);
}

// `rows`: what may go on before.
void Session::follow(CopyIn::Next next, const std::string& rows, Actions& actions) {
  if (!rows.empty()) actions.to_server.made().append(rows);
  switch (next) {
    case CopyIn::Next::data:
      return;
    case CopyIn::Next::ask_here:
      actions.ask_here = copy_->questions();
      waits_ = true;
      return;
    case CopyIn::Next::ask_everyone:
      actions.ask = copy_->question();
      waits_ = true;
      return;
    case CopyIn::Next::refuse:
      return refuse_copy(copy_->error(), actions);
  }
}

void Session::resume(const HomesFound& event, Actions& actions) {
  waits_ = false;
  actions.read_client = true;
  if (!copy_) return;
  std::string rows;
  follow(copy_->answered_here(event.rings, surroundings_.homes(), rows), rows, actions);
}

void Session::copy_answered(const Result<HomeAnswer>& answer, Actions& actions) {
  waits_ = false;
  actions.read_client = true;
  std::string rows;
  follow(copy_->answered(answer, surroundings_.homes(), rows), rows, actions);
}

// The server rolls back what it has of it; what it says of that is said in our words.
void Session::refuse_copy(const Error& error, Actions& actions) {
  const Error why = error;
  surroundings_.refused(*this, why);
  replies_.front().copies->refusal = error_bytes(why);
  actions.to_server.say(wire::CopyFail{"refused by the gateway"});
  end_copy();
}

}  // namespace ringfence::gateway
