// Who is told of what was done to their data or content: rows of ringfence.notice in their home ring, left in the
// transaction that does it, and posted to the platform's webhook when they are due: at once, or on the day a gag ends.
// The clock is the database's.
//
// What holds: a transaction that commits has left its notices. Each is posted at least once, with the same id in
// Idempotency-Key: a crash between the webhook's answer and the database's commit posts it again. Nothing is given up:
// what the webhook does not take is tried again, later and later, an hour apart at most. That it was told is on the
// record of the ring (kind "notice"), without who.
//
// Blocking; a connection belongs to one thread at a time.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "base/json.h"
#include "base/result.h"
#include "pg/connection.h"

namespace ringfence::notice {

struct Notice {
  std::string about;      // "withholding", "demand"
  std::string reference;  // its id, 32 hexadecimal digits
  std::string role;       // "author", "subject"
  std::string table;      // the subject table of who is told
  std::string key;        // and its key, as text
  json::object said;      // what they are told
  std::string due;        // a timestamp of PostgreSQL's; empty: now
};

// Within the caller's transaction. Its id.
Result<std::string> leave(pg::Connection& connection, const Notice& notice);

// What is posted, and under which id. True: taken by whoever was to be told through.
struct Posting {
  std::string id;
  std::string body;  // JSON
};
using Post = std::function<Status(const Posting&)>;

struct Delivered {
  std::uint64_t told = 0;
  std::uint64_t failed = 0;
  std::optional<std::string> error;  // of the last that failed
};
// Posts what is due, one after the other, at most limits::notices_at_once. Others may do so at the same time: each
// notice is one's alone while it is posted. Nothing to do where the database has no notices yet.
Result<Delivered> deliver(pg::Connection& connection, const Post& post);

}  // namespace ringfence::notice
