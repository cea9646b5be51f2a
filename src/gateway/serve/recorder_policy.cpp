// The policy goes on record before it is used; and what other rings cosigned is put under the checkpoint.
#include <future>

#include "base/clock.h"
#include "gateway/serve/log.h"
#include "gateway/serve/recorder.h"

namespace ringfence::gateway {

namespace {

Error not_on_record(const Error& why) {
  return {"the policy cannot be put on record in the ledger of this ring", to_text(why),
          "a policy is used once its entry is durable; mend the ledger", "58030"};
}

}  // namespace

// On the ledger's own thread: a few syncs, for which its other appends wait. False: the ledger has stopped.
bool Recorder::post_policy(const policy::ShownText& policy, std::function<void(Result<record::PolicyEntry>)> then) {
  if (!ledger_) return false;
  return ledger_->post([folder = folder_, policy, then = std::move(then)](ledger::Store& store) {
    then(record::put_on_record(ledger::system_files(), store, folder, policy, now_in_milliseconds()));
  });
}

Status Recorder::policy_recorded(const policy::ShownText& policy, const Result<record::PolicyEntry>& entry) {
  if (!entry) return not_on_record(entry.error());
  policy_entry_ = entry->index;
  if (entry->kept) log("policy's text not kept", {{"folder", folder_}, {"error", to_text(*entry->kept)}});
  log(entry->is_new ? "policy put on record" : "policy is on record",
      {{"policy", policy.sha256}, {"entry", std::to_string(entry->index)}, {"old", entry->old_sha256}});
  return {};
}

void Recorder::record_policy(const policy::ShownText& policy, Then then) {
  const auto told = std::make_shared<Then>(std::move(then));
  const bool posted = post_policy(policy, [this, policy, told](Result<record::PolicyEntry> entry) {
    loop_.post([this, policy, told, entry = std::move(entry)] {
      (*told)(policy_recorded(policy, entry));
      if (ledger_ && ledger_->stopped()) stopped(*ledger_->stopped());
    });
  });
  if (!posted) loop_.post([told] { (*told)(not_on_record({"it is being opened anew", {}, {}, {}})); });
}

Status Recorder::record_policy_now(const policy::ShownText& policy) {
  std::promise<Result<record::PolicyEntry>> promise;
  auto entry = promise.get_future();
  const auto tell = [&](Result<record::PolicyEntry> done) { promise.set_value(std::move(done)); };
  if (!post_policy(policy, tell)) return not_on_record({"it has stopped", {}, {}, {}});
  return policy_recorded(policy, entry.get());
}

void Recorder::attach(const std::string& note, const std::vector<ledger::VerifierKey>& witnesses) {
  if (!ledger_) return;
  (void)ledger_->post([note, witnesses](ledger::Store& store) {
    if (const Status done = store.attach(note, witnesses); !done) {
      log("cosignatures not kept", {{"error", to_text(done.error())}});
    }
  });
}

}  // namespace ringfence::gateway
