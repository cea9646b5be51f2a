// How a pair comes to an end: what is still awaited comes, and each session that is open can be used.
#include "session_pair.h"

namespace ringfence::gateway::testing {

void SessionPair::settle(One& one) {
  for (int turn = 0; turn < 200 && !one.closed; ++turn) {
    home_answer(one.number, true);
    pool_answer(one.number, true);
    server_answers(one.number, true, false, std::string::npos);
    if (one.session->waits() && !one.asks() && !one.waits_for_server && one.server && !one.server->model.awaited()) {
      must(false, "a session waits for what will not come");
    }
    if (!one.asks() && !one.waits_for_server && !(one.server && one.server->model.awaited())) return;
  }
}

void SessionPair::finish() {
  none_free_ = full_ = false;
  for (One& one : ones_) {
    if (one.server && one.server->lies) server_lost(one.number);
    if (one.closed) continue;
    settle(one);
    if (one.closed || one.never_whole || !one.unframed.empty()) {
      leaves(one.number);
      continue;
    }
    std::size_t before = 0;
    for (const std::string& last : {wire::encode(wire::CopyFail{"enough"}), sync(), query("ROLLBACK"),
                                    query("RESET ringfence.subject"), query("SELECT 1")}) {
      before = told_[static_cast<std::size_t>(one.number)].size();
      client_says(one.number, last, std::string::npos);
      settle(one);
    }
    if (one.closed) continue;
    const auto frames =
        shown(std::string_view(told_[static_cast<std::size_t>(one.number)]).substr(before), wire::Sender::server);
    must(frames == std::vector<std::string>{"T", "D " + one.tag, "C SELECT 1", "Z I"},
         fmt::format("a session is open and of no use: {}", fmt::join(frames, " | ")));
    must(one.lied_to || one.copied_in || one.got_ready >= one.surely_ready, "a ReadyForQuery is missing");
    must(!one.server || one.session->is_pinned(), "a server is kept between transactions");
    leaves(one.number);
  }
}

}  // namespace ringfence::gateway::testing
