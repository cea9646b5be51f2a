// A small HTTP/1.1 server for GET of a few fixed paths and one folder of files, on one thread of its own, and for the
// calls of one service on another. Everything a client may make it do is bounded (limits.h). Each connection is for one
// request.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace ringfence::http {

struct Page {
  std::string content_type;
  // Runs on the server's thread, which answers nobody else meanwhile. An error is told as 503, its message only.
  std::function<Result<std::string>()> body;
};
using Pages = std::map<std::string, Page>;  // by path: "/metrics"

// A question below a path, as GET or HEAD asks it.
struct Request {
  std::string rest;                          // of the path, behind the one that it was found by; decoded
  std::map<std::string, std::string> query;  // decoded; the first of each name
  std::string accept;                        // the header; empty: none
};
struct Answer {
  unsigned status = 200;
  std::string content_type;
  std::string body;
  std::map<std::string, std::string> headers;  // besides; nothing is cached by whoever it passes in any case
};
// As Page::body: on the server's thread; an error is told as 503.
using Answerer = std::function<Result<Answer>(const Request&)>;
using Answerers =
    std::map<std::string, Answerer>;  // by path: "/v1/content/"; begins and ends with a slash, or is whole

// Files that anybody may read, below one path: "/ledger/". What is asked for there is a file of `folder`, by names that
// begin with a letter or a digit and hold nothing but letters, digits, dots, hyphens and underscores.
struct StaticFiles {
  std::string path;  // empty: none; begins and ends with a slash
  std::filesystem::path folder;
  std::function<bool(std::string_view)> changes;  // whether the file of this name may be another one tomorrow
};

// A call of a service: any method, with a body.
struct Call {
  std::string method;
  std::string target;                         // path and query, as they came
  std::map<std::string, std::string> fields;  // by name in lower case; several of one name joined by ", "
};
// Whether the call is let in, by its head alone: of one that is not no byte of a body is read.
struct Admission {
  std::optional<Answer> refused;
  std::size_t body_bytes = 0;  // at most; 0: it has none
  // Given the body, on the service's thread, which is for one call after the other and may wait for a database.
  std::function<Answer(std::string)> answer;
};
struct Service {
  std::string path;                             // empty: none; "/v1/demands": this and what is below it
  std::function<Admission(const Call&)> admit;  // on the server's thread
  std::function<Answer(unsigned status, std::string why)> refuse;  // what the server itself has to refuse; likewise
};

class Server {
 public:
  // An empty host or "*": every address of this machine. May block where the host is a name. A port of 0 is chosen by
  // the system. Paths that are not in `pages` are 404, methods but GET and HEAD 405; those of the service are its own.
  static Result<std::unique_ptr<Server>> start(const std::string& host, int port, Pages pages, StaticFiles files = {},
                                               Answerers answerers = {}, Service service = {});
  // Waits for the page and the call that are being answered; what is under way otherwise is cut off.
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;
  [[nodiscard]] int port() const;

  struct State;

 private:
  explicit Server(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace ringfence::http
