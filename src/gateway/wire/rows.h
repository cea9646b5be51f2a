// Results. PostgreSQL 15, 55.7. Most are relayed without being decoded: a session looks at them only where it must.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/wire/few.h"
#include "gateway/wire/message.h"

namespace ringfence::gateway::wire {

struct FieldDescription {
  std::string_view name;
  std::uint32_t table = 0;   // OID; 0: not a column of a table
  std::uint16_t column = 0;  // its number there; 0: not a column of a table
  std::uint32_t type = 0;    // OID
  std::uint16_t type_size = 0;
  std::uint32_t type_modifier = 0;
  std::uint16_t format = 0;
  bool operator==(const FieldDescription&) const = default;
};

struct RowDescription {
  static constexpr char type = 'T';
  static constexpr std::string_view name = "RowDescription";
  std::vector<FieldDescription> fields;
  void read(Reader& in);
  void write(Writer& out) const;
  bool operator==(const RowDescription&) const = default;
};

// Columns of type text, in text: of a result that the gateway makes itself. Lives as long as `names`.
RowDescription text_columns(const std::vector<std::string>& names);

struct DataRow {
  static constexpr char type = 'D';
  static constexpr std::string_view name = "DataRow";
  Values values;
  void read(Reader& in);
  void write(Writer& out) const;
  bool operator==(const DataRow&) const = default;
};

}  // namespace ringfence::gateway::wire
