// From what was seen to what is wrong with it and how to mend it. Pure.
#pragma once

#include <string>
#include <vector>

#include "doctor/check.h"
#include "doctor/facts.h"

namespace ringfence::doctor {

// `others`: the facts of the other rings of the same directory, where there is one; what one ring alone cannot know is
// compared with them.
Report judge(const Facts& facts, const std::vector<const Facts*>& others = {});

// The parts of it.
void judge_settings(const Facts& facts, Checks& checks);
void judge_server(const Facts& facts, Checks& checks);
void judge_log(const Facts& facts, Checks& checks);
void judge_gateway_role(const Facts& facts, Checks& checks);
void judge_services(const Facts& facts, Checks& checks);
void judge_walls(const Facts& facts, Checks& checks);
void judge_directory(const Facts& facts, Checks& checks);
void judge_pair_keys(const Facts& facts, const std::vector<const Facts*>& others, Checks& checks);
void judge_tls(const Facts& facts, Checks& checks);
void judge_listening(const Facts& facts, Checks& checks);
void judge_peers(const Facts& facts, Checks& checks);
void judge_limits(const Facts& facts, Checks& checks);
void judge_ledger(const Facts& facts, Checks& checks);

// How a person brings about …
std::string apply_command(const Facts& facts);  // what the policy says, in the databases
std::string password_command(const Facts& facts, const std::string& service);
std::string start_command(const Facts& facts);   // that the gateway runs
std::string reload_command(const Facts& facts);  // that it reads settings, policy and certificates anew
std::string restart_command(const Facts& facts);

// The lowest minor version of a major one that is free of what would undo the walls, and the one that is free of all
// that was known when this was written.
struct KnownMinors {
  int major = 0;
  int needed = 0;
  int advised = 0;
  std::chrono::sys_days end;  // no fixes after it
};
const KnownMinors* known_minors(int major);

// Before a certificate's end somebody should know of it.
inline constexpr std::chrono::days certificate_warning{30};
// "3 days", "2 hours"; of either sign as a length.
std::string as_days(std::chrono::seconds length);

}  // namespace ringfence::doctor
