// Another ring's gateway as a client: its questions, one after the other, each a simple query.
#include "gateway/serve/client.h"
#include "gateway/serve/gateway.h"
#include "gateway/wire/frame.h"
#include "gateway/wire/query.h"
#include "gateway/wire/report.h"
#include "gateway/wire/rows.h"
#include "gateway/wire/session.h"

namespace ringfence::gateway {

namespace {

std::string encode_rows(const Control::PeerRows& rows) {
  std::string out;
  if (!rows.columns.empty()) wire::encode(wire::text_columns(rows.columns), out);
  for (const auto& row : rows.rows) {
    wire::DataRow data;
    for (const auto& value : row) {
      data.values.push_back(value ? std::optional<std::string_view>(*value) : std::nullopt);
    }
    wire::encode(data, out);
  }
  wire::encode(wire::CommandComplete{rows.tag}, out);
  return out;
}

}  // namespace

std::size_t Client::peer_bytes(std::string_view bytes) {
  if (answering_) return 0;
  const auto header = wire::read_frame_header(bytes, wire::Sender::client);
  if (!header) {
    fail(header.error());
    return 0;
  }
  if (!*header) return 0;
  const std::size_t size = wire::frame_header_bytes + (*header)->payload_bytes;
  if (size > limits::peer_text_bytes) {
    fail({"a peer's question is too long", {}, {}, "54000"});
    return 0;
  }
  if (bytes.size() < size) return 0;
  if ((*header)->type == wire::Terminate::type) {
    finish();
    return size;
  }
  const auto query = wire::decode<wire::Query>(bytes.substr(wire::frame_header_bytes, (*header)->payload_bytes));
  if ((*header)->type != wire::Query::type || !query) {
    fail({"peers ask by simple queries alone", {}, {}, "08P01"});
    return size;
  }
  answer_peer(std::string(query->text));
  return size;
}

void Client::answer_peer(std::string text) {
  answering_ = true;
  stream_->pause();
  const auto knowledge = gateway_.router().shared_knowledge();
  const bool taken = gateway_.controls().run_for_peer([&gateway = gateway_, id = id_, peer = peer_, text, knowledge,
                                                       ledger = gateway_.peer_ledger()](Control& control) {
    const auto answer = control.answer_peer(*knowledge, peer, text, ledger.get());
    std::string bytes = answer ? encode_rows(*answer) : wire::encode(wire::to_response(answer.error(), "ERROR"));
    wire::encode(wire::ReadyForQuery{}, bytes);
    return [&gateway, id, bytes] {
      if (Client* const client = gateway.find(id)) client->peer_answered(bytes);
    };
  });
  if (taken) return;
  std::string bytes = wire::encode(wire::to_response({"too much is being asked here", {}, {}, "53000"}, "ERROR"));
  wire::encode(wire::ReadyForQuery{}, bytes);
  peer_answered(bytes);
}

void Client::peer_answered(const std::string& bytes) {
  answering_ = false;
  stream_->send(bytes);
  stream_->resume();
}

}  // namespace ringfence::gateway
