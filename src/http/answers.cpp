#include <algorithm>

#include "base/file.h"
#include "base/limits.h"
#include "http/state.h"
#include "http/target.h"

namespace ringfence::http {

namespace beast = boost::beast;

namespace {

Response made(beast::http::status status, std::string content_type, std::string body) {
  Response response(status, 11);
  response.set(beast::http::field::content_type, content_type);
  response.set(beast::http::field::cache_control, "no-store");
  response.keep_alive(false);
  response.body() = std::move(body);
  return response;
}

bool is_file_name(std::string_view name) {
  const auto is_plain = [](char c) {
    return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || c == '.' || c == '-' || c == '_';
  };
  return !name.empty() && name.front() != '.' && name.front() != '-' && std::ranges::all_of(name, is_plain);
}

bool is_path(std::string_view path) {
  while (true) {
    const std::size_t slash = path.find('/');
    if (!is_file_name(path.substr(0, slash))) return false;
    if (slash == std::string_view::npos) return true;
    path.remove_prefix(slash + 1);
  }
}

Response file(const StaticFiles& files, std::string_view path) {
  using beast::http::status;
  if (!is_path(path)) return plain(status::not_found, "there is nothing here");
  auto bytes = read_file(files.folder / path, limits::http_file_bytes);
  if (!bytes) return plain(status::not_found, "there is nothing here");
  Response response = made(status::ok, "application/octet-stream", std::move(*bytes));
  const bool changes = !files.changes || files.changes(path);
  response.set(beast::http::field::cache_control, changes ? "no-cache" : "public, max-age=31536000, immutable");
  return response;
}

// The answerer below whose path this is; null: there is none.
const Answerers::value_type* answerer_of(const Answerers& answerers, std::string_view path) {
  for (const auto& each : answerers) {
    if (each.first.ends_with('/') ? path.starts_with(each.first) : path == each.first) return &each;
  }
  return nullptr;
}

Response answered(const Answerers::value_type& answerer, const Target& target, std::string_view accept) {
  using beast::http::status;
  const auto rest = decoded_path(target.path.substr(answerer.first.size()));
  auto query = decoded_query(target.query);
  if (!rest || !query) return plain(status::bad_request, "the address is not written as one");
  const auto answer = answerer.second({*rest, std::move(*query), std::string(accept)});
  if (!answer) return plain(status::service_unavailable, answer.error().message);
  return response_of(*answer);
}

}  // namespace

Response plain(beast::http::status status, std::string text) {
  return made(status, "text/plain; charset=utf-8", std::move(text) + "\n");
}

Response response_of(const Answer& answer) {
  Response response = made(static_cast<beast::http::status>(answer.status), answer.content_type, answer.body);
  for (const auto& [name, value] : answer.headers) response.set(name, value);
  return response;
}

Response answer(const Server::State& server, beast::http::verb method, std::string_view whole,
                std::string_view accept) {
  using beast::http::status;
  const Target target = split_target(whole);
  const std::string_view path = target.path;
  const auto page = server.pages.find(std::string(path));
  const bool is_file = !server.files.path.empty() && path.starts_with(server.files.path);
  const auto* const answerer = answerer_of(server.answerers, path);
  if (page == server.pages.end() && !is_file && !answerer) return plain(status::not_found, "there is nothing here");
  if (method != beast::http::verb::get && method != beast::http::verb::head) {
    Response response = plain(status::method_not_allowed, "GET only");
    response.set(beast::http::field::allow, "GET, HEAD");
    return response;
  }
  if (answerer) return answered(*answerer, target, accept);
  if (is_file) return file(server.files, path.substr(server.files.path.size()));
  auto body = page->second.body();
  if (!body) return plain(status::service_unavailable, body.error().message);
  return made(status::ok, page->second.content_type, std::move(*body));
}

}  // namespace ringfence::http
