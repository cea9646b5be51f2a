// A model of a server in whose place somebody else speaks.
#include <algorithm>

#include "model_server.h"
#include "session_bytes.h"

namespace ringfence::gateway::testing {

void ModelServer::said(std::string_view bytes) {
  const std::size_t of_torn = std::min(torn_, bytes.size());
  torn_ -= of_torn;
  half_said_ += bytes.substr(of_torn);
  for (;;) {
    const auto header = wire::read_frame_header(half_said_, wire::Sender::server);
    if (!header || !*header) return;
    const std::size_t size = wire::frame_header_bytes + (*header)->payload_bytes;
    if (half_said_.size() < size) return;
    const std::string whole = half_said_.substr(0, size);
    half_said_.erase(0, size);
    frame_said((*header)->type, std::string_view(whole).substr(wire::frame_header_bytes));
  }
}

void ModelServer::frame_said(char type, std::string_view payload) {
  if (pending_.empty()) return;
  const Request front = pending_.front();
  const bool query = front.type == 'Q' || front.type == 'F';
  switch (type) {
    case 'Z':
      while (!pending_.empty() && std::string_view("SQF").find(pending_.front().type) == std::string::npos) {
        pending_.pop_front();
      }
      if (!pending_.empty()) pending_.pop_front();
      if (front.type == 'Q') {
        statements_.erase("");
        for (const std::string& one : statements_of(front.first)) {
          if (!query_failed_) leaves(one);
        }
      }
      query_failed_ = false;
      status_ = payload.empty() ? 'I' : payload[0];
      skipping_ = unsynced_ = false;
      copying_ = 0;
      return;
    case 'E':
      copying_ = 0;
      query_failed_ = query;
      if (!query && front.type != 'S') skip();
      return;
    case 'G':
      copying_ = 'f';
      (void)pass_over_syncs();
      return;
    case '1':
    case '2':
    case '3':
    case 'n':
    case 'T':
      unsynced_ = true;
      if (!query && front.type != 'S' && front.type != 'E') worked(front);
      return;
    case 'C':
    case 'I':
    case 's':
      if (front.type != 'E') return;
      copying_ = 0;
      leaves(portals_[front.first]);
      pending_.pop_front();
      return;
    default:
      return;
  }
}

}  // namespace ringfence::gateway::testing
