// ledger_writer write DIR COUNT SIDE [KILL_AT]: appends COUNT transfers with their ends and openings, two at once, and
// prints "acknowledged INDEX ID" of each entry once it is durable. At system call KILL_AT of the ledger it kills
// itself. ledger_writer cosign DIR WITNESS_DIR: the second ledger's key cosigns the first's checkpoint, and it is
// attached. ledger_writer erase DIR ENTRY: erases an entry's openings.
#include <fmt/format.h>
#include <signal.h>
#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <ctime>
#include <string>

#include "base/limits.h"
#include "ledger/ledger.h"
#include "ledger/proof.h"
#include "ledger/source.h"
#include "ledger/witness.h"

namespace {

using namespace ringfence;
using namespace ringfence::ledger;

// The system's own calls, the process ending before one of them. Half of a write is done then, as it may be.
class MortalFiles : public Files {
 public:
  explicit MortalFiles(std::size_t kill_at) : kill_at_(kill_at) {}
  int open(const std::string& path, int flags, unsigned mode) override { return step(), real_.open(path, flags, mode); }
  int close(int descriptor) override { return step(), real_.close(descriptor); }
  long write(int descriptor, std::string_view bytes) override {
    if (calls_ + 1 == kill_at_) real_.write(descriptor, bytes.substr(0, bytes.size() / 2));
    return step(), real_.write(descriptor, bytes);
  }
  long read(int descriptor, std::span<char> bytes) override { return step(), real_.read(descriptor, bytes); }
  int fsync(int descriptor) override { return step(), real_.fsync(descriptor); }
  int fdatasync(int descriptor) override { return step(), real_.fdatasync(descriptor); }
  int syncfs(int descriptor) override { return step(), real_.syncfs(descriptor); }
  int lock(int descriptor) override { return step(), real_.lock(descriptor); }
  int rename(const std::string& from, const std::string& to) override { return step(), real_.rename(from, to); }
  int make_folder(const std::string& path, unsigned mode) override { return step(), real_.make_folder(path, mode); }
  int remove(const std::string& path) override { return step(), real_.remove(path); }
  int remove_folder(const std::string& path) override { return step(), real_.remove_folder(path); }
  int list(const std::string& folder, std::vector<std::string>& names) override {
    return step(), real_.list(folder, names);
  }
  [[nodiscard]] std::size_t calls() const { return calls_; }

 private:
  void step() {
    if (++calls_ == kill_at_) ::kill(::getpid(), SIGKILL);
  }
  Files& real_ = system_files();
  std::size_t kill_at_;
  std::atomic<std::size_t> calls_ = 0;  // by two threads
};

int fail_with(const Error& error) {
  fmt::print(stderr, "{}\n", to_text(error));
  return 1;
}

std::uint64_t number(const char* text) {
  return std::stoull(text);
}

Transfer transfer_number(std::uint64_t index, Side side) {
  Transfer transfer;
  transfer.id = fmt::format("{:032x}", index);
  transfer.side = side;
  transfer.from = "eu";
  transfer.to = "us";
  transfer.location = "US";
  transfer.service = "web-us";
  transfer.purpose = "feed";
  transfer.rule = "public-feed";
  transfer.tables = {"post", "person"};
  transfer.columns = {"post.id", "post.content", "person.first_name"};
  transfer.shape = "SELECT * FROM post JOIN person ON person.id = author_id WHERE post.id = $1";
  transfer.policy = std::string(64, 'a');
  return transfer;
}

int write(const std::string& folder, std::uint64_t count, Side side, std::size_t kill_at) {
  MortalFiles files(kill_at);
  LedgerOptions options;
  options.files = &files;
  options.publish_after = std::chrono::milliseconds(5);
  {
    auto ledger = Ledger::open(folder, options);
    if (!ledger) return fail_with(ledger.error());
    for (std::uint64_t i = 0; i < count; ++i) {
      Transfer transfer = transfer_number(i, side);
      const Opening opening = commit_to(transfer, "subject", fmt::format("person {}", i));
      const auto begin = make_entry(transfer, 1'700'000'000'000 + i);
      const auto end =
          make_entry(TransferEnd{transfer.id, side, 3, 100, TransferOutcome::complete}, 1'700'000'000'000 + i);
      const auto first = (*ledger)->append(*begin, {opening});
      const auto index = first ? (*ledger)->append_and_wait(*end) : Result<std::uint64_t>(first.error());
      if (!index) return fail_with(index.error());
      fmt::print("acknowledged {} {}\n", *index, transfer.id);
      std::fflush(stdout);
    }
  }
  fmt::print("calls {}\n", files.calls());
  return 0;
}

int cosign(const std::string& folder, const std::string& witness_folder) {
  auto store = Store::open(system_files(), folder, 1);
  if (!store) return fail_with(store.error());
  auto other = Store::open(system_files(), witness_folder, 1);
  if (!other) return fail_with(other.error());
  const SigningKey& key = (*other)->key();
  const auto source = folder_source(folder + "/log");
  const auto bytes = source->read("checkpoint", limits::note_bytes);
  auto note = parse_note(bytes->value());
  const auto size = parse_checkpoint(note->text)->size;
  Witness witness(system_files(), witness_folder + "/cosigned", key);
  const auto log = (*store)->key().verifier(KeyKind::log);
  const auto now = static_cast<std::uint64_t>(std::time(nullptr));
  auto answer = witness.cosign(*note, log, 0, {}, now);
  if (answer && answer->result == Witnessed::other_size) {
    const auto proof = prove_consistency(nodes_of(*source, size), answer->last_size, size);
    if (!proof) return fail_with(proof.error());
    answer = witness.cosign(*note, log, answer->last_size, *proof, now);
  }
  if (!answer) return fail_with(answer.error());
  if (!answer->cosignature) return fail_with(fail(fmt::format("not cosigned: {}", static_cast<int>(answer->result))));
  note->signatures.push_back(*answer->cosignature);
  const Status attached = (*store)->attach(to_text(*note), {key.verifier(KeyKind::witness)});
  return attached ? 0 : fail_with(attached.error());
}

int erase(const std::string& folder, std::uint64_t entry) {
  auto store = Store::open(system_files(), folder, 1);
  if (!store) return fail_with(store.error());
  const Status erased = (*store)->erase_openings({entry});
  return erased ? 0 : fail_with(erased.error());
}

}  // namespace

int main(int count, char** words) {
  const std::string what = count > 3 ? words[1] : "";
  if (what == "write" && count > 4) {
    const Side side = std::string(words[4]) == "importer" ? Side::importer : Side::exporter;
    return write(words[2], number(words[3]), side, count > 5 ? number(words[5]) : 0);
  }
  if (what == "cosign") return cosign(words[2], words[3]);
  if (what == "erase") return erase(words[2], number(words[3]));
  return 2;
}
