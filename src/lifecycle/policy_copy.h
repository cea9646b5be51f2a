// The copy of the policy that DIR holds, and the password of its rings.
#pragma once

#include <string>

#include "base/result.h"
#include "lifecycle/ring_directory.h"
#include "lifecycle/rings_up.h"

namespace ringfence::lifecycle {

// Writes the files the policy names, then the policy itself, each durably and whole. Refuses a file that would lie
// outside DIR or among a ring's own.
Status keep_policy(const RingDirectory& directory, const PolicyFiles& files, const policy::Policy& policy);

// The password of the rings' superuser, made when the first ring is; then the password file for these rings.
Result<std::string> keep_password(const RingDirectory& directory, const policy::Policy& policy);

// The password in the first line of a password file; empty where there is none.
std::string password_of(std::string_view pass_file);

}  // namespace ringfence::lifecycle
