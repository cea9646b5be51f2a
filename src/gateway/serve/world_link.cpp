#include "gateway/serve/world_link.h"

#include <fmt/format.h>

#include <algorithm>

#include "gateway/serve/gateway.h"
#include "gateway/serve/worlds.h"
#include "policy/transfer_rules.h"

namespace ringfence::gateway {

namespace {

Error undecided() {
  return {"refused: what the world view asks is not one read of another ring's rows", {}, {}, "42501"};
}

// What postgres_fdw writes where the other ring is asked the whole condition. Else it would count here, from rows, and
// the other ring would say how many are withheld of more than that.
constexpr std::string_view counts_all = "SELECT count(*) FROM ";

Error not_asked_whole() {
  return {"the condition depends on the session or the moment, and cannot be asked elsewhere", {}, {}, "0A000"};
}

}  // namespace

// As for any statement, by this ring's own copy of the policy; the other ring decides by its own.
Result<WorldTransfer> WorldLink::decide(const std::string& text) const {
  if (reader().counts && !text.starts_with(counts_all)) return not_asked_whole();
  Router& router = gateway_.router();
  const Knowledge& knowledge = router.knowledge();
  const auto& services = knowledge.policy.services;
  const auto service = std::ranges::find(services, reader().service, &policy::Service::name);
  const policy::Ring* const from = knowledge.policy.find_ring(ring());
  if (service == services.end() || !from) return undecided();
  Asker asker;
  asker.service = &*service;
  asker.purpose = reader().purpose;
  if (!reader().viewer.empty()) asker.viewer = reader().viewer;
  asker.views = policy::transfer_name(knowledge.here->name, reader().purpose);
  asker.of = knowledge.policy.number_of(ring());
  const auto routed = router.route(asker, asked_as(text));
  if (!routed) return routed.error();
  const auto& statements = routed->plan->statements;
  if (statements.size() != 1) return undecided();
  if (statements[0].course == Course::refuse) return statements[0].refusal;
  if (!statements[0].transfer) return undecided();
  return WorldTransfer{statements[0].transfer, routed->plan->shape};
}

WorldLink::CursorId WorldLink::open(const WorldQuery& query) {
  auto decided = decide(query.text);
  if (!decided) {
    if (reader().counts) gateway_.worlds().counted(backend(), ring(), decided.error());
    return reader_.open_refused(query, decided.error());
  }
  RingReader::Actions actions;
  const CursorId cursor = reader_.open(query, std::move(*decided), actions);
  perform(actions);
  return cursor;
}

void WorldLink::prefetch(const WorldQuery& query) {
  const CursorId cursor = open(query);
  unclaimed_[cursor] = query.text;
}

std::optional<WorldLink::CursorId> WorldLink::claim(const WorldQuery& query) {
  for (const auto& [cursor, text] : unclaimed_) {
    const WorldQuery* const asked = reader_.query(cursor);
    if (!asked || *asked != query) continue;
    const CursorId claimed = cursor;
    unclaimed_.erase(claimed);
    return claimed;
  }
  return std::nullopt;
}

bool WorldLink::has(const WorldQuery& query) const {
  return reader_.has(query);
}

void WorldLink::fetch(CursorId cursor, std::size_t rows, Then then) {
  fetched_ = cursor;
  rows_ = rows;
  then_ = std::move(then);
  deliver();
}

void WorldLink::deliver() {
  if (!then_) return;
  RingReader::Actions actions;
  auto rows = reader_.fetch(fetched_, rows_, actions);
  perform(actions);
  if (!rows || !then_) return;
  const Then then = std::exchange(then_, {});
  then(std::move(*rows));
}

WorldLink::CursorId WorldLink::rewind(CursorId cursor) {
  RingReader::Actions actions;
  const CursorId anew = reader_.rewind(cursor, actions);
  perform(actions);
  return anew;
}

void WorldLink::close(CursorId cursor) {
  RingReader::Actions actions;
  reader_.close(cursor, actions);
  perform(actions);
}

// A FETCH that still waits is answered: PostgreSQL would wait for ever.
void WorldLink::end() {
  if (const Then then = std::exchange(then_, {})) {
    then({{}, {}, 0, Error{"whoever read this ring's rows has gone", {}, {}, "57014"}, false});
  }
  RingReader::Actions actions;
  reader_.end(actions);
  perform(actions);
}

void WorldLink::cancel() {
  RingReader::Actions actions;
  reader_.cancel(actions);
  perform(actions);
}

void WorldLink::perform(RingReader::Actions& actions) {
  if (server_ && !actions.to_server.empty()) server_->stream().send(actions.to_server);
  if (server_ && actions.pause) server_->stream().pause();
  if (server_ && actions.resume) server_->stream().resume();
  if (server_ && (actions.give_back || actions.discard)) {
    Server* const server = std::exchange(server_, nullptr);
    server->stream().resume();
    if (actions.discard) {
      server->pool().discard(*server);
    } else {
      server->pool().give_back(*server);
    }
  }
  if (actions.forget && pool_) pool_->forget(id_);
  for (const TransferEnds& ended : actions.ended) gateway_.recorder()->end(ended);
  if (actions.withheld) gateway_.worlds().withheld(backend(), *actions.withheld);
  for (const auto& counted : actions.counted) gateway_.worlds().counted(backend(), ring(), counted);
  if (actions.record) record(*actions.record);
  if (actions.take) take();
  if (actions.news) deliver();
  if (reader_.is_over()) gateway_.worlds().gone(id_);
  gateway_.settle();
}

void WorldLink::take() {
  const policy::Policy& policy = gateway_.router().knowledge().policy;
  auto pool = gateway_.pool(reader().service,
                            {policy.number_of(ring()), {}, reader().purpose, reader().viewer, false, reader().counts});
  if (!pool) return refused(pool.error());
  pool_ = *pool;
  auto taken = pool_->take(id_);
  if (!taken) return refused(taken.error());
  if (*taken) granted(**taken);
}

void WorldLink::record(const TransferBegins& transfer) {
  const Recorder::Begun then = [&gateway = gateway_, id = id_, name = transfer.id](
                                   const Status& done, const std::shared_ptr<Meter>& meter) {
    WorldLink* const link = gateway.worlds().find(id);
    if (!link) {
      if (done) gateway.recorder()->end({name, 0, 0, TransferEnds::Outcome::left_off});
      return;
    }
    RingReader::Actions actions;
    link->reader_.recorded(done, meter, actions);
    link->perform(actions);
  };
  const Status begun = gateway_.recorder()->begin(transfer, gateway_.router().knowledge(), then);
  if (!begun) gateway_.loop().post([then, begun] { then(begun, nullptr); });
}

void WorldLink::granted(Server& server) {
  server_ = &server;
  server.holder = this;
  RingReader::Actions actions;
  reader_.granted(server, actions);
  perform(actions);
}

void WorldLink::refused(const Error& error) {
  RingReader::Actions actions;
  reader_.refused(error, actions);
  perform(actions);
}

std::size_t WorldLink::server_bytes(std::string_view bytes) {
  RingReader::Actions actions;
  reader_.received(bytes, actions);
  perform(actions);
  return bytes.size();
}

void WorldLink::server_lost(const Error& error) {
  server_ = nullptr;
  RingReader::Actions actions;
  reader_.lost(error, actions);
  perform(actions);
}

}  // namespace ringfence::gateway
