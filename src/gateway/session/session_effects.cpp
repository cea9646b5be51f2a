// What a statement leaves behind: in the session, and in the server that another session might be given.
#include <fmt/format.h>

#include <algorithm>

#include "gateway/session/session.h"
#include "gateway/wire/extended.h"
#include "gateway/wire/query.h"
#include "gateway/wire/rows.h"

namespace ringfence::gateway {

namespace {

std::string data_rows(const OwnRows& rows) {
  std::string out;
  for (const auto& row : rows.rows) {
    wire::DataRow data;
    for (const std::string& value : row) data.values.emplace_back(value);
    wire::encode(data, out);
  }
  return out;
}

bool is_report(std::string_view name) {
  return name == "ringfence.pools" || name == "ringfence.shapes" || name == "ringfence.refusals" ||
         name == "ringfence.version";
}

}  // namespace

// Called once the statement is on its way: what it may leave behind is believed to be there even if it fails.
void Session::leaves(const StatementPlan& plan) {
  const policy::SessionEffect& effect = plan.session;
  if (!effect.pins.empty()) pinned_ = effect.pins;
  temporary_.sent(plan);
  if (plan.changes_schema) schema_touched_ = true;
  if (plan.makes_subjects) made_subjects_.insert(*plan.makes_subjects);
  if (effect.deallocates_all || effect.copies_in) replies_.leave_last_alone();
  if (effect.step == policy::TransactionStep::savepoint) own_.savepoint(effect.savepoint);
  if (effect.step == policy::TransactionStep::release) own_.release(effect.savepoint);
  if (effect.step == policy::TransactionStep::rollback_to) own_.roll_back_to(effect.savepoint);
  if (effect.step != policy::TransactionStep::none && effect.step != policy::TransactionStep::begin) viewer_goes_back();
  const auto& setting = effect.setting;
  if (!setting || setting->local || setting->what == policy::SettingUse::Do::show) return;
  const auto place = followed(setting->name);
  if (setting->what == policy::SettingUse::Do::reset) {
    if (setting->name == "all") {
      resets_ = 0x7f;
      own_.reset();
      link_->viewer.reset();
    }
    if (place) resets_ = static_cast<std::uint8_t>(resets_ | (1U << *place));
  } else if (pins(effect)) {
    pinned_ = "SET " + setting->name;
  }
}

// Known again once it is set: it may have been undone with what was done since.
void Session::viewer_goes_back() {
  if (std::exchange(link_->viewer_may_go_back, false)) link_->viewer.reset();
}

// SET of what no other server could be brought to.
bool Session::pins(const policy::SessionEffect& effect) {
  const auto& setting = effect.setting;
  using Do = policy::SettingUse::Do;
  return setting && !setting->local && setting->what != Do::show && setting->what != Do::reset &&
         !followed(setting->name) && setting->name != "transaction" && setting->name != "transaction snapshot";
}

// DISCARD ALL and DEALLOCATE ALL are no part of a transaction: what they have done stays done, and where they failed
// everything is as it was.
void Session::forgotten(std::string_view tag) {
  if (tag != "DISCARD ALL" && tag != "DEALLOCATE ALL") return;
  prepared_.clear();
  link_->prepared.clear();
  if (tag != "DISCARD ALL") return;
  pinned_.clear();
  temporary_.clear();
  own_.reset();
  link_->viewer.reset();
  resets_ = 0x7f;
}

// Null: the message makes no temporary table and ends no transaction.
std::shared_ptr<const Plan> Session::temporary_of(const std::shared_ptr<const Plan>& plan) {
  const auto matters = [](const StatementPlan& statement) {
    return !statement.session.makes_temporary.empty() || statement.session.step != policy::TransactionStep::none;
  };
  return plan && std::ranges::any_of(plan->statements, matters) ? plan : nullptr;
}

void Session::complete(const Reply& reply) {
  if (!reply.temporary) return;
  for (const StatementPlan& statement : reply.temporary->statements) temporary_.completed(statement);
}

void Session::look_at_temporary() {
  using Now = TemporaryTables::Transaction;
  if (!replies_.empty() || sent_unsynced_) return;
  temporary_.quiet(link_->status == Transaction::idle     ? Now::none
                   : link_->status == Transaction::failed ? Now::failed
                                                          : Now::open);
}

void Session::transaction_over(bool committed, Actions& actions) {
  own_.end(committed);
  for (std::size_t place = 0; place < followed_names.size(); ++place) {
    if (committed && ((resets_ >> place) & 1U) != 0) followed_.set(place, start_followed_[place]);
  }
  resets_ = 0;
  if (schema_touched_) actions.schema_changed = true;
  schema_touched_ = false;
  rolled_back_ = false;
  if (!portals_.empty()) portals_.clear();
}

// Of SHOW the rows without their description, of SET and RESET the tag alone.
Result<std::string> Session::run_own(const OwnSetting& setting, bool in_batch) {
  if (lost_ || status() == Transaction::failed) {
    return Error{"current transaction is aborted, commands ignored until end of transaction block", {}, {}, "25P02"};
  }
  if (!refresh()) return Error{"the service is no longer in the policy", {}, {}, "42501"};
  if (!transfers_.peer.empty() && !shows(setting) && setting.name != "ringfence.subject") {
    return Error{fmt::format("{} cannot be changed over a peer link", setting.name), {}, "make another link", "55P02"};
  }
  if (dedicated_ && !shows(setting) && setting.name == "ringfence.purpose") {
    return Error{"the purpose of a migration's session cannot be changed", {}, "connect anew for another", "55P02"};
  }
  std::string out;
  if (!shows(setting)) {
    const bool in_transaction = in_batch || status() == Transaction::in_transaction;
    auto applied = own_.apply(setting, *asker_.service, surroundings_.router().knowledge().policy, in_transaction);
    if (!applied) return applied.error();
    out = wire::encode(wire::CommandComplete{setting.what == policy::SettingUse::Do::set ? "SET" : "RESET"});
    return out;
  }
  if (is_report(setting.name)) {
    if (setting.name != "ringfence.version" && asker_.purpose != "operate" &&
        std::ranges::find(asker_.service->purposes, "operate") == asker_.service->purposes.end()) {
      return Error{fmt::format("permission denied to show \"{}\"", setting.name),
                   {},
                   "it needs a service with the purpose operate",
                   "42501"};
    }
    out = data_rows(surroundings_.report(std::string_view(setting.name).substr(std::string_view("ringfence.").size())));
  } else {
    out = data_rows({{}, {{own_.shown(setting.name)}}});
  }
  wire::encode(wire::CommandComplete{"SHOW"}, out);
  return out;
}

std::string Session::own_description(const OwnSetting& setting) {
  if (!shows(setting)) return wire::encode(wire::NoData{});
  if (!is_report(setting.name)) return wire::encode(wire::text_columns({setting.name}));
  const OwnRows rows =
      surroundings_.report(std::string_view(setting.name).substr(std::string_view("ringfence.").size()));
  return wire::encode(wire::text_columns(rows.columns));
}

}  // namespace ringfence::gateway
