// What is said about the session itself. PostgreSQL 15, 55.7.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "gateway/wire/message.h"

namespace ringfence::gateway::wire {

struct BackendKeyData {
  static constexpr char type = 'K';
  static constexpr std::string_view name = "BackendKeyData";
  std::uint32_t process = 0;
  std::string_view key;  // 4 bytes in protocol 3.0
  void read(Reader& in);
  void write(Writer& out) const;
  bool operator==(const BackendKeyData&) const = default;
};

struct ParameterStatus {
  static constexpr char type = 'S';
  static constexpr std::string_view name = "ParameterStatus";
  std::string_view parameter;
  std::string_view value;
  void read(Reader& in);
  void write(Writer& out) const;
  bool operator==(const ParameterStatus&) const = default;
};

enum class TransactionStatus : char { idle = 'I', in_transaction = 'T', failed = 'E' };

struct ReadyForQuery {
  static constexpr char type = 'Z';
  static constexpr std::string_view name = "ReadyForQuery";
  TransactionStatus status = TransactionStatus::idle;
  void read(Reader& in);
  void write(Writer& out) const;
  bool operator==(const ReadyForQuery&) const = default;
};

// To a client that asked for a newer minor version, or for options (_pq_.*) that are not known.
struct NegotiateProtocolVersion {
  static constexpr char type = 'v';
  static constexpr std::string_view name = "NegotiateProtocolVersion";
  std::uint32_t newest_minor = 0;
  std::vector<std::string_view> unknown_options;
  void read(Reader& in);
  void write(Writer& out) const;
  bool operator==(const NegotiateProtocolVersion&) const = default;
};

struct NotificationResponse {
  static constexpr char type = 'A';
  static constexpr std::string_view name = "NotificationResponse";
  std::uint32_t process = 0;
  std::string_view channel;
  std::string_view payload;
  void read(Reader& in);
  void write(Writer& out) const;
  bool operator==(const NotificationResponse&) const = default;
};

struct Terminate : Bare<'X'> {
  static constexpr std::string_view name = "Terminate";
};

}  // namespace ringfence::gateway::wire
