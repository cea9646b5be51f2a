// The key that two rings share for look-ups across their border: the same in both databases, and known to nobody else.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "gateway/route/router.h"
#include "pg/connection.h"

namespace ringfence::gateway {

// 32 random bytes, to be installed in both rings; they agree on its version, from 1.
std::string make_pair_key();

// Brings the key to this ring's database, of which `knowledge` is, and hashes what its subjects may be found by under
// it, in one transaction that waits for those that change subjects. `ring`: the other one. Again with the same key:
// nothing new; with another under that version: 42710. Keys of earlier versions stay valid until they are removed.
Status install_pair_key(pg::Connection& connection, const Knowledge& knowledge, const std::string& ring,
                        std::uint32_t version, std::string_view key);
// What was hashed under it goes too.
Status remove_pair_key(pg::Connection& connection, const std::string& ring, std::uint32_t version);

}  // namespace ringfence::gateway
