#include "cli/on_record.h"

#include <charconv>
#include <chrono>
#include <thread>

#include "base/clock.h"
#include "base/process.h"
#include "cli/ledger_write.h"
#include "lifecycle/cluster_make.h"
#include "lifecycle/gateway_process.h"
#include "lifecycle/programs.h"

namespace ringfence::cli {

namespace {

constexpr std::chrono::seconds patience_with_gateway{20};
constexpr std::chrono::milliseconds look_again_after{50};

Error not_on_record(const std::string& ring, const std::string& why) {
  return Error("what was done is not on record in the ledger of ring " + ring, why,
               "it is left in its database, and its gateway puts it on record when it runs and can write its ledger",
               "58030");
}

outbox::Commit commit_to(ledger::Store& store) {
  return [&store](std::vector<ledger::Append> batch) -> Result<std::uint64_t> {
    const auto first = store.commit(std::move(batch));
    if (!first) return first.error();
    RINGFENCE_TRY(store.publish());
    return *first;
  };
}

std::string lines_of(const std::vector<ledger::Append>& batch) {
  std::string lines;
  for (std::uint64_t i = 0; i != batch.size(); ++i) {
    lines += batch[i].entry + "\n";
    for (const ledger::Opening& opening : batch[i].openings) lines += to_text(ledger::OpeningLine{i, opening});
  }
  return lines;
}

// By a process of the user whose ledger it is.
outbox::Commit commit_as(const std::string& user, const std::string& folder) {
  return [user, folder](const std::vector<ledger::Append>& batch) -> Result<std::uint64_t> {
    const auto self = lifecycle::own_program();
    if (!self) return self.error();
    Program program;
    program.arguments = {*self, "ledger", "append", folder};
    program.input = lines_of(batch);
    program.user = user;
    program.directory = "/";
    const auto output = run_checked(program);
    if (!output) return output.error();
    std::uint64_t first = 0;
    const auto read = std::from_chars(output->data(), output->data() + output->size(), first);
    if (read.ec != std::errc()) return fail("could not read which entry was made", *output);
    return first;
  };
}

// Nothing: a gateway holds it.
Result<std::optional<outbox::Commit>> own_commit(const lifecycle::RingDirectory& directory, const std::string& ring) {
  if (lifecycle::running_gateway(directory, ring)) return std::optional<outbox::Commit>();
  const auto user = lifecycle::server_user(directory, ring);
  if (!user) return user.error();
  return std::optional(commit_as(*user, directory.ledger(ring).string()));
}

Result<std::optional<std::uint64_t>> drain_until_found(pg::Connection& connection, std::uint64_t sequence,
                                                       const outbox::Commit& commit) {
  for (;;) {
    const auto drained = outbox::drain(connection, commit, now_in_milliseconds());
    if (!drained) return drained.error();
    auto entry = outbox::entry_of(connection, sequence);
    if (!entry || *entry || !drained->more) return entry;
  }
}

Result<std::optional<std::uint64_t>> by_ourselves(pg::Connection& connection, std::uint64_t sequence,
                                                  const LedgerOfRing& ledger) {
  if (!ledger.folder.empty()) {
    const auto store = open_to_write(ledger.folder);
    if (!store) return store.error();
    return drain_until_found(connection, sequence, commit_to(**store));
  }
  if (ledger.directory.empty()) return fail("no folder of its ledger is known here", {}, "name it by --ledger");
  const auto directory = lifecycle::RingDirectory::at(ledger.directory);
  if (!directory) return directory.error();
  const auto commit = own_commit(*directory, ledger.ring);
  if (!commit) return commit.error();
  if (!*commit) return fail("its gateway holds it");
  return drain_until_found(connection, sequence, **commit);
}

}  // namespace

Result<std::uint64_t> await_entry(pg::Connection& connection, std::uint64_t sequence, const LedgerOfRing& ledger) {
  const auto end = std::chrono::steady_clock::now() + patience_with_gateway;
  Error why;
  bool tried = false;
  for (;;) {
    const auto entry = outbox::entry_of(connection, sequence);
    if (!entry) return not_on_record(ledger.ring, to_text(entry.error()));
    if (*entry) return **entry;
    if (!std::exchange(tried, true)) {
      const auto ours = by_ourselves(connection, sequence, ledger);
      if (ours && *ours) return **ours;
      if (!ours) why = ours.error();
    }
    if (std::chrono::steady_clock::now() > end) return not_on_record(ledger.ring, to_text(why));
    std::this_thread::sleep_for(look_again_after);
  }
}

}  // namespace ringfence::cli
