#include "http/server.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <chrono>
#include <optional>
#include <thread>

#include "base/file.h"
#include "base/limits.h"
#include "http/target.h"

namespace ringfence::http {

namespace asio = boost::asio;
namespace beast = boost::beast;
using asio::ip::tcp;
using Code = boost::system::error_code;
using Response = beast::http::response<beast::http::string_body>;

struct Server::State {
  Pages pages;
  StaticFiles files;
  Answerers answerers;
  asio::io_context context{1};
  tcp::acceptor acceptor{context};
  asio::steady_timer rest{context};
  std::size_t connections = 0;
  std::thread thread;  // what is above is its own once it runs
};

namespace {

constexpr auto patience = std::chrono::milliseconds(limits::http_patience_ms);
constexpr auto accept_rest = std::chrono::milliseconds(limits::accept_rest_ms);

Response made(beast::http::status status, std::string content_type, std::string body) {
  Response response(status, 11);
  response.set(beast::http::field::content_type, content_type);
  response.set(beast::http::field::cache_control, "no-store");
  response.keep_alive(false);
  response.body() = std::move(body);
  return response;
}

Response plain(beast::http::status status, std::string text) {
  return made(status, "text/plain; charset=utf-8", std::move(text) + "\n");
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
  Response response = made(static_cast<status>(answer->status), answer->content_type, answer->body);
  for (const auto& [name, value] : answer->headers) response.set(name, value);
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

// One request of one client. Kept alive by the operation that is under way.
class Exchange : public std::enable_shared_from_this<Exchange> {
 public:
  Exchange(Server::State& server, tcp::socket socket) : server_(server), stream_(std::move(socket)) {
    ++server_.connections;
    parser_.header_limit(limits::http_header_bytes);
    parser_.body_limit(0);
  }
  ~Exchange() { --server_.connections; }
  Exchange(const Exchange&) = delete;
  Exchange& operator=(const Exchange&) = delete;

  void read() {
    stream_.expires_after(patience);
    beast::http::async_read_header(stream_, buffer_, parser_, [self = shared_from_this()](Code code, std::size_t) {
      if (code == beast::http::error::header_limit) {
        self->write(plain(beast::http::status::request_header_fields_too_large, "too long"));
      } else if (code.category() == beast::http::make_error_code(beast::http::error::bad_method).category() &&
                 code != beast::http::error::end_of_stream) {
        self->write(plain(beast::http::status::bad_request, "this is no HTTP request"));
      } else if (!code) {
        const auto& request = self->parser_.get();
        const std::string_view target(request.target().data(), request.target().size());
        self->is_head_ = request.method() == beast::http::verb::head;
        const auto accept = request[beast::http::field::accept];
        self->write(answer(self->server_, request.method(), target, {accept.data(), accept.size()}));
      }
    });
  }

 private:
  void write(Response response) {
    response_ = std::move(response);
    response_.prepare_payload();
    serializer_.emplace(response_);
    stream_.expires_after(patience);
    const auto done = [self = shared_from_this()](Code, std::size_t) {
      Code ignored;
      self->stream_.socket().shutdown(tcp::socket::shutdown_send, ignored);
    };
    if (is_head_) {
      beast::http::async_write_header(stream_, *serializer_, done);
    } else {
      beast::http::async_write(stream_, *serializer_, done);
    }
  }

  Server::State& server_;
  beast::tcp_stream stream_;
  beast::flat_buffer buffer_{limits::http_header_bytes};
  beast::http::request_parser<beast::http::empty_body> parser_;
  Response response_;
  std::optional<beast::http::response_serializer<beast::http::string_body>> serializer_;
  bool is_head_ = false;
};

void accept(Server::State& state) {
  state.acceptor.async_accept([&state](Code code, tcp::socket socket) {
    if (code == asio::error::operation_aborted) return;
    if (code) {  // no descriptor left
      state.rest.expires_after(accept_rest);
      state.rest.async_wait([&state](Code stopped) {
        if (!stopped) accept(state);
      });
      return;
    }
    if (state.connections < limits::http_connections) std::make_shared<Exchange>(state, std::move(socket))->read();
    accept(state);
  });
}

Result<tcp::endpoint> endpoint_of(asio::io_context& context, const std::string& host, int port) {
  const auto number = static_cast<asio::ip::port_type>(port);
  if (host.empty() || host == "*") return tcp::endpoint(tcp::v6(), number);
  Code code;
  const auto found = tcp::resolver(context).resolve(host, std::to_string(port), tcp::resolver::passive, code);
  if (code || found.empty()) {
    return fail(fmt::format("could not look up http address \"{}\": {}", host, code.message()), {},
                "give an address of this machine");
  }
  return found.begin()->endpoint();
}

Code listen(tcp::acceptor& acceptor, const tcp::endpoint& endpoint, bool both_families) {
  Code code;
  acceptor.open(endpoint.protocol(), code);
  if (!code) acceptor.set_option(tcp::acceptor::reuse_address(true), code);
  if (!code && both_families) acceptor.set_option(asio::ip::v6_only(false), code);
  if (!code) acceptor.bind(endpoint, code);
  if (!code) acceptor.listen(static_cast<int>(limits::http_connections), code);
  return code;
}

}  // namespace

Server::Server(std::unique_ptr<State> state) : state_(std::move(state)) {}

Result<std::unique_ptr<Server>> Server::start(const std::string& host, int port, Pages pages, StaticFiles files,
                                              Answerers answerers) {
  auto state = std::make_unique<State>();
  state->pages = std::move(pages);
  state->files = std::move(files);
  state->answerers = std::move(answerers);
  auto endpoint = endpoint_of(state->context, host, port);
  if (!endpoint) return endpoint.error();
  const bool any = host.empty() || host == "*";
  if (const Code code = listen(state->acceptor, *endpoint, any)) {
    return fail(fmt::format("could not listen for HTTP on {}:{}: {}", host, port, code.message()), {},
                "choose another address: http = \"127.0.0.1:6480\"");
  }
  accept(*state);
  state->thread = std::thread([&context = state->context] { context.run(); });
  return std::unique_ptr<Server>(new Server(std::move(state)));
}

Server::~Server() {
  state_->context.stop();
  state_->thread.join();
}

int Server::port() const {
  Code code;
  return state_->acceptor.local_endpoint(code).port();
}

}  // namespace ringfence::http
