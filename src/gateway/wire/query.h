// The simple query protocol and function calls. PostgreSQL 15, 55.2.2 and 55.2.5.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "gateway/wire/few.h"
#include "gateway/wire/message.h"

namespace ringfence::gateway::wire {

struct Query {
  static constexpr char type = 'Q';
  static constexpr std::string_view name = "Query";
  std::string_view text;  // any number of statements
  void read(Reader& in);
  void write(Writer& out) const;
  bool operator==(const Query&) const = default;
};

struct CommandComplete {
  static constexpr char type = 'C';
  static constexpr std::string_view name = "CommandComplete";
  std::string_view tag;  // "INSERT 0 1"
  void read(Reader& in);
  void write(Writer& out) const;
  bool operator==(const CommandComplete&) const = default;
};

struct EmptyQueryResponse : Bare<'I'> {
  static constexpr std::string_view name = "EmptyQueryResponse";
};

struct FunctionCall {
  static constexpr char type = 'F';
  static constexpr std::string_view name = "FunctionCall";
  std::uint32_t function = 0;
  Formats formats;
  Values arguments;
  std::uint16_t result_format = 0;
  void read(Reader& in);
  void write(Writer& out) const;
  bool operator==(const FunctionCall&) const = default;
};

struct FunctionCallResponse {
  static constexpr char type = 'V';
  static constexpr std::string_view name = "FunctionCallResponse";
  std::optional<std::string_view> value;
  void read(Reader& in);
  void write(Writer& out) const;
  bool operator==(const FunctionCallResponse&) const = default;
};

}  // namespace ringfence::gateway::wire
