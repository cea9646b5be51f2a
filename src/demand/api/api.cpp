#include "demand/api/api.h"

#include <fmt/format.h>

#include "base/clock.h"
#include "base/limits.h"
#include "demand/api/calls.h"
#include "demand/api/problem.h"
#include "demand/api/route.h"
#include "http/signature.h"

namespace ringfence::demand {

namespace {

std::size_t body_bytes_of(const Route& route) {
  if (route.to != Route::To::step) return 0;
  return route.step == EventKind::file ? limits::demand_file_bytes : limits::demand_step_bytes;
}

class Api {
 public:
  Api(ApiRing ring, Reached reached, std::shared_ptr<const std::atomic<bool>> ending)
      : gate_(std::move(reached), static_cast<std::int64_t>(now_in_seconds())),
        log_(ring.log),
        policy_(ring.policy),
        calls_(ring.name, std::move(ring.connect), std::move(ending)) {}

  http::Admission admit(const std::shared_ptr<Api>& self, const http::Call& call) {
    const std::string what = call.method + " " + call.target.substr(0, call.target.find('?'));
    std::string officer;
    auto admitted = let_in(self, call, what, officer);
    if (admitted.refused) log_(officer, what, admitted.refused->status, why_);
    return admitted;
  }

 private:
  http::Admission let_in(const std::shared_ptr<Api>& self, const http::Call& call, const std::string& what,
                         std::string& who) {
    const auto policy = policy_();
    if (!policy) return refused(503, within("the policy", policy.error()));
    const auto officer = gate_.let_in(**policy, call, static_cast<std::int64_t>(now_in_seconds()));
    if (!officer) return refused(status_of(officer.error()), officer.error());
    who = (*officer)->name;
    auto routed = route(call.method, call.target);
    if (!routed) return refused(status_of(routed.error()), routed.error());
    if (!routed->allow.empty()) {
      http::Admission not_so = refused(405, Error("not this method", {}, routed->allow, {}));
      not_so.refused->headers["Allow"] = routed->allow;
      return not_so;
    }
    const auto digest = call.fields.find("content-digest");
    const std::string said = digest == call.fields.end() ? std::string() : digest->second;
    const std::size_t most = body_bytes_of(routed->route);
    return {
        std::nullopt, most,
        [self, by = Caller{*policy, *officer}, asked = std::move(routed->route), said, what](const std::string& body) {
          const bool whole = said.empty() ? body.empty() : http::is_digest_of(said, body);
          const http::Answer answer = whole ? self->calls_.answer(by, asked, body)
                                            : problem(400, Error("the body is not the one that was signed", {},
                                                                 "Content-Digest: sha-256=:…: of its bytes", "22023"));
          self->log_(by.officer->name, what, answer.status, {});
          return answer;
        }};
  }

  http::Admission refused(unsigned status, const Error& error) {
    why_ = error.message;
    return {problem(status, error), 0, {}};
  }

  Gate gate_;
  std::function<void(std::string_view, std::string_view, unsigned, std::string_view)> log_;
  std::function<Result<std::shared_ptr<const policy::Policy>>()> policy_;
  std::string why_;
  Calls calls_;  // on the service's thread
};

}  // namespace

http::Service demand_service(ApiRing ring, Reached reached, std::shared_ptr<const std::atomic<bool>> ending) {
  const auto api = std::make_shared<Api>(std::move(ring), std::move(reached), std::move(ending));
  return {std::string(demands_path), [api](const http::Call& call) { return api->admit(api, call); },
          [](unsigned status, std::string why) { return problem(status, fail(std::move(why))); }};
}

}  // namespace ringfence::demand
