// One request of one client and its answer. For this folder only.
#pragma once

#include <array>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <memory>
#include <optional>

#include "base/limits.h"
#include "http/state.h"

namespace ringfence::http {

// Kept alive by the operation that is under way. On the server's thread, but for the call that the service answers.
class Exchange : public std::enable_shared_from_this<Exchange> {
 public:
  Exchange(Server::State& server, boost::asio::ip::tcp::socket socket);
  ~Exchange();
  Exchange(const Exchange&) = delete;
  Exchange& operator=(const Exchange&) = delete;

  void begin();

 private:
  using Code = boost::system::error_code;

  void read_head(Code code);
  void admit();
  void read_body();
  void call();
  void refuse(unsigned status, std::string why);
  void write(Response response);
  void drop_rest();

  Server::State& server_;
  boost::beast::tcp_stream stream_;
  boost::beast::flat_buffer buffer_{limits::http_header_bytes};
  boost::beast::http::request_parser<boost::beast::http::string_body> parser_;
  Admission admission_;
  bool is_call_ = false;  // one of those that are counted
  Response response_;
  std::optional<boost::beast::http::response_serializer<boost::beast::http::string_body>> serializer_;
  bool is_head_ = false;
  std::array<char, 2048> dropped_{};
  std::size_t dropped_bytes_ = 0;
};

}  // namespace ringfence::http
