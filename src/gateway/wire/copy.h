// COPY, both ways. PostgreSQL 15, 55.2.6.
#pragma once

#include <cstdint>
#include <string_view>

#include "gateway/wire/few.h"
#include "gateway/wire/message.h"

namespace ringfence::gateway::wire {

struct CopyFormat {
  std::uint8_t overall = 0;  // 0 text: then every column's is 0; 1 binary
  Formats columns;
  void read(Reader& in);
  void write(Writer& out) const;
  bool operator==(const CopyFormat&) const = default;
};

struct CopyInResponse : CopyFormat {
  static constexpr char type = 'G';
  static constexpr std::string_view name = "CopyInResponse";
};
struct CopyOutResponse : CopyFormat {
  static constexpr char type = 'H';
  static constexpr std::string_view name = "CopyOutResponse";
};
struct CopyBothResponse : CopyFormat {
  static constexpr char type = 'W';
  static constexpr std::string_view name = "CopyBothResponse";
};

struct CopyData {
  static constexpr char type = 'd';
  static constexpr std::string_view name = "CopyData";
  std::string_view data;  // not necessarily a whole row
  void read(Reader& in);
  void write(Writer& out) const;
  bool operator==(const CopyData&) const = default;
};

struct CopyDone : Bare<'c'> {
  static constexpr std::string_view name = "CopyDone";
};

struct CopyFail {
  static constexpr char type = 'f';
  static constexpr std::string_view name = "CopyFail";
  std::string_view reason;
  void read(Reader& in);
  void write(Writer& out) const;
  bool operator==(const CopyFail&) const = default;
};

}  // namespace ringfence::gateway::wire
