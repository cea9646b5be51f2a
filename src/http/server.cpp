#include "http/server.h"

#include <fmt/format.h>

#include <boost/asio/ip/v6_only.hpp>
#include <chrono>

#include "base/limits.h"
#include "http/exchange.h"

namespace ringfence::http {

namespace asio = boost::asio;
using asio::ip::tcp;
using Code = boost::system::error_code;

namespace {

constexpr auto accept_rest = std::chrono::milliseconds(limits::accept_rest_ms);

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
    if (state.connections < limits::http_connections) std::make_shared<Exchange>(state, std::move(socket))->begin();
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
                                              Answerers answerers, Service service) {
  auto state = std::make_unique<State>();
  state->pages = std::move(pages);
  state->files = std::move(files);
  state->answerers = std::move(answerers);
  state->service = std::move(service);
  if (!state->service.path.empty()) state->worker = std::make_unique<Worker>();
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
  state_->worker.reset();
}

int Server::port() const {
  Code code;
  return state_->acceptor.local_endpoint(code).port();
}

}  // namespace ringfence::http
