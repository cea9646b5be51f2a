#include "session_rerun.h"

namespace ringfence::gateway::testing {

namespace {

const Error lost{"ring us: the connection to its database was lost", {}, {}, "08006"};
const Error busy{"too many sessions wait for a server already", {}, {}, "53300"};
const Error unknown{"ring eu does not answer", {}, {}, "08006"};
const Error ends{"terminating connection because the gateway ends", {}, {}, "57P01"};

// The names that statements have on servers, as if they were counted anew: one that had to wait is prepared again.
std::string numbered_anew(const std::string& bytes) {
  static const std::string prefix = "ringfence_";
  std::map<std::string, std::size_t> names;
  std::string out;
  std::size_t at = 0;
  for (std::size_t name = bytes.find(prefix); name != std::string::npos; name = bytes.find(prefix, at)) {
    const std::size_t end = std::min(bytes.find_first_not_of("0123456789", name + prefix.size()), bytes.size());
    const std::size_t number = names.emplace(bytes.substr(name, end - name), names.size()).first->second;
    out.append(bytes, at, name - at).append(prefix).append(std::to_string(number));
    at = end;
  }
  out.append(bytes, at);
  return out;
}

}  // namespace

bool Rerun::as_written(const Seen& written) const {
  Seen now = world_.seen, then = written;
  now.to_server = numbered_anew(now.to_server);
  then.to_server = numbered_anew(then.to_server);
  return now == then && !broken_off_;
}

Rerun::Rerun(const Script& script, const Disturbance& disturbance)
    : script_(script), disturbance_(disturbance), world_(script, false), server_(script.dedicated) {
  server_number_ = world_.servers;
  world_.on_release = [this] {
    observe();
    if (const std::string dirt = server_.dirt(); !dirt.empty()) wrong("a server was given back as clean: " + dirt);
  };
}

void Rerun::wrong(const std::string& what) {
  if (wrong_.empty()) wrong_ = what;
}

std::string Rerun::play() {
  for (std::size_t i = 0; i < script_.steps.size() && !vanished_; ++i) {
    const Script::Step& step = script_.steps[i];
    next_ = i + 1;
    if (i != disturbance_.step) {
      perform(step, 0, std::string::npos);
      continue;
    }
    if (disturbance_.byte > 0) perform(step, 0, disturbance_.byte);
    disturb();
    if (!vanished_) perform(step, disturbance_.byte, std::string::npos);
    after_step();
  }
  if (disturbance_.step == script_.steps.size()) {
    disturb();
    after_step();
  }
  if (vanished_) return wrong_;
  const bool same = disturbance_.fault == Fault::none || disturbance_.fault == Fault::homes_forgotten ||
                    disturbance_.fault == Fault::pool_late;
  if (same && !as_written(script_.at_end)) {
    wrong(fmt::format("it makes a difference: to the client {} instead of {}, to the server {} instead of {}",
                      fmt::join(shown(world_.seen.to_client, wire::Sender::server), " | "),
                      fmt::join(shown(script_.at_end.to_client, wire::Sender::server), " | "),
                      fmt::join(shown(world_.seen.to_server, wire::Sender::client), " | "),
                      fmt::join(shown(script_.at_end.to_server, wire::Sender::client), " | ")));
  }
  finish();
  return wrong_;
}

// The part of a step's bytes between `from` and `to`; of what has no bytes all.
void Rerun::perform(const Script::Step& step, std::size_t from, std::size_t to) {
  if (const auto* given = std::get_if<Given>(&step.what)) {
    given->change(world_);
  } else if (const auto* client = std::get_if<FromClient>(&step.what)) {
    if (!left_) {
      from_client_ += client->bytes.substr(from, to - from);
      world_.client(client->bytes.substr(from, to - from));
    }
  } else if (const auto* server = std::get_if<FromServer>(&step.what)) {
    if (from > 0 ? !broken_off_ : as_written(step.before)) {
      server_speaks(server->bytes.substr(from, to - from));
    } else {
      server_answers();
    }
  } else if (std::holds_alternative<GrantedNow>(step.what)) {
    if (world_.waits_for_server) world_.granted();
  } else if (const auto* refused = std::get_if<Session::Refused>(&step.what)) {
    if (world_.waits_for_server) world_.event(*refused);
  } else if (const auto* found = std::get_if<Session::HomeFound>(&step.what)) {
    if (world_.asked == found->question) world_.event(*found);
  } else if (const auto* not_found = std::get_if<Session::HomeUnknown>(&step.what)) {
    if (world_.asked == not_found->question) world_.event(*not_found);
  } else if (const auto* recorded = std::get_if<Session::Recorded>(&step.what)) {
    if (!world_.unrecorded.empty()) world_.event(*recorded);
  } else if (const auto* loss = std::get_if<Session::ServerLost>(&step.what)) {
    lose(loss->error, false);
  } else if (const auto* idle = std::get_if<Session::IdleTooLong>(&step.what)) {
    world_.event(*idle);
  } else if (const auto* ending = std::get_if<Session::Ending>(&step.what)) {
    draining_ = true;
    world_.event(*ending);
  }
  observe();
  if (disturbed_) settle();
}

void Rerun::server_speaks(const std::string& bytes) {
  if (!world_.has_server || bytes.empty()) return;
  server_.said(bytes);
  world_.server(bytes);
}

void Rerun::server_answers(bool failing) {
  if (!world_.has_server) return;
  const std::string bytes = server_.answer(failing);
  if (!bytes.empty()) world_.server(bytes);
  observe();
}

void Rerun::lose(const Error& error, bool unwritten) {
  if (!world_.has_server || world_.seen.closed) return;
  observe();
  owed_error_ = owed_error_ || (server_.awaited() && !server_.only_a_sync_awaited() && !server_.looks_again());
  must_fail_ = must_fail_ || server_.in_clients_transaction();
  broken_off_ = broken_off_ || unwritten;
  world_.event(Session::ServerLost{error});
  observe();
}

void Rerun::disturb() {
  if (disturbance_.fault == Fault::none || world_.seen.closed) return;
  disturbed_ = true;
  // A step that says itself how many servers there are.
  if (disturbance_.step < script_.steps.size() && disturbance_.fault >= Fault::pool_late &&
      disturbance_.fault <= Fault::pool_times_out &&
      std::holds_alternative<Given>(script_.steps[disturbance_.step].what)) {
    return;
  }
  switch (disturbance_.fault) {
    case Fault::server_lost:
      return lose(lost, true);
    case Fault::server_fatal:
      if (!world_.has_server) return;
      world_.server(failure("57P01", "terminating connection due to administrator command", "FATAL"));
      return lose(lost, true);
    case Fault::server_garbage:
    case Fault::server_unasked: {
      if (!world_.has_server || server_.awaited() || world_.session->holds_server()) return;
      broken_off_ = true;
      must_fail_ = must_fail_ || server_.in_clients_transaction();
      world_.server(disturbance_.fault == Fault::server_garbage ? std::string(5, '\x01') : bind_complete());
      if (world_.has_server && !world_.seen.closed) wrong("it goes on with a server that talks nonsense");
      return observe();
    }
    case Fault::server_fails:
      if (!world_.has_server || !server_.awaited()) return;
      broken_off_ = true;
      return server_answers(true);
    case Fault::client_leaves:
      left_ = true;
      world_.client(wire::encode(wire::Terminate{}));
      return observe();
    case Fault::client_vanishes:
      vanished_ = true;
      world_.session.reset();
      return;
    case Fault::drain:
      draining_ = true;
      world_.event(Session::Ending{ends});
      return observe();
    case Fault::homes_forgotten:
    case Fault::homes_unknown:
      homes_unknown_ = disturbance_.fault == Fault::homes_unknown;
      world_.homes().clear();
      return;
    case Fault::pool_refuses:
      world_.taking_fails = busy;
      return;
    default:
      world_.none_free = pool_empty_ = true;
  }
}

void Rerun::after_step() {
  if (vanished_) return;
  settle();
  homes_unknown_ = false;
  if (disturbance_.fault == Fault::pool_refuses) world_.taking_fails.reset();
  if (pool_empty_) world_.none_free = pool_empty_ = false;
}

// Whether the script itself still says what comes of what the session waits for.
bool Rerun::said_later() const {
  const auto says = [&](const Script::Step& step) {
    if (!world_.unrecorded.empty()) return std::holds_alternative<Session::Recorded>(step.what);
    if (!world_.asked) {
      return std::holds_alternative<GrantedNow>(step.what) || std::holds_alternative<Session::Refused>(step.what);
    }
    const auto* found = std::get_if<Session::HomeFound>(&step.what);
    const auto* unknown = std::get_if<Session::HomeUnknown>(&step.what);
    return (found && found->question == *world_.asked) || (unknown && unknown->question == *world_.asked);
  };
  return std::any_of(script_.steps.begin() + static_cast<std::ptrdiff_t>(next_), script_.steps.end(), says);
}

// Where the script has the person at home; nothing: it does not say.
std::optional<HomeAnswer> Rerun::home_in_script(const HomeQuestion& question) const {
  for (const Script::Step& step : script_.steps) {
    const auto* found = std::get_if<Session::HomeFound>(&step.what);
    if (found && found->question == question) return found->answer;
    const auto* given = std::get_if<Given>(&step.what);
    if (!given) continue;
    World probe(Script{script_.service, {}, false, false, {}, {}}, false);
    given->change(probe);
    if (const auto ring = probe.homes().find(question)) return HomeAnswer{*ring};
  }
  return std::nullopt;
}

// What the session waits for comes, unless the script has it come later.
void Rerun::settle() {
  for (int turn = 0; turn < 100 && !world_.seen.closed; ++turn) {
    if ((!world_.asked && !world_.waits_for_server && world_.unrecorded.empty()) || said_later()) return;
    if (!world_.unrecorded.empty()) {
      world_.event(Session::Recorded{{}});
    } else if (world_.asked) {
      const HomeQuestion question = *world_.asked;
      const auto answer = homes_unknown_ ? std::nullopt : home_in_script(question);
      if (answer) {
        world_.event(Session::HomeFound{question, *answer});
      } else {
        world_.event(Session::HomeUnknown{question, unknown});
      }
    } else if (disturbance_.fault == Fault::pool_times_out && world_.none_free) {
      world_.event(Session::Refused{busy});
    } else {
      world_.granted();
    }
    observe();
  }
  if (!world_.seen.closed) wrong("it asks again and again");
}

}  // namespace ringfence::gateway::testing
