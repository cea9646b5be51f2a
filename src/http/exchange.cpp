#include "http/exchange.h"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>
#include <chrono>

namespace ringfence::http {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace message = boost::beast::http;
using asio::ip::tcp;

namespace {

constexpr auto patience = std::chrono::milliseconds(limits::http_patience_ms);
constexpr auto body_patience = std::chrono::milliseconds(limits::http_body_patience_ms);
constexpr unsigned length_required = 411;
constexpr unsigned too_large = 413;
constexpr unsigned unavailable = 503;

Call head_of(const message::request<message::string_body>& request) {
  const auto text = [](beast::string_view view) { return std::string(view.data(), view.size()); };
  Call call{text(request.method_string()), text(request.target()), {}};
  for (const auto& field : request) {
    std::string name = text(field.name_string());
    std::ranges::transform(name, name.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; });
    const auto [there, is_new] = call.fields.emplace(std::move(name), text(field.value()));
    if (!is_new) there->second += ", " + text(field.value());
  }
  return call;
}

bool is_of(const Service& service, std::string_view target) {
  const std::string_view path = target.substr(0, target.find('?'));
  if (service.path.empty() || !path.starts_with(service.path)) return false;
  return path.size() == service.path.size() || path[service.path.size()] == '/';
}

}  // namespace

Exchange::Exchange(Server::State& server, tcp::socket socket) : server_(server), stream_(std::move(socket)) {
  ++server_.connections;
  parser_.header_limit(limits::http_header_bytes);
  parser_.body_limit(boost::none);  // no body is read before the head says whose it is
}

Exchange::~Exchange() {
  --server_.connections;
  if (is_call_) --server_.calls;
}

void Exchange::begin() {
  stream_.expires_after(patience);
  message::async_read_header(stream_, buffer_, parser_,
                             [self = shared_from_this()](Code code, std::size_t) { self->read_head(code); });
}

void Exchange::read_head(Code code) {
  if (code == message::error::header_limit) {
    write(plain(message::status::request_header_fields_too_large, "too long"));
  } else if (code.category() == message::make_error_code(message::error::bad_method).category() &&
             code != message::error::end_of_stream) {
    write(plain(message::status::bad_request, "this is no HTTP request"));
  } else if (!code) {
    const auto& request = parser_.get();
    const std::string_view target(request.target().data(), request.target().size());
    is_head_ = request.method() == message::verb::head;
    if (is_of(server_.service, target)) return admit();
    const auto accept = request[message::field::accept];
    write(answer(server_, request.method(), target, {accept.data(), accept.size()}));
  }
}

void Exchange::admit() {
  if (parser_.chunked()) return refuse(length_required, "a body comes with its Content-Length");
  if (server_.calls >= limits::http_calls) return refuse(unavailable, "too many calls at once: try again");
  admission_ = server_.service.admit(head_of(parser_.get()));
  if (admission_.refused) return write(response_of(*admission_.refused));
  if (parser_.content_length().value_or(0) > admission_.body_bytes) return refuse(too_large, "the body is too long");
  ++server_.calls;
  is_call_ = true;
  parser_.body_limit(admission_.body_bytes);
  stream_.expires_after(body_patience);
  if (!beast::iequals(parser_.get()[message::field::expect], "100-continue")) return read_body();
  static constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
  asio::async_write(stream_, asio::buffer(go_on), [self = shared_from_this()](Code code, std::size_t) {
    if (!code) self->read_body();
  });
}

void Exchange::read_body() {
  message::async_read(stream_, buffer_, parser_, [self = shared_from_this()](Code code, std::size_t) {
    if (!code) self->call();
  });
}

// Whether the client still waits makes no difference to what is done.
void Exchange::call() {
  stream_.expires_never();
  server_.worker->post([self = shared_from_this(), body = std::move(parser_.get().body())]() mutable {
    auto answer = std::make_shared<Answer>(self->admission_.answer(std::move(body)));
    auto& context = self->server_.context;
    asio::post(context, [self = std::move(self), answer] { self->write(response_of(*answer)); });
  });
}

void Exchange::refuse(unsigned status, std::string why) {
  write(response_of(server_.service.refuse(status, std::move(why))));
}

void Exchange::write(Response response) {
  response_ = std::move(response);
  response_.prepare_payload();
  serializer_.emplace(response_);
  stream_.expires_after(patience);
  const auto done = [self = shared_from_this()](Code code, std::size_t) {
    Code ignored;
    self->stream_.socket().shutdown(tcp::socket::shutdown_send, ignored);
    const bool has_more = !self->parser_.is_done() && self->parser_.is_header_done();
    if (!code && has_more) self->drop_rest();
  };
  if (is_head_) {
    message::async_write_header(stream_, *serializer_, done);
  } else {
    message::async_write(stream_, *serializer_, done);
  }
}

// Closing while the client still sends would reset the connection, and the answer with it.
void Exchange::drop_rest() {
  stream_.async_read_some(asio::buffer(dropped_), [self = shared_from_this()](Code code, std::size_t count) {
    self->dropped_bytes_ += count;
    if (!code && self->dropped_bytes_ < limits::http_dropped_bytes) self->drop_rest();
  });
}

}  // namespace ringfence::http
