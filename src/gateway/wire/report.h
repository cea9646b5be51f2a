// Errors and notices: a list of fields, each a letter and a text. PostgreSQL 15, 55.8.
#pragma once

#include <string_view>
#include <utility>
#include <vector>

#include "gateway/wire/message.h"

namespace ringfence::gateway::wire {

struct Report {
  std::vector<std::pair<char, std::string_view>> fields;  // in order; a letter that nobody knows is passed on

  // Empty where the sender left it out, which a server may do with every one of them.
  [[nodiscard]] std::string_view field(char letter) const;
  [[nodiscard]] std::string_view sqlstate() const { return field('C'); }
  [[nodiscard]] std::string_view message() const { return field('M'); }

  void read(Reader& in);
  void write(Writer& out) const;
  bool operator==(const Report&) const = default;
};

struct ErrorResponse : Report {
  static constexpr char type = 'E';
  static constexpr std::string_view name = "ErrorResponse";
};

struct NoticeResponse : Report {
  static constexpr char type = 'N';
  static constexpr std::string_view name = "NoticeResponse";
};

// `error` as a message of the given severity ("ERROR", "FATAL"): XX000 where it has no SQLSTATE. Lives as long as
// `error`.
ErrorResponse to_response(const Error& error, std::string_view severity);

}  // namespace ringfence::gateway::wire
