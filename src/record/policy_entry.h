// The policy that a ring goes by, in that ring's ledger: an entry of kind `policy` for each change, before it is used.
// Beside the log the text that was recorded last is kept as it may be shown (policy/shown_text.h), so that the next
// change can be told from it:
//   DIR/policy/recorded   `ringfence-policy-1 INDEX SHA256`, then the text: the last entry there is
//   DIR/policy/pending    the same with the ledger's size in place of INDEX: an entry that was about to be made
// Blocking. Whoever calls holds the ledger; reading is free.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/result.h"
#include "ledger/store.h"
#include "policy/shown_text.h"

namespace ringfence::record {

struct RecordedPolicy {
  std::uint64_t index = 0;  // of its entry
  std::string sha256;
  std::optional<std::string> text;  // as it may be shown; nothing: it is not known any more
};

// What the file beside the log says: the last one, but for one whose making was interrupted a moment ago.
std::optional<RecordedPolicy> parse_recorded(std::string_view bytes);
std::string recorded_path(const std::string& ledger);

// Of a ledger that is at hand. Reads the log backwards where the files beside it do not say.
Result<std::optional<RecordedPolicy>> last_recorded(ledger::Files& files, ledger::Store& store,
                                                    const std::string& folder);

struct PolicyEntry {
  std::uint64_t index = 0;
  bool is_new = false;        // false: it was the last one already
  std::string old_sha256;     // of a new one; empty: it is the first
  std::optional<Error> kept;  // why the text could not be kept beside the log; the entry is there
};

// Makes the entry durable unless the last one is of the same policy. An error: it is not known to be on record, and
// must not be used. `time` in milliseconds since 1970.
//   1. replace_file()  policy/pending
//   2. commit()        the entry                      ← on record
//   3. publish()
//   4. replace_file()  policy/recorded; unlink policy/pending
Result<PolicyEntry> put_on_record(ledger::Files& files, ledger::Store& store, const std::string& folder,
                                  const policy::ShownText& policy, std::uint64_t time);

// The diff of an entry.
std::string told_change(const std::optional<RecordedPolicy>& before, const policy::ShownText& policy);

}  // namespace ringfence::record
