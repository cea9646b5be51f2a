// The settings of a startup message: which a client may have, and in what form they are kept. Pure. PostgreSQL 15,
// 55.2.1, 20.1.4 and src/backend/utils/init/postinit.c (process_startup_options).
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "gateway/wire/startup.h"

namespace ringfence::gateway {

using StartupSettings = std::vector<std::pair<std::string, std::string>>;

// All but user, database, replication and _pq_.*, one of each name (the last that was said; `options` counts as said
// first), sorted by it, in lower case. Refused: what would make PostgreSQL be somebody else (42501), replication
// (0A000), names that are none (42704), more than there may be (54000).
Result<StartupSettings> read_settings(const wire::StartupMessage& message);

// What one gateway tells another (ringfence.link, ringfence.policy) nobody else may say (42704), and a gateway must
// (08P01).
Status fit_for_whom(const StartupSettings& settings, bool peer);

// For a session whose statements are judged: refuses what would make PostgreSQL read them otherwise (search_path 42501;
// client_encoding, standard_conforming_strings 22023) and a ringfence.count_withheld that is neither on nor off
// (22023), and writes what is left of these as PostgreSQL reports them.
Status fit_for_judging(StartupSettings& settings);

// `options` as PostgreSQL splits and reads them: -c name=value, -cname=value, --name=value; a backslash keeps the
// character after it. 42601: anything else.
Result<StartupSettings> read_options(std::string_view options);

// Whether a setting is the gateway's own (ringfence.*): it never reaches a server.
inline bool is_own_setting(std::string_view name) {
  return name.starts_with("ringfence.");
}
// Whether it says who logs in to what, so that it must not come from the settings.
bool is_reserved_setting(std::string_view name);

}  // namespace ringfence::gateway
