#include "model_server.h"

#include <algorithm>

#include "base/ascii.h"
#include "gateway/session/followed.h"
#include "session_bytes.h"

namespace ringfence::gateway::testing {

namespace {

constexpr std::string_view failure_mark("SERROR\0VERROR", 13);

bool begins(std::string_view text, std::string_view word) {
  return lower_ascii(text).starts_with(word);
}

bool returns_rows(std::string_view text) {
  return begins(text, "select") || begins(text, "show") || lower_ascii(text).find("returning") != std::string::npos;
}

std::string tag_of(std::string_view text) {
  if (begins(text, "select")) return "SELECT 1";
  if (begins(text, "insert")) return "INSERT 0 1";
  std::string tag(text.ends_with(" ALL") ? text : text.substr(0, text.find(' ')));
  std::ranges::transform(tag, tag.begin(), [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
  return tag;
}

// SET name TO 'value' of a setting that is reported.
std::string reported(std::string_view text) {
  const std::size_t to = text.find(" TO '");
  if (!begins(text, "set ") || to == std::string::npos || !text.ends_with('\'')) return {};
  const std::string_view name = text.substr(4, to - 4);
  if (!followed(name)) return {};
  return wire::encode(wire::ParameterStatus{name, text.substr(to + 5, text.size() - to - 6)});
}

}  // namespace

std::vector<std::string> statements_of(const std::string& text) {
  std::vector<std::string> found;
  std::string_view left = text;
  while (!left.empty()) {
    const std::size_t end = std::min(left.find(';'), left.size());
    std::string_view one = left.substr(0, end);
    while (one.starts_with(' ')) one.remove_prefix(1);
    if (!one.empty()) found.emplace_back(one);
    left.remove_prefix(std::min(end + 1, left.size()));
  }
  return found;
}

void ModelServer::hear(std::string_view bytes, const std::string& asker) {
  heard_ += bytes;
  for (;;) {
    const auto header = wire::read_frame_header(heard_, wire::Sender::client);
    if (!header) {
      wronged_ = "it was sent what is no message: " + header.error().message;
      heard_.clear();
      return;
    }
    if (!*header || heard_.size() < wire::frame_header_bytes + (*header)->payload_bytes) return;
    const std::string whole = heard_.substr(0, wire::frame_header_bytes + (*header)->payload_bytes);
    heard_.erase(0, whole.size());
    take((*header)->type, std::string_view(whole).substr(wire::frame_header_bytes), asker);
  }
}

void ModelServer::take(char type, std::string_view payload, const std::string& asker) {
  if (type == 'd' || type == 'c' || type == 'f') {
    if (copying_ == 'f' && type != 'd') copying_ = type == 'c' ? 'c' : 'x';
    return;
  }
  if (type == 'H' || (copying_ == 'f' && type == 'S')) return;
  if (type == 'X') {
    wronged_ = "a session ended it by itself";
    return;
  }
  wire::Reader in(type == 'D' || type == 'C' ? payload.substr(1) : payload);
  Request request{type, {}, {}, asker};
  if (type == 'D' || type == 'C') request.second = std::string(payload.substr(0, 1));
  if (type != 'S' && type != 'F') request.first = std::string(in.text());
  if (type == 'P' || type == 'B') request.second = std::string(in.text());
  const bool looks_again = request.first == "ringfence_second_look";
  if (type == 'P' && looks_again && request.second.starts_with("BEGIN")) own_transaction_ = true;
  if (type == 'P' || type == 'B' || type == 'Q') looks_again_ = looks_again;
  own_transaction_ = own_transaction_ && looks_again_;
  pending_.push_back(std::move(request));
}

std::string ModelServer::dirt() const {
  if (!heard_.empty()) return "half a message was sent to it";
  if (!pending_.empty()) return fmt::format("it owes an answer to {} {}", pending_[0].type, pending_[0].first);
  if (torn_ > 0 || !half_said_.empty()) return "it is in the middle of a message";
  if (status_ != 'I') return "a transaction is open";
  if (skipping_ || unsynced_) return "it waits for a Sync";
  if (copying_ != 0) return "a COPY is under way";
  return left_behind_;
}

std::string ModelServer::answer(bool failing) {
  std::string all;
  for (;;) {
    const std::string one = answer_one(std::exchange(failing, false));
    if (one.empty()) return all;
    all += one;
  }
}

std::string ModelServer::answer_one(bool failing) {
  std::string rest(std::exchange(torn_, 0), 'x');
  if (!half_said_.empty()) {
    const auto header = wire::read_frame_header(half_said_, wire::Sender::server);
    if (!header || !*header) return rest;
    rest.assign(wire::frame_header_bytes + (*header)->payload_bytes - half_said_.size(), 'x');
    half_said_.clear();
  }
  if (!rest.empty()) return rest;
  if (copying_ == 'f') return {};
  if (copying_ != 0) return copy_ended();
  while (!pending_.empty()) {
    const Request request = pending_.front();
    if (skipping_ && request.type != 'S') {
      pending_.pop_front();
      continue;
    }
    std::string answer;
    if (failing && request.type != 'S') {
      answer = failed("XX000", "made to fail");
      if (request.type != 'Q' && request.type != 'F') return answer;
      unsynced_ = false;
      pending_.pop_front();
      return answer + ready(status_);
    }
    answer = request.type == 'Q' || request.type == 'F' ? answer_query(request) : answer_extended(request);
    return answer;
  }
  return {};
}

std::string ModelServer::answer_query(const Request& request) {
  statements_.erase("");
  unsynced_ = false;
  std::string all;
  bool whole = true;
  for (const std::string& one : statements_of(request.first)) {
    if (returns_rows(one) && status_ != 'E') all += wire::encode(wire::text_columns({"column"}));
    const std::string answer = run(one, request.asker);
    all += answer;
    if (copying_ == 'f') return all;
    whole = answer.find(failure_mark) == std::string::npos;
    if (!whole) break;
  }
  if (all.empty()) all = wire::encode(wire::EmptyQueryResponse{});
  if (!pending_.empty()) pending_.pop_front();
  if (status_ == 'I' || whole) portals_.clear();
  return all + ready(status_);
}

std::string ModelServer::copy_ended() {
  const bool whole = std::exchange(copying_, 0) == 'c';
  const Request request = pending_.front();
  std::string answer = whole ? complete("COPY 1") : failed("57014", "COPY from stdin failed");
  if (request.type != 'Q') {
    if (whole) pending_.pop_front();
    return answer;
  }
  pending_.pop_front();
  return answer + ready(status_);
}

std::string ModelServer::answer_extended(const Request& request) {
  const auto gone = [&](std::string_view sqlstate, const std::string& what) {
    if (!foreign_names_ && request.second != "ringfence_refused") wronged_ = what;
    return failed(sqlstate, what);
  };
  unsynced_ = request.type != 'S';
  switch (request.type) {
    case 'S':
      pending_.pop_front();
      skipping_ = false;
      if (status_ == 'I') portals_.clear();
      return ready(status_);
    case 'P':
      if (!request.first.empty() && statements_.contains(request.first)) return gone("42P05", "prepared twice");
      worked(request);
      return parse_complete();
    case 'B':
      if (!statements_.contains(request.second)) return gone("26000", "not prepared: " + request.second);
      worked(request);
      return bind_complete();
    case 'C':
      worked(request);
      return close_complete();
    case 'D': {
      const auto& known = request.second == "S" ? statements_ : portals_;
      const auto found = known.find(request.first);
      if (found == known.end()) {
        return request.second == "S" ? gone("26000", "described: " + request.first) : failed("34000", "no portal");
      }
      const std::string rows = returns_rows(found->second) ? wire::encode(wire::text_columns({"column"})) : no_data();
      worked(request);
      return request.second == "S" ? wire::encode(wire::ParameterDescription{}) + rows : rows;
    }
    default: {
      const auto found = portals_.find(request.first);
      if (found == portals_.end()) return failed("34000", "no portal");
      std::string answer = run(found->second, request.asker);
      if (answer.find(failure_mark) == std::string::npos && copying_ == 0) pending_.pop_front();
      return answer.empty() ? wire::encode(wire::EmptyQueryResponse{}) : answer;
    }
  }
}

// One statement, up to its CommandComplete.
std::string ModelServer::run(const std::string& text, const std::string& asker) {
  if (text.empty()) return {};
  asked_to_run_.push_back(text);
  const bool to_savepoint = lower_ascii(text).find(" to ") != std::string::npos;
  if (begins(text, "rollback") && to_savepoint) {
    if (status_ == 'I') return failed("25P01", "no transaction");
    status_ = 'T';
    return complete("ROLLBACK");
  }
  if (begins(text, "rollback") || begins(text, "abort")) return status_ = 'I', complete("ROLLBACK");
  if (begins(text, "commit") || begins(text, "end")) {
    return complete(std::exchange(status_, 'I') == 'E' ? "ROLLBACK" : "COMMIT");
  }
  if (status_ == 'E') return failed("25P02", "current transaction is aborted");
  if (begins(text, "begin")) return status_ = 'T', complete("BEGIN");
  leaves(text);
  if (begins(text, "deallocate ") && tag_of(text) == "DEALLOCATE" && statements_.erase(text.substr(11)) == 0) {
    return failed("26000", "no such statement");
  }
  if (begins(text, "copy") && lower_ascii(text).find("from stdin") != std::string::npos) {
    copying_ = 'f';
    const std::string begun = wire::encode(wire::CopyInResponse{{0, {0}}});
    return pass_over_syncs() ? begun : begun + failed("08P01", "unexpected message during COPY from stdin");
  }
  if (begins(text, "copy")) {
    return wire::encode(wire::CopyOutResponse{{0, {0}}}) + wire::encode(wire::CopyData{asker}) +
           wire::encode(wire::CopyDone{}) + complete("COPY 1");
  }
  return reported(text) + (returns_rows(text) ? row(asker) : std::string()) + complete(tag_of(text));
}

// What was sent behind a COPY is read as part of it. False: something that has no place there.
bool ModelServer::pass_over_syncs() {
  while (pending_.size() > 1 && pending_[1].type == 'S') pending_.erase(pending_.begin() + 1);
  if (pending_.size() == 1) return true;
  pending_.erase(pending_.begin() + 1);
  return false;
}

// An error: a transaction has failed, and what follows in a pipeline is passed over.
std::string ModelServer::failed(std::string_view sqlstate, const std::string& message) {
  if (status_ == 'T') status_ = 'E';
  copying_ = 0;
  if (!pending_.empty() && pending_.front().type != 'Q' && pending_.front().type != 'F') skip();
  return failure(sqlstate, message);
}

void ModelServer::skip() {
  if (pending_.front().type == 'P' && pending_.front().first.empty()) statements_.erase("");
  skipping_ = true;
  while (!pending_.empty() && pending_.front().type != 'S') pending_.pop_front();
}

// What a message does that was answered well.
void ModelServer::worked(const Request& request) {
  if (request.type == 'P') statements_[request.first] = request.second;
  if (request.type == 'B') portals_[request.first] = statements_[request.second];
  if (request.type == 'C') (request.second == "S" ? statements_ : portals_).erase(request.first);
  pending_.pop_front();
}

void ModelServer::leaves(const std::string& text) {
  const std::string lower = lower_ascii(text);
  if (lower == "discard all") {
    left_behind_.clear();
    statements_.clear();
  }
  if (lower.starts_with("deallocate all")) statements_.clear();
  const bool set = lower.starts_with("set ") && !lower.starts_with("set local ") && !lower.starts_with("set trans");
  const std::string name = set ? text.substr(4, text.find_first_of(" =", 4) - 4) : std::string();
  // For whom a session reads: whoever has the server next says it anew, or knows that it is said.
  const bool for_whom = name == "ringfence.viewer";
  if ((set && !followed(name) && !for_whom) || lower.starts_with("listen") || lower.starts_with("create temp") ||
      lower.starts_with("prepare ") || lower.find("with hold") != std::string::npos ||
      lower.find("pg_advisory_lock(") != std::string::npos) {
    left_behind_ = "it has something of a session's: " + text;
  }
}

}  // namespace ringfence::gateway::testing
