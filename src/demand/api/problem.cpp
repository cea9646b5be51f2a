#include "demand/api/problem.h"

#include <algorithm>
#include <array>
#include <utility>

namespace ringfence::demand {

namespace {

constexpr unsigned unavailable = 503;

std::string_view title_of(unsigned status) {
  constexpr std::array<std::pair<unsigned, std::string_view>, 13> titles = {{{400, "Bad Request"},
                                                                             {401, "Unauthorized"},
                                                                             {403, "Forbidden"},
                                                                             {404, "Not Found"},
                                                                             {405, "Method Not Allowed"},
                                                                             {409, "Conflict"},
                                                                             {411, "Length Required"},
                                                                             {413, "Content Too Large"},
                                                                             {422, "Unprocessable Content"},
                                                                             {429, "Too Many Requests"},
                                                                             {500, "Internal Server Error"},
                                                                             {501, "Not Implemented"},
                                                                             {503, "Service Unavailable"}}};
  const auto found = std::ranges::find(titles, status, [](const auto& each) { return each.first; });
  return found == titles.end() ? "Error" : found->second;
}

}  // namespace

http::Answer told(unsigned status, const json::value& value) {
  return {status, "application/json", pretty(value) + "\n", {}};
}

http::Answer problem(unsigned status, const Error& error, const json::object& more) {
  json::object said{
      {"type", "about:blank"}, {"title", title_of(status)}, {"status", status}, {"detail", error.message}};
  const std::array<std::pair<const char*, const std::string*>, 3> rest = {
      {{"why", &error.detail}, {"hint", &error.hint}, {"sqlstate", &error.sqlstate}}};
  for (const auto& [name, text] : rest) {
    if (!text->empty()) said[name] = *text;
  }
  for (const auto& member : more) said[member.key()] = member.value();
  http::Answer answer = told(status, said);
  answer.content_type = "application/problem+json";
  if (error.sqlstate == not_shown) {
    answer.headers["WWW-Authenticate"] = "Signature";
    answer.headers["Accept-Signature"] =
        "sig=(\"@method\" \"@target-uri\" \"content-digest\");created;nonce;keyid;alg=\"ed25519\"";
  }
  if (status == unavailable || error.sqlstate == too_many) answer.headers["Retry-After"] = "1";
  return answer;
}

unsigned status_of(const Error& error) {
  constexpr std::array<std::pair<std::string_view, unsigned>, 14> statuses = {{{"02000", 404},
                                                                               {not_here, 501},
                                                                               {"22023", 422},
                                                                               {no_json, 400},
                                                                               {"23001", 409},
                                                                               {"23505", 409},
                                                                               {not_shown, 401},
                                                                               {"40001", 409},
                                                                               {"42501", 403},
                                                                               {too_many, 429},
                                                                               {"54000", 422},
                                                                               {"55000", 409},
                                                                               {"58030", 503},
                                                                               {"XX001", 500}}};
  const auto found = std::ranges::find(statuses, error.sqlstate, [](const auto& each) { return each.first; });
  return found == statuses.end() ? unavailable : found->second;
}

}  // namespace ringfence::demand
