// World views: read by a role of their own in this ring, whose foreign tables ask the other rings. docs/decisions/0017.
// And what is sent for a text, where that is another one.
#include <algorithm>

#include "compile/postgres/shown_views.h"
#include "gateway/session/session.h"
#include "gateway/session/withheld.h"
#include "gateway/wire/report.h"
#include "policy/transfer_rules.h"

namespace ringfence::gateway {

Session::Verdict Session::run_in_world(const std::string& role, Error& why) {
  if (!transfers_.peer.empty()) {
    why = {"refused: a gateway asks each ring for its own", {}, "name the tables by that ring's views", "0A000"};
    return Verdict::refuse;
  }
  return want({true, false, here(), role}, why) ? Verdict::go : Verdict::refuse;
}

const std::string* Session::said_anew(const Plan& plan, std::string_view text,
                                      std::span<const std::uint32_t> types) const {
  if (plan.statements.size() != 1 || !transfers_.peer.empty()) return nullptr;
  const std::string& world = plan.statements[0].world;
  // A temporary table would come before the view's.
  if (world.empty() && (temporary_.changes() > 0 || !std::ranges::all_of(types, compile::is_plain_parameter)))
    return nullptr;
  return surroundings_.router().said_anew(world, text);
}

std::optional<WorldReader> Session::world_reader() const {
  if (!link_ || !transfers_.away || !transfers_.away->world) return std::nullopt;
  const std::string purpose = transfers_.away->role.substr(policy::world_prefix.size());
  if (is_counting()) return WorldReader{service_name_, purpose, second_looks_->viewer, false, true};
  return WorldReader{service_name_, purpose, transfers_.viewer, asker_.service && asker_.service->partial, false};
}

// Never inside a message of the server's that has come in part.
void Session::notice(const Error& what, std::string_view rows, Actions& actions) {
  wire::Report fields = wire::to_response(what, "NOTICE");
  if (!rows.empty()) fields.fields.emplace_back(withheld_rows_field, rows);
  const wire::NoticeResponse response{std::move(fields)};
  if (server_left_ > 0) {
    wire::encode(response, transfers_.notices);
  } else {
    actions.to_client.say(response);
  }
}

}  // namespace ringfence::gateway
