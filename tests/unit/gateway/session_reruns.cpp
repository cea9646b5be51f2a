// A script once more for each way in which it can be disturbed.
#include <gtest/gtest.h>

#include <array>
#include <set>

#include "gateway/wire/copy.h"
#include "session_rerun.h"

namespace ringfence::gateway::testing {

namespace {

constexpr std::array all_faults = {
    Fault::server_lost,   Fault::server_fatal,  Fault::server_garbage,  Fault::server_unasked,
    Fault::server_fails,  Fault::client_leaves, Fault::client_vanishes, Fault::homes_forgotten,
    Fault::homes_unknown, Fault::pool_late,     Fault::pool_refuses,    Fault::pool_times_out,
    Fault::drain};

std::string_view bytes_of(const Happening& what) {
  if (const auto* client = std::get_if<FromClient>(&what)) return client->bytes;
  if (const auto* server = std::get_if<FromServer>(&what)) return server->bytes;
  return {};
}

// Where a step's bytes are cut in two: around each message, within its head, early and late in its body and in the
// middle. Between those a session is only given more of a body that it has begun on; but COPY's rows it reads as they
// come, so those are cut everywhere.
std::vector<std::size_t> cuts(std::string_view bytes) {
  constexpr std::size_t head = 1 + sizeof(std::uint32_t);
  std::set<std::size_t> found;
  for (std::size_t begin = 0; begin < bytes.size();) {
    std::size_t length = 0;
    for (std::size_t i = 1; i < head && begin + i < bytes.size(); ++i) {
      length = length << 8U | static_cast<unsigned char>(bytes[begin + i]);
    }
    const std::size_t end = std::min(begin + 1 + std::max(length, head - 1), bytes.size());
    for (std::size_t i = 0; i <= head + 1; ++i) found.insert(std::min(begin + i, end));
    found.insert({(begin + end) / 2, end - 1, end});
    for (std::size_t i = begin; bytes[begin] == wire::CopyData::type && i < end; ++i) found.insert(i);
    begin = end;
  }
  found.erase(0);
  found.erase(bytes.size());
  return {found.begin(), found.end()};
}

}  // namespace

void rerun(const Script& script) {
  const auto holds = [&](const Disturbance& disturbance) {
    const std::string wrong = Rerun(script, disturbance).play();
    EXPECT_EQ(wrong, "") << "fault " << static_cast<int>(disturbance.fault) << " before byte " << disturbance.byte
                         << " of step " << disturbance.step << " of " << script.steps.size();
    return wrong.empty();
  };
  for (std::size_t step = 0; step <= script.steps.size(); ++step) {
    for (const Fault fault : all_faults) {
      if (!holds({fault, step, 0})) return;
    }
    if (step == script.steps.size()) return;
    for (const std::size_t byte : cuts(bytes_of(script.steps[step].what))) {
      for (const Fault fault : {Fault::none, Fault::server_lost, Fault::drain}) {
        if (!holds({fault, step, byte})) return;
      }
    }
  }
}

}  // namespace ringfence::gateway::testing
