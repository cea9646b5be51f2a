#include "demand/api/calls.h"

#include <fmt/format.h>

#include <thread>

#include "base/clock.h"
#include "base/limits.h"
#include "demand/api/body.h"
#include "demand/api/problem.h"
#include "demand/desk/shown.h"
#include "http/target.h"
#include "outbox/outbox.h"

namespace ringfence::demand {

namespace {

constexpr std::chrono::milliseconds look_again_after{50};
constexpr std::uint64_t statement_patience_ms = limits::demand_entry_ms;  // others wait behind it

Result<pg::Connection> patient(Result<pg::Connection> opened) {
  if (!opened) return opened;
  RINGFENCE_TRY(opened->execute(fmt::format("SET statement_timeout = {}", statement_patience_ms)));
  return opened;
}

// Of what a disclosure has given nothing could be given again once the rows have changed, so it is not left to a
// connection that may break.
Result<Disclosed> not_by_http(const Demand& demand) {
  return Error("a disclosure is not executed over HTTP", "its file is made once, for the authority, where it stays",
               fmt::format("ringfence demand execute {} --to FILE", demand.id), not_here);
}

Status check_approval_time(const Wish& wish, std::uint64_t now) {
  const auto* by = std::get_if<Signed>(&wish.shown_by);
  constexpr auto window = static_cast<std::uint64_t>(limits::signature_window_s) * 1000;
  if (wish.kind != EventKind::approve || by == nullptr || by->at + window >= now) return {};
  return Error("the approval was signed too long ago", {}, "look again, and sign with the time that is now", "22023");
}

Error clearer(const Error& error, EventKind kind) {
  if (kind != EventKind::file || error.sqlstate != "23505") return error;
  return {"a demand of this id was filed already", {}, "GET it, and see whether it is this one", "23505"};
}

}  // namespace

http::Answer Calls::answer(const Caller& by, const Route& route, const std::string& body) {
  if (!connection_ || connection_->is_broken()) {
    auto opened = patient(connect_());
    if (!opened) return problem(503, within("the ring's database", opened.error()));
    connection_ = std::move(*opened);
  }
  if (const Status in_force = check_policy(*connection_, *by.policy); !in_force) return problem(in_force.error());
  const auto made = [&] {
    switch (route.to) {
      case Route::To::list:
        return list(route);
      case Route::To::show:
        return show(route);
      case Route::To::document:
        return document(route);
      case Route::To::step:
        return step(by, route, body);
    }
    return Result<http::Answer>(fail("there is nothing here"));
  }();
  return made ? *made : problem(made.error());
}

Result<http::Answer> Calls::list(const Route& route) {
  const auto filter = read_filter(route.query);
  if (!filter) return filter.error();
  const auto all = read_demands(*connection_);
  if (!all) return all.error();
  const std::uint64_t now = now_in_milliseconds();
  json::array demands;
  for (const Kept& each : *all) {
    if (filter->state && each.demand.state != *filter->state) continue;
    if (filter->overdue && is_overdue(each.demand, now) != *filter->overdue) continue;
    demands.push_back(as_json(each, now));
  }
  return told(200, json::object{{"ring", ring_}, {"now", now}, {"demands", std::move(demands)}});
}

Result<http::Answer> Calls::show(const Route& route) {
  const auto kept = read_demand(*connection_, route.id);
  if (!kept) return kept.error();
  const std::uint64_t now = now_in_milliseconds();
  json::object shown = as_json(*kept, now);
  shown["now"] = now;
  return told(200, shown);
}

Result<http::Answer> Calls::document(const Route& route) {
  const auto kept = read_demand(*connection_, route.id);
  if (!kept) return kept.error();
  const Says& filed = *kept->events.front().event.says;
  if (filed.document_sha256.empty()) {
    return Error("the demand came without a document", {}, "an emergency may", "02000");
  }
  auto bytes = read_document(*connection_, *kept);
  if (!bytes) return bytes.error();
  // It is what a stranger sent: nothing that a browser would run in our name.
  return http::Answer{200,
                      "application/octet-stream",
                      std::move(*bytes),
                      {{"Content-Disposition", "attachment; filename*=UTF-8''" + http::encoded(filed.document)},
                       {"X-Content-Type-Options", "nosniff"},
                       {"Content-Security-Policy", "sandbox; default-src 'none'"}}};
}

Result<http::Answer> Calls::step(const Caller& by, const Route& route, const std::string& body) {
  const std::uint64_t now = now_in_milliseconds();
  auto asked = read_body(route.step, route.id, ring_, body, now);
  if (!asked) return asked.error();
  Wish& wish = asked->wish;
  wish.officer = by.officer->name;
  std::get<Signed>(wish.shown_by).key = by.officer->key;
  RINGFENCE_TRY(check_officer(*by.policy, wish));
  RINGFENCE_TRY(check_approval_time(wish, now));
  if (wish.says) RINGFENCE_TRY(complete(*connection_, *by.policy, asked->filing, wish));
  const Disclose disclose = wish.kind == EventKind::execute ? Disclose(not_by_http) : Disclose();
  const auto taken = take(*connection_, *by.policy, wish, now_in_milliseconds, disclose);
  if (!taken) return clearer(taken.error(), wish.kind);
  const Demand& after = taken->demand;
  json::object said{{"id", after.id},
                    {"state", to_text(after.state)},
                    {"version", after.version},
                    {"why", after.why},
                    {"lifted", taken->lifted.whole},
                    {"narrowed", taken->lifted.narrowed},
                    {"as_meant", was_meant(wish.kind, after.state)}};
  const auto entry = entry_of(taken->left);
  if (!entry) return problem(entry.error(), said);
  said["entry"] = *entry;
  http::Answer answer = told(wish.kind == EventKind::file ? 201 : 200, said);
  if (wish.kind == EventKind::file) answer.headers["Location"] = fmt::format("{}/{}", demands_path, after.id);
  return answer;
}

// The gateway whose process this is puts it there.
Result<std::uint64_t> Calls::entry_of(std::uint64_t left) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(limits::demand_entry_ms);
  for (;;) {
    const auto entry = outbox::entry_of(*connection_, left);
    if (entry && *entry) return **entry;
    if (!entry || *ending_ || std::chrono::steady_clock::now() > end) {
      return Error("the step was taken, and is not on record in the ledger of ring " + ring_ + " yet",
                   entry ? std::string() : to_text(entry.error()),
                   "it is left in its database, and its gateway puts it on record once it can write its ledger",
                   "58030");
    }
    std::this_thread::sleep_for(look_again_after);
  }
}

}  // namespace ringfence::demand
