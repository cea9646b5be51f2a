// The extended query protocol. PostgreSQL 15, 55.2.3. Empty names are the unnamed statement and the unnamed portal.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "gateway/wire/few.h"
#include "gateway/wire/message.h"

namespace ringfence::gateway::wire {

struct Parse {
  static constexpr char type = 'P';
  static constexpr std::string_view name = "Parse";
  std::string_view statement;
  std::string_view text;
  std::vector<std::uint32_t> parameter_types;  // OIDs; 0: the server is to find out
  void read(Reader& in);
  void write(Writer& out) const;
  bool operator==(const Parse&) const = default;
};

struct Bind {
  static constexpr char type = 'B';
  static constexpr std::string_view name = "Bind";
  std::string_view portal;
  std::string_view statement;
  Formats formats;  // none: text; one: for all; else one for each parameter
  Values parameters;
  Formats result_formats;
  void read(Reader& in);
  void write(Writer& out) const;
  bool operator==(const Bind&) const = default;
};

// Appends a Bind whose payload behind its two names is already encoded: a Bind that was decoded, with other names.
void encode_bind(std::string& out, std::string_view portal, std::string_view statement, std::string_view rest);

enum class Target : char { statement = 'S', portal = 'P' };

struct Describe {
  static constexpr char type = 'D';
  static constexpr std::string_view name = "Describe";
  Target target = Target::statement;
  std::string_view of;
  void read(Reader& in);
  void write(Writer& out) const;
  bool operator==(const Describe&) const = default;
};

struct Close {
  static constexpr char type = 'C';
  static constexpr std::string_view name = "Close";
  Target target = Target::statement;
  std::string_view what;
  void read(Reader& in);
  void write(Writer& out) const;
  bool operator==(const Close&) const = default;
};

struct Execute {
  static constexpr char type = 'E';
  static constexpr std::string_view name = "Execute";
  std::string_view portal;
  std::int32_t most_rows = 0;  // 0 and less: all
  void read(Reader& in);
  void write(Writer& out) const;
  bool operator==(const Execute&) const = default;
};

struct Flush : Bare<'H'> {
  static constexpr std::string_view name = "Flush";
};
struct Sync : Bare<'S'> {
  static constexpr std::string_view name = "Sync";
};
struct ParseComplete : Bare<'1'> {
  static constexpr std::string_view name = "ParseComplete";
};
struct BindComplete : Bare<'2'> {
  static constexpr std::string_view name = "BindComplete";
};
struct CloseComplete : Bare<'3'> {
  static constexpr std::string_view name = "CloseComplete";
};
struct NoData : Bare<'n'> {
  static constexpr std::string_view name = "NoData";
};
struct PortalSuspended : Bare<'s'> {
  static constexpr std::string_view name = "PortalSuspended";
};

struct ParameterDescription {
  static constexpr char type = 't';
  static constexpr std::string_view name = "ParameterDescription";
  std::vector<std::uint32_t> types;  // OIDs
  void read(Reader& in);
  void write(Writer& out) const;
  bool operator==(const ParameterDescription&) const = default;
};

}  // namespace ringfence::gateway::wire
