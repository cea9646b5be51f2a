// What /metrics shows. Services, rings and kinds of refusals are labels; nothing is of a person.
#include <array>
#include <future>

#include "gateway/serve/client.h"
#include "gateway/serve/gateway.h"
#include "gateway/serve/metrics_text.h"

namespace ringfence::gateway {

namespace {

struct Counter {
  const char* name;
  const char* help;
  std::uint64_t Figures::*figure;
};

constexpr std::array counters = {
    Counter{"ringfence_clients_accepted_total", "Connections that were taken.", &Figures::clients_accepted},
    Counter{"ringfence_clients_turned_away_total", "Connections beyond the most that there may be.",
            &Figures::clients_turned_away},
    Counter{"ringfence_logins_total", "Clients that proved who they are.", &Figures::logins},
    Counter{"ringfence_logins_failed_total", "Clients that did not.", &Figures::logins_failed},
    Counter{"ringfence_statements_refused_total", "Statements that the gateway refused.", &Figures::statements_refused},
    Counter{"ringfence_homes_asked_total", "Homes of people that had to be looked up.", &Figures::homes_asked},
    Counter{"ringfence_homes_unknown_total", "Look-ups of homes without an answer.", &Figures::homes_unknown},
    Counter{"ringfence_servers_opened_total", "Connections to PostgreSQL that were begun.", &Figures::servers_opened},
    Counter{"ringfence_servers_lost_total", "Connections to PostgreSQL that broke.", &Figures::servers_lost},
    Counter{"ringfence_servers_failed_total", "Connections to PostgreSQL that did not come about.",
            &Figures::servers_failed},
    Counter{"ringfence_loads_total", "Times that policy and schema were read anew.", &Figures::loads},
    Counter{"ringfence_loads_failed_total", "Of these, those that left what was in use.", &Figures::loads_failed},
    Counter{"ringfence_pulls_total", "Times that the peers' directories were asked for what is new.", &Figures::pulls},
    Counter{"ringfence_pulls_failed_total", "Peers that did not answer when they were.", &Figures::pulls_failed},
    Counter{"ringfence_pulled_entries_total", "Entries taken over from peers.", &Figures::pulled_entries},
    Counter{"ringfence_pull_conflicts_total", "Entries kept out because two rings claim one person.",
            &Figures::pull_conflicts},
    Counter{"ringfence_client_received_bytes_total", "Bytes from clients.", &Figures::bytes_from_clients},
    Counter{"ringfence_client_sent_bytes_total", "Bytes to clients.", &Figures::bytes_to_clients},
};

void write_figures(MetricsText& text, const Figures& figures) {
  for (const Counter& one : counters) {
    text.family(one.name, "counter", one.help);
    text.sample(figures.*one.figure);
  }
  text.family("ringfence_refusals_total", "counter", "Refused statements by service, SQLSTATE and kind.");
  for (const auto& [refusal, count] : figures.refusals) {
    text.sample(count, {{"service", refusal.service}, {"sqlstate", refusal.sqlstate}, {"kind", refusal.kind}});
  }
  text.family("ringfence_pull_age_seconds", "gauge", "Since the peer's directory was last pulled.");
  const auto now = std::chrono::steady_clock::now();
  for (const auto& [peer, when] : figures.pulled) {
    text.sample(std::chrono::duration<double>(now - when).count(), {{"peer", peer}});
  }
}

void write_router(MetricsText& text, const Router& router) {
  const Router::Figures figures = router.figures();
  text.family("ringfence_texts_total", "counter", "Texts of statements: planned by shape, anew, or on their own.");
  text.sample(figures.hits, {{"plan", "hit"}});
  text.sample(figures.misses, {{"plan", "miss"}});
  text.sample(figures.unshaped, {{"plan", "unshaped"}});
  text.family("ringfence_plans_cached", "gauge", "Shapes of statements with a plan.");
  text.sample(std::uint64_t{figures.cached});
  const Knowledge& knowledge = router.knowledge();
  text.family("ringfence_generation", "gauge", "Grows with each policy or schema taken into use.");
  text.sample(knowledge.generation);
  text.family("ringfence_policy_info", "gauge", "Always 1; the policy in use.");
  text.sample(std::uint64_t{1}, {{"sha256", knowledge.policy.sha256}});
}

void write_limits(MetricsText& text, const Recorder& recorder) {
  text.family("ringfence_transfers_recorded_total", "counter", "Entries that were made durable in the ledger.");
  text.sample(recorder.recorded());
  text.family("ringfence_thresholds_warned_total", "counter", "Times that a threshold came to where it warns.");
  text.sample(recorder.warned());
  text.family("ringfence_limit_rows", "gauge", "Rows by budget and threshold: used, and where it warns and refuses.");
  for (const auto& total : recorder.totals().all()) {
    const volumes::Limit& limit = total->limit;
    const char* const kind = limit.kind == volumes::Limit::Kind::budget ? "budget" : "threshold";
    const auto sample = [&](std::uint64_t rows, const char* what) {
      text.sample(rows, {{"kind", kind}, {"name", limit.name}, {"to", limit.to}, {"what", what}});
    };
    sample(total->used, "used");
    if (limit.warn_rows) sample(*limit.warn_rows, "warns");
    if (limit.refuse_rows) sample(*limit.refuse_rows, "refuses");
  }
}

}  // namespace

std::string Gateway::metrics() {
  MetricsText text("ring", settings_.ring);
  write_figures(text, figures_);
  write_router(text, *router_);
  if (recorder_ && recorder_->policy_entry()) {
    text.family("ringfence_policy_entry", "gauge", "The ledger's entry of the policy in use.");
    text.sample(*recorder_->policy_entry());
    cosigning_.write(text);
    outgoing_.write(text);
  }
  if (recorder_) write_limits(text, *recorder_);
  text.family("ringfence_homes_cached", "gauge", "Homes of people that are remembered.");
  text.sample(std::uint64_t{homes_.size()});
  text.family("ringfence_clients", "gauge", "Open connections of clients.");
  text.sample(std::uint64_t{clients_.size()});
  std::map<std::string, Pool::Figures> services;
  for (const auto& [key, pool] : pools_) {
    const Pool::Figures figures = pool->figures();
    Pool::Figures& sum = services[pool->credentials().user];
    sum.idle += figures.idle;
    sum.taken += figures.taken;
    sum.opening += figures.opening;
    sum.waiting += figures.waiting;
  }
  text.family("ringfence_pool_servers", "gauge", "Connections to PostgreSQL by what they are doing.");
  for (const auto& [service, sum] : services) {
    text.sample(std::uint64_t{sum.idle}, {{"service", service}, {"state", "idle"}});
    text.sample(std::uint64_t{sum.taken}, {{"service", service}, {"state", "taken"}});
    text.sample(std::uint64_t{sum.opening}, {{"service", service}, {"state", "opening"}});
  }
  text.family("ringfence_pool_waiting", "gauge", "Sessions that wait for a connection to PostgreSQL.");
  for (const auto& [service, sum] : services) text.sample(std::uint64_t{sum.waiting}, {{"service", service}});
  return text.take();
}

Result<std::string> Gateway::ask_metrics() {
  const auto promise = std::make_shared<std::promise<std::string>>();
  auto made = promise->get_future();
  loop_->post([this, promise] { promise->set_value(metrics()); });
  if (made.wait_for(std::chrono::milliseconds(limits::metrics_patience_ms)) != std::future_status::ready) {
    return fail("the gateway did not answer in time");
  }
  return made.get();
}

}  // namespace ringfence::gateway
