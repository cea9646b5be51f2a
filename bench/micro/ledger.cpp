// Appends a second of a ledger with W appends waiting at once, beside what the machine can do at all: a write of as
// many bytes and an fdatasync for each W (group commit and nothing else), and SHA-256 of as many entries. Rounds of all
// in turn; medians.
//   bench_ledger DIR ROUNDS SECONDS
#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <map>
#include <string>
#include <vector>

#include "base/json.h"
#include "ledger/ledger.h"
#include "ledger/merkle.h"

namespace {

using namespace ringfence;
using namespace ringfence::ledger;
using Clock = std::chrono::steady_clock;

[[noreturn]] void end_with(const std::string& why) {
  fmt::print(stderr, "{}\n", why);
  std::exit(1);
}

struct Sample {
  Entry entry;
  std::vector<Opening> openings;
};

std::vector<Sample> samples() {
  std::vector<Sample> made;
  for (int i = 0; i < 1024; ++i) {
    Transfer transfer;
    transfer.id = new_transfer_id();
    transfer.from = "eu";
    transfer.to = transfer.location = "us";
    transfer.service = "web-us";
    transfer.purpose = "feed";
    transfer.rule = "public-feed";
    transfer.tables = {"post", "person"};
    transfer.columns = {"post.id", "post.author_id", "post.content", "person.id", "person.first_name"};
    transfer.shape =
        "SELECT p.id, p.content, a.first_name FROM post p JOIN person a ON a.id = p.author_id WHERE p.id = $1";
    transfer.policy = std::string(64, 'a');
    const Opening opening = commit_to(transfer, "subject", std::to_string(i));
    made.push_back({*make_entry(transfer, 1'700'000'000'000), {opening}});
  }
  return made;
}

double per_second(std::uint64_t count, Clock::time_point since) {
  return static_cast<double>(count) / std::chrono::duration<double>(Clock::now() - since).count();
}

double appends(const std::string& folder, const std::vector<Sample>& some, std::size_t waiting, double seconds) {
  auto ledger = Ledger::open(folder);
  if (!ledger) end_with(to_text(ledger.error()));
  std::size_t next = 0;
  const auto append = [&] {
    const Sample& sample = some[next++ % some.size()];
    if (const auto ticket = (*ledger)->append(sample.entry, sample.openings); !ticket)
      end_with(to_text(ticket.error()));
  };
  const auto since = Clock::now();
  const auto until = since + std::chrono::duration<double>(seconds);
  for (std::size_t i = 0; i < waiting; ++i) append();
  std::uint64_t done = 0;
  while (Clock::now() < until) {
    pollfd ready{(*ledger)->descriptor(), POLLIN, 0};
    ::poll(&ready, 1, 1000);
    for (const Outcome& outcome : (*ledger)->take_outcomes()) {
      if (!outcome.index) end_with(to_text(outcome.index.error()));
      ++done;
      append();
    }
  }
  return per_second(done, since);
}

// The same bytes: an entry, its length, its opening's line.
double raw(const std::string& folder, std::size_t bytes, std::size_t waiting, double seconds) {
  const std::string path = folder + "/raw";
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  const std::string group(bytes * waiting, 'x');
  const auto since = Clock::now();
  const auto until = since + std::chrono::duration<double>(seconds);
  std::uint64_t done = 0;
  while (Clock::now() < until) {
    if (::write(file, group.data(), group.size()) != static_cast<ssize_t>(group.size()) || ::fdatasync(file) != 0) {
      end_with("the raw file cannot be written");
    }
    done += waiting;
  }
  const double rate = per_second(done, since);
  ::close(file);
  ::unlink(path.c_str());
  return rate;
}

double hashes(const std::string& entry, double seconds) {
  const auto since = Clock::now();
  const auto until = since + std::chrono::duration<double>(seconds);
  std::uint64_t done = 0;
  while (Clock::now() < until) {
    for (int i = 0; i < 100; ++i) leaf_hash(entry);
    done += 100;
  }
  return per_second(done, since);
}

double median(std::vector<double> values) {
  std::ranges::sort(values);
  return values[values.size() / 2];
}

}  // namespace

int main(int count, char** words) {
  if (count != 4) return 2;
  const std::string folder = words[1];
  const int rounds = std::atoi(words[2]);
  const double seconds = std::atof(words[3]);
  const Status made = Store::create(system_files(), folder + "/ledger", "bench.example/ledger");
  if (!made) end_with(to_text(made.error()));
  const auto some = samples();
  const std::size_t bytes =
      2 + some[0].entry.bytes().size() + to_text(OpeningLine{100'000, some[0].openings[0]}).size();
  std::map<std::size_t, std::vector<double>> ledger;
  std::map<std::size_t, std::vector<double>> limit;
  std::vector<double> hash;
  for (int round = 0; round < rounds; ++round) {
    for (const std::size_t waiting : {1U, 8U, 64U, 512U}) {
      limit[waiting].push_back(raw(folder, bytes, waiting, seconds));
      ledger[waiting].push_back(appends(folder + "/ledger", some, waiting, seconds));
    }
    hash.push_back(hashes(some[0].entry.bytes(), seconds / 4));
  }
  json::array rows;
  for (const auto& [waiting, rates] : ledger) {
    std::vector<double> ratios;
    for (std::size_t i = 0; i < rates.size(); ++i) ratios.push_back(rates[i] / limit[waiting][i]);
    rows.push_back(json::object{{"waiting", waiting},
                                {"appends_per_second", median(rates)},
                                {"fsync_limit_per_second", median(limit[waiting])},
                                {"ratio", median(ratios)},
                                {"of_sha256_limit", median(rates) / median(hash)}});
  }
  fmt::print("{}\n", pretty(json::object{{"entry_bytes", some[0].entry.bytes().size()},
                                         {"bytes_written_each", bytes},
                                         {"sha256_entries_per_second", median(hash)},
                                         {"rounds", rounds},
                                         {"results", std::move(rows)}}));
  return 0;
}
