#include "lifecycle/policy_on_record.h"

#include <fmt/format.h>

#include <chrono>

#include "base/file.h"
#include "base/json.h"
#include "base/limits.h"
#include "base/process.h"
#include "base/sha256.h"
#include "lifecycle/as_user.h"
#include "lifecycle/cluster_make.h"
#include "lifecycle/gateway_process.h"
#include "lifecycle/process_table.h"
#include "lifecycle/programs.h"
#include "record/policy_entry.h"

namespace ringfence::lifecycle {

namespace {

constexpr std::chrono::milliseconds patience_with_gateway{20'000};

class Recording {
 public:
  Recording(const RingDirectory& directory, const std::string& ring, const std::string& sha256, std::string user)
      : directory_(directory), ring_(ring), sha256_(sha256), user_(std::move(user)) {}

  Result<std::optional<PolicyOnRecord>> run() {
    const auto there = read_as(user_, directory_.ledger(ring_) / "ledger.vkey");
    if (!there) return there.error();
    if (!*there) return std::optional<PolicyOnRecord>();
    RINGFENCE_TRY(check_copy());
    auto done = running_gateway(directory_, ring_) ? by_gateway() : by_ourselves();
    if (!done) return done.error();
    return std::optional(*done);
  }

 private:
  Status check_copy() {
    const auto copy = read_file(directory_.policy_file(), limits::policy_file_bytes);
    if (!copy) return copy.error();
    if (to_hex(ringfence::sha256(*copy)) == sha256_) return {};
    return fail(
        fmt::format("the gateway of ring {} goes by another policy: {}", ring_, directory_.policy_file().string()), {},
        fmt::format("bring it the new one first: ringfence up --dir {} --policy FILE", directory_.root().string()));
  }

  std::optional<PolicyOnRecord> recorded() {
    const auto bytes = read_as(user_, record::recorded_path(directory_.ledger(ring_).string()));
    const auto found = bytes && *bytes ? record::parse_recorded(**bytes) : std::nullopt;
    if (!found || found->sha256 != sha256_) return std::nullopt;
    return PolicyOnRecord{found->index, true};
  }

  Result<PolicyOnRecord> by_gateway() {
    std::optional<PolicyOnRecord> found = recorded();
    if (found) return *found;
    const auto told = reload_gateway(directory_, ring_);
    if (!told) return told.error();
    const bool done = wait_until([&] { return (found = recorded()).has_value(); }, patience_with_gateway);
    if (done) return *found;
    return fail("its gateway has not put the policy on record", {},
                fmt::format("it says why: see {}", directory_.gateway_log(ring_).string()));
  }

  Result<PolicyOnRecord> by_ourselves() {
    const auto self = own_program();
    if (!self) return self.error();
    Program program;
    program.arguments = {
        *self, "ledger", "policy", directory_.ledger(ring_).string(), directory_.policy_file().string(), "--json"};
    program.user = user_;
    program.directory = "/";
    const auto output = run_checked(program);
    if (!output) return output.error();
    boost::system::error_code code;
    const json::value value = json::parse(*output, code);
    const auto* object = value.if_object();
    const auto* entry = object != nullptr ? object->if_contains("entry") : nullptr;
    if (code || entry == nullptr || !entry->is_number()) return fail("could not read which entry was made", *output);
    return PolicyOnRecord{entry->to_number<std::uint64_t>(), false};
  }

  const RingDirectory& directory_;
  const std::string& ring_;
  const std::string& sha256_;
  std::string user_;
};

}  // namespace

Result<std::optional<PolicyOnRecord>> put_policy_on_record(const RingDirectory& directory, const std::string& ring,
                                                           const std::string& sha256) {
  auto user = server_user(directory, ring);
  if (!user) return user.error();
  return Recording(directory, ring, sha256, std::move(*user)).run();
}

}  // namespace ringfence::lifecycle
