// Entries one after another, each behind its length in two bytes, high byte first: an entry bundle of
// c2sp.org/tlog-tiles, and what the journal is made of. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ringfence::ledger {

void append_to_bundle(std::string& bundle, std::string_view entry);  // of at most limits::ledger_entry_bytes
// The entries, which point into `bundle`. Nothing where there are not exactly `count` of them with nothing behind.
std::optional<std::vector<std::string_view>> parse_bundle(std::string_view bundle, std::size_t count);

}  // namespace ringfence::ledger
