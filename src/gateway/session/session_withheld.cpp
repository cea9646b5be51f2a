// What is withheld the database leaves out, and says so for each row that it comes across (docs/decisions/0021). The
// client hears of it once a statement, and where it is explained.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>

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

Result<std::int64_t> withheld_rows(std::string_view notice) {
  const auto decoded = wire::decode<wire::NoticeResponse>(notice);
  if (!decoded) return decoded.error();
  const std::string_view said = decoded->field(withheld_rows_field);
  std::int64_t rows = 0;
  const auto [end, failed] = std::from_chars(said.data(), said.data() + said.size(), rows);
  if (said.empty() || failed != std::errc() || end != said.data() + said.size() || rows < 0 ||
      rows > most_withheld_rows) {
    return Error{std::string(decoded->field('D')), {}, {}, {}};
  }
  return rows;
}

void Session::server_notice(std::string_view payload, std::string_view whole, Actions& actions) {
  if (swallows()) return;
  const auto table = withheld_table(payload);
  if (!table) {
    if (own_.now().viewer.empty() || transfers_.said.is_new(payload)) actions.to_client.pass(whole);
    return;
  }
  if (table->empty() && transfers_.asks_peer()) return counted_elsewhere(whole, actions);
  if (transfers_.peer.empty()) return withheld(*table, actions);
  // The asker's own gateway says it to its client.
  if (std::exchange(withheld_told_, true)) return;
  if (!replies_.empty()) look_again_at(replies_.front());
  actions.to_client.pass(whole);
}

// Another ring says so while the statement runs, which may be before this ring's server has sent that it was bound.
void Session::withheld_elsewhere(const std::string& table, Actions& actions) {
  const auto runs = [](const Reply& one) {
    return !one.swallowed && (one.awaits == Awaits::execute || one.awaits == Awaits::query);
  };
  const auto first = std::ranges::find_if(replies_, runs);
  if (first == replies_.end()) return;
  withheld_ahead_ = std::any_of(replies_.begin(), first, [](const Reply& one) { return one.awaits == Awaits::bind; });
  if (std::exchange(withheld_told_, true)) return;
  Reply& told = replies_.at(static_cast<std::size_t>(first - replies_.begin()));
  if (told.countable && std::any_of(first + 1, replies_.end(), runs)) {
    auto unknown = std::make_shared<Countable>();
    unknown->viewer = told.countable->viewer;
    unknown->why_not = "several statements were under way, and it is not known which has met it";
    told.countable = std::move(unknown);
  }
  look_again_at(told);
  tell_withheld(table, actions);
}

void Session::withheld(const std::string& table, Actions& actions) {
  if (std::exchange(withheld_told_, true)) return;
  if (!replies_.empty()) look_again_at(replies_.front());
  tell_withheld(table, actions);
}

void Session::tell_withheld(const std::string& table, Actions& actions) {
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
