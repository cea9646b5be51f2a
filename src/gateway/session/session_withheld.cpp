// What is withheld the database leaves out, and says so for each row that it comes across (docs/decisions/0021). The
// client hears of it once a statement, and where it is explained.
#include <fmt/format.h>

#include "gateway/session/session.h"
#include "gateway/session/withheld.h"
#include "gateway/wire/report.h"

namespace ringfence::gateway {

namespace {

bool speaks_of_withheld(std::string_view notice) {
  constexpr std::string_view field = "C01R51";
  const auto at = notice.find(field);
  return at != std::string_view::npos && at + field.size() < notice.size() && notice[at + field.size()] == '\0' &&
         (at == 0 || notice[at - 1] == '\0');
}

}  // namespace

std::optional<std::string> withheld_table(std::string_view notice) {
  if (!speaks_of_withheld(notice)) return std::nullopt;
  const auto decoded = wire::decode<wire::NoticeResponse>(notice);
  return decoded ? std::string(decoded->field('t')) : std::string();
}

void Session::server_notice(std::string_view payload, std::string_view whole, Actions& actions) {
  if (swallows()) return;
  const auto table = withheld_table(payload);
  if (!table) return actions.to_client.pass(whole);
  if (table->empty() && transfers_.asks_peer()) return counted_elsewhere(whole, actions);
  if (transfers_.peer.empty()) return withheld(*table, actions);
  // The asker's own gateway says it to its client.
  if (std::exchange(withheld_told_, true)) return;
  if (!replies_.empty()) look_again_at(replies_.front());
  actions.to_client.pass(whole);
}

void Session::withheld(const std::string& table, Actions& actions) {
  if (std::exchange(withheld_told_, true)) return;
  if (!replies_.empty()) look_again_at(replies_.front());
  const Knowledge& knowledge = surroundings_.router().knowledge();
  const std::string what = table.empty() ? "content" : table;
  // The message at hand may be for another viewer already.
  const bool known = link_ && link_->viewer && !transfers_.asks_peer();
  const std::string& viewer = known ? *link_->viewer : transfers_.viewer;
  Error told(fmt::format("something of {} is withheld from viewers in {}", what,
                         viewer.empty() ? "jurisdictions that were not said" : viewer),
             "The statement came across at least one row that is not shown to them, and to them only.",
             fmt::format("ask the operator of ring {}", knowledge.here->name), std::string(withheld_sqlstate));
  if (!knowledge.content_address.empty()) {
    told.hint = fmt::format("GET {}/v1/content/{}/KEY?viewer={} says who asked for it, and how to appeal",
                            knowledge.content_address, what, viewer.empty() ? "CODE" : viewer);
  }
  notice(told, actions);
}

}  // namespace ringfence::gateway
