#include "demand/disclose/bundle.h"

#include <fmt/format.h>

#include "base/process.h"
#include "base/tar.h"

namespace ringfence::demand {

namespace {

constexpr int format = 1;

json::object manifest(const Demand& demand, const Disclosure& disclosure, const OnRecord& record,
                      const policy::Policy& policy, std::uint64_t made) {
  json::array accounts;
  for (const Named& each : demand.says.accounts)
    accounts.push_back(json::object{{"table", each.table}, {"key", each.key}});
  json::array approvals;
  for (const Approval& each : demand.approvals) {
    approvals.push_back(json::object{{"key", each.by.key}, {"text", each.text}, {"signature", each.signature}});
  }
  return {{"format", format},
          {"platform", policy.platform},
          {"ring", demand.says.ring},
          {"demand", demand.id},
          {"authority", demand.says.authority},
          {"instrument", demand.says.instrument},
          {"says_sha256", demand.digest},
          {"document_sha256", demand.says.document_sha256},
          {"policy_sha256", policy.sha256},
          {"made", made},
          {"accounts", std::move(accounts)},
          {"approvals", std::move(approvals)},
          {"rows", disclosure.rows},
          {"files", files_json(disclosure)},
          {"ledger", json::object{{"entry", record.entry}, {"proof", "entry.tlog-proof"}}}};
}

}  // namespace

Result<std::string> archive(const Demand& demand, const Disclosure& disclosure, const OnRecord& record,
                            const policy::Policy& policy, std::uint64_t made) {
  std::vector<TarFile> files = {{"manifest.json", pretty(manifest(demand, disclosure, record, policy, made)) + '\n'},
                                {"entry.json", record.text},
                                {"entry.tlog-proof", record.proof}};
  for (const Gathered& each : disclosure.files) files.push_back({each.name, each.bytes});
  return tar(files, made / 1000);
}

Result<std::string> encrypted(const std::string& recipient, std::string clear) {
  Program age;
  age.arguments = {"age", "--encrypt", "--recipient", recipient};
  age.input = std::move(clear);
  auto outcome = run_checked(age);
  if (!outcome) {
    Error error = outcome.error();
    if (error.hint.empty()) error.hint = "Debian's package age has the program";
    return within("encrypting to " + recipient, error);
  }
  return outcome;
}

}  // namespace ringfence::demand
