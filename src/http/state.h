// What the server's parts share. For this folder only.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/http.hpp>
#include <memory>
#include <thread>

#include "http/server.h"
#include "http/worker.h"

namespace ringfence::http {

using Response = boost::beast::http::response<boost::beast::http::string_body>;

struct Server::State {
  Pages pages;
  StaticFiles files;
  Answerers answerers;
  Service service;
  std::size_t connections = 0;
  std::size_t calls = 0;  // of the service: those whose body is read, that wait, or that are answered
  boost::asio::io_context context{1};
  boost::asio::ip::tcp::acceptor acceptor{context};
  boost::asio::steady_timer rest{context};
  std::unique_ptr<Worker> worker;  // where there is a service
  std::thread thread;              // what is above is its own once it runs
};

// By pages, files and answerers.
Response answer(const Server::State& server, boost::beast::http::verb method, std::string_view target,
                std::string_view accept);
Response plain(boost::beast::http::status status, std::string text);
Response response_of(const Answer& answer);

}  // namespace ringfence::http
