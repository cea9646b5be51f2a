#include "cli/serve_content.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <vector>

#include "base/json.h"
#include "base/limits.h"
#include "http/blocked.h"
#include "http/places.h"
#include "http/target.h"
#include "pg/connection.h"
#include "pg/quote.h"
#include "policy/jurisdictions.h"

namespace ringfence::cli {

namespace {

constexpr auto patience = std::chrono::milliseconds(limits::content_answer_ms);

http::Answer told(unsigned status, const std::string& why) {
  return {status, "application/json", pretty(json::object{{"error", why}}) + "\n", {}};
}

std::vector<std::string> segments_of(std::string_view path) {
  std::vector<std::string> segments;
  while (true) {
    const std::size_t slash = path.find('/');
    segments.emplace_back(path.substr(0, slash));
    if (slash == std::string_view::npos) return segments;
    path.remove_prefix(slash + 1);
  }
}

// As ringfence.withholding has it: one text, or an array of them where the key has several columns.
std::string key_of(const std::vector<std::string>& segments) {
  if (segments.size() == 2) return segments[1];
  json::array key;
  for (std::size_t i = 1; i != segments.size(); ++i) key.emplace_back(segments[i]);
  return json::serialize(key);
}

class Content {
 public:
  Content(gateway::Gateway& gateway, std::string database) : gateway_(gateway), database_(std::move(database)) {}

  Result<http::Answer> answer(const http::Request& request) {
    const auto segments = segments_of(request.rest);
    const auto known = gateway_.known();
    const bool is_content = std::ranges::any_of(known->policy.tables, [&](const policy::Table& table) {
      return table.content && to_text(table.name) == segments[0];
    });
    if (!is_content) {
      return told(404, fmt::format("\"{}\" is no table of content that can be withheld", segments[0]));
    }
    if (segments.size() < 2 || segments.back().empty()) return told(404, "the content's key is missing");
    const auto viewer = request.query.find("viewer");
    if (viewer == request.query.end() || !policy::is_code(viewer->second)) {
      return told(400, "say for whom: ?viewer= with the ISO 3166 code of a jurisdiction, in capitals");
    }
    const auto withheld = withheld_for(segments[0], key_of(segments), viewer->second);
    if (!withheld) return withheld.error();
    std::string what = segments[0];
    for (std::size_t i = 1; i != segments.size(); ++i) what += " " + segments[i];
    return http::content_answer(what, viewer->second, *withheld, withholder_of(*known),
                                http::wants_page(request.accept));
  }

  http::Answer withholder(const http::Request& request) {
    return http::withholder_answer(withholder_of(*gateway_.known()), http::wants_page(request.accept));
  }

 private:
  static http::Withholder withholder_of(const gateway::Knowledge& known) {
    return {known.policy.platform, known.here->name, known.here->operator_name};
  }

  Result<std::vector<http::Withheld>> withheld_for(const std::string& table, const std::string& key,
                                                   const std::string& viewer) {
    if (!connection_ || connection_->is_broken()) {
      auto opened = pg::Connection::open(database_);
      if (!opened) return within("the ring's database", opened.error());
      connection_ = std::move(*opened);
    }
    const auto rows = connection_->query_within(
        fmt::format("SELECT sealed, reason, asked_by, law, appeal,"
                    " pg_catalog.to_char(starts AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"'),"
                    " pg_catalog.to_char(ends AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')"
                    " FROM ringfence.withheld_for({}, {}, {}) ORDER BY starts, id",
                    pg::quote_literal(table), pg::quote_literal(key), pg::quote_literal(viewer)),
        patience);
    if (!rows) return within("the ring's database", rows.error());
    std::vector<http::Withheld> all;
    for (std::size_t row = 0; row != rows->size(); ++row) {
      http::Withheld one{rows->boolean(row, 0),
                         rows->string(row, 1),
                         rows->string(row, 2),
                         rows->string(row, 3),
                         rows->string(row, 4),
                         rows->string(row, 5),
                         {}};
      if (!rows->is_null(row, 6)) one.until = rows->string(row, 6);
      all.push_back(std::move(one));
    }
    return all;
  }

  gateway::Gateway& gateway_;
  std::string database_;
  std::optional<pg::Connection> connection_;
};

Result<http::Answer> jurisdiction(const http::Places& places, const http::Request& request) {
  const auto address = request.query.find("ip");
  if (address == request.query.end()) return told(400, "say whose: ?ip= with an IP address");
  const auto found = places.jurisdiction_of(address->second);
  if (!found && found.error().sqlstate == "22023") return told(400, found.error().message);
  if (!found) return found.error();
  if (!*found) return told(404, "nothing is known of this address");
  // A code that a viewer cannot have is not one to be guessed at.
  if (!policy::is_code(**found) && !policy::is_code(found->value().substr(0, 2))) {
    return told(404, "nothing is known of this address");
  }
  const std::string code = policy::is_code(**found) ? **found : (*found)->substr(0, 2);
  return http::Answer{
      200, "application/json", pretty(json::object{{"ip", address->second}, {"jurisdiction", code}}) + "\n", {}};
}

}  // namespace

Result<http::Answerers> content_answerers(gateway::Gateway& gateway, const std::string& database,
                                          const std::string& places) {
  const auto content = std::make_shared<Content>(gateway, database);
  http::Answerers all = {
      {"/v1/content/", [content](const http::Request& request) { return content->answer(request); }},
      {std::string(http::withholder_path),
       [content](const http::Request& request) -> Result<http::Answer> { return content->withholder(request); }}};
  if (places.empty()) return all;
  auto opened = http::Places::open(places);
  if (!opened) return opened.error();
  const std::shared_ptr<http::Places> kept = std::move(*opened);
  all["/v1/jurisdiction"] = [kept](const http::Request& request) { return jurisdiction(*kept, request); };
  return all;
}

}  // namespace ringfence::cli
