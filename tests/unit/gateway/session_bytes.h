// What clients and servers say, as bytes, and bytes as short texts.
#pragma once

#include <fmt/format.h>

#include <string>
#include <vector>

#include "gateway/wire/copy.h"
#include "gateway/wire/extended.h"
#include "gateway/wire/frame.h"
#include "gateway/wire/query.h"
#include "gateway/wire/report.h"
#include "gateway/wire/rows.h"
#include "gateway/wire/session.h"

namespace ringfence::gateway::testing {

// "Q SELECT 1", "P s1 SELECT 1", "B p s1", "D S s1", "E p", "C S s1", "S", "H", "Z I", "C SELECT 1", "E 42501 message".
inline std::string shown_frame(char type, std::string_view payload, wire::Sender sender) {
  const auto texts = [&](std::string_view from, int count) {
    wire::Reader in(from);
    std::string line;
    for (int i = 0; i < count; ++i) line += " " + std::string(in.text());
    return line;
  };
  std::string line(1, type);
  if (sender == wire::Sender::client) {
    if (type == 'Q' || type == 'E') return line + texts(payload, 1);
    if (type == 'P' || type == 'B') return line + texts(payload, 2);
    if (type == 'D' || type == 'C') return line + " " + payload[0] + texts(payload.substr(1), 1);
    if (type == 'd') return line + " " + std::string(payload);
    return line;
  }
  if (type == 'E' || type == 'N') {
    const auto report = wire::decode<wire::ErrorResponse>(payload);
    return report ? fmt::format("{} {} {}", line, report->sqlstate(), report->message()) : "E ?";
  }
  if (type == 'Z') return line + " " + std::string(payload);
  if (type == 'C') return line + texts(payload, 1);
  if (type == 'S') return line + texts(payload, 2);
  if (type == 'd') return line + " " + std::string(payload);
  if (type == 'D') {
    const auto row = wire::decode<wire::DataRow>(payload);
    for (const auto& value : row->values) line += " " + std::string(value.value_or("NULL"));
  }
  return line;
}

inline std::vector<std::string> shown(std::string_view bytes, wire::Sender sender) {
  std::vector<std::string> frames;
  while (!bytes.empty()) {
    const auto header = wire::read_frame_header(bytes, sender);
    if (!header || !*header || bytes.size() < wire::frame_header_bytes + (*header)->payload_bytes) {
      frames.push_back("torn");
      break;
    }
    frames.push_back(
        shown_frame((*header)->type, bytes.substr(wire::frame_header_bytes, (*header)->payload_bytes), sender));
    bytes.remove_prefix(wire::frame_header_bytes + (*header)->payload_bytes);
  }
  return frames;
}

inline std::string query(std::string_view text) {
  return wire::encode(wire::Query{text});
}
inline std::string parse(std::string_view name, std::string_view text) {
  return wire::encode(wire::Parse{name, text, {}});
}
inline std::string bind(std::string_view portal, std::string_view statement,
                        std::vector<std::optional<std::string_view>> values = {}) {
  wire::Bind bind;
  bind.portal = portal;
  bind.statement = statement;
  bind.parameters.assign(values.begin(), values.end());
  return wire::encode(bind);
}
inline std::string describe(wire::Target target, std::string_view name) {
  return wire::encode(wire::Describe{target, name});
}
inline std::string execute(std::string_view portal = {}) {
  return wire::encode(wire::Execute{portal, 0});
}
inline std::string close(wire::Target target, std::string_view name) {
  return wire::encode(wire::Close{target, name});
}
inline std::string sync() {
  return wire::encode(wire::Sync{});
}
inline std::string ready(char status = 'I') {
  return wire::encode(wire::ReadyForQuery{static_cast<wire::TransactionStatus>(status)});
}
inline std::string complete(std::string_view tag) {
  return wire::encode(wire::CommandComplete{tag});
}
inline std::string row(std::string_view value) {
  return wire::encode(wire::DataRow{{std::optional<std::string_view>(value)}});
}
inline std::string failure(std::string_view sqlstate, std::string_view message, std::string_view severity = "ERROR") {
  wire::ErrorResponse response;
  response.fields = {{'S', severity}, {'V', severity}, {'C', sqlstate}, {'M', message}};
  return wire::encode(response);
}
inline std::string parse_complete() {
  return wire::encode(wire::ParseComplete{});
}
inline std::string bind_complete() {
  return wire::encode(wire::BindComplete{});
}
inline std::string close_complete() {
  return wire::encode(wire::CloseComplete{});
}
inline std::string no_data() {
  return wire::encode(wire::NoData{});
}

}  // namespace ringfence::gateway::testing
