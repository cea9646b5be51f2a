// COPY, both ways. PostgreSQL 15, 55.2.6.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "gateway/wire/message.h"

namespace ringfence::gateway::wire {

struct CopyFormat {
  std::uint8_t overall = 0;  // 0 text: then every column's is 0; 1 binary
  std::vector<std::uint16_t> columns;
  void read_fields(Reader& in);
  void write(Writer& out) const;
  bool operator==(const CopyFormat&) const = default;
};

struct CopyInResponse : CopyFormat {
  static constexpr char type = 'G';
  static constexpr std::string_view name = "CopyInResponse";
  static CopyInResponse read(Reader& in);
};
struct CopyOutResponse : CopyFormat {
  static constexpr char type = 'H';
  static constexpr std::string_view name = "CopyOutResponse";
  static CopyOutResponse read(Reader& in);
};
struct CopyBothResponse : CopyFormat {
  static constexpr char type = 'W';
  static constexpr std::string_view name = "CopyBothResponse";
  static CopyBothResponse read(Reader& in);
};

struct CopyData {
  static constexpr char type = 'd';
  static constexpr std::string_view name = "CopyData";
  std::string_view data;  // not necessarily a whole row
  static CopyData read(Reader& in);
  void write(Writer& out) const;
  bool operator==(const CopyData&) const = default;
};

struct CopyDone : Bare<'c'> {
  static constexpr std::string_view name = "CopyDone";
  static CopyDone read(Reader&) { return {}; }
};

struct CopyFail {
  static constexpr char type = 'f';
  static constexpr std::string_view name = "CopyFail";
  std::string_view reason;
  static CopyFail read(Reader& in);
  void write(Writer& out) const;
  bool operator==(const CopyFail&) const = default;
};

}  // namespace ringfence::gateway::wire
