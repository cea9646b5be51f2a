// What one backend of this ring's PostgreSQL reads of one other ring in one transaction: a RingReader and the peer link
// that it has. Does what the state machine says. For the loop's thread.
#pragma once

#include <functional>
#include <map>
#include <string>

#include "gateway/pool/pool.h"
#include "gateway/serve/server_holder.h"
#include "gateway/world/ring_reader.h"

namespace ringfence::gateway {

class Gateway;
class ServerPool;

class WorldLink final : public ServerHolder {
 public:
  using CursorId = RingReader::CursorId;
  using Then = std::function<void(RingReader::Rows)>;
  WorldLink(Gateway& gateway, SessionId id, std::uint32_t backend, const std::string& ring, WorldReader reader)
      : gateway_(gateway), id_(id), backend_(backend), reader_(ring, std::move(reader)) {}

  // Decided here, put on record, and asked, without anybody waiting for it.
  CursorId open(const WorldQuery& query);
  // Asked for before anybody has declared it.
  void prefetch(const WorldQuery& query);
  // The cursor that was, if there is one.
  std::optional<CursorId> claim(const WorldQuery& query);
  // Whether a cursor of this query is open.
  [[nodiscard]] bool has(const WorldQuery& query) const;
  // `then` runs once the rows are there, maybe at once. One at a time.
  void fetch(CursorId cursor, std::size_t rows, Then then);
  CursorId rewind(CursorId cursor);
  void close(CursorId cursor);
  void end();  // it is gone soon after
  void cancel();

  [[nodiscard]] SessionId id() const { return id_; }
  [[nodiscard]] std::uint32_t backend() const { return backend_; }
  [[nodiscard]] const std::string& ring() const { return reader_.ring(); }
  [[nodiscard]] const WorldReader& reader() const { return reader_.reader(); }
  [[nodiscard]] const std::map<CursorId, std::string>& unclaimed() const { return unclaimed_; }
  [[nodiscard]] bool is_sound() const { return reader_.is_sound(); }  // more can be asked

  void granted(Server& server) override;
  void refused(const Error& error) override;
  std::size_t server_bytes(std::string_view bytes) override;
  void server_lost(const Error& error) override;
  void server_drained() override {}

 private:
  Result<WorldTransfer> decide(const std::string& text) const;
  void perform(RingReader::Actions& actions);
  void take();
  void record(const TransferBegins& transfer);
  void deliver();

  Gateway& gateway_;
  SessionId id_;
  std::uint32_t backend_;
  RingReader reader_;
  ServerPool* pool_ = nullptr;
  Server* server_ = nullptr;
  std::map<CursorId, std::string> unclaimed_;  // what was asked
  CursorId fetched_ = 0;
  std::size_t rows_ = 0;
  Then then_;  // of the FETCH that waits
};

}  // namespace ringfence::gateway
