// What a ledger's entry says of a transfer that a session is about to make. Pure.
#pragma once

#include <string>
#include <vector>

#include "gateway/route/router.h"
#include "gateway/session/transfer.h"
#include "ledger/entry.h"
#include "volumes/limit.h"

namespace ringfence::gateway {

// Each once.
std::vector<std::string> rules_of(const TransferBegins& transfer);

// Whose rows they are, as the opening has it: "person 42"; of several statements one line each.
std::string subjects_of(const TransferBegins& transfer, const Knowledge& knowledge);

ledger::Transfer entry_of(const TransferBegins& transfer, const Knowledge& knowledge);

// An entry of few names and a short statement has room, however they are written in JSON. Any other is made before
// anything is asked, to be sure.
bool may_be_too_long(const ledger::Transfer& entry);

// As volumes::way_of() has it of the entry.
volumes::Way way_of(const ledger::Transfer& entry, const TransferPlan& plan, std::vector<std::string> rules);

}  // namespace ringfence::gateway
