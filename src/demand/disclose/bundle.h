// What an authority receives: the files, a manifest, and the proof that it is on the record, in one archive that only
// its key opens.
#pragma once

#include "demand/case/demand.h"
#include "demand/disclose/gather.h"

namespace ringfence::demand {

struct OnRecord {
  std::uint64_t entry = 0;  // its index
  std::string text;         // the entry
  std::string proof;        // c2sp.org/tlog-proof, its checkpoint included
};

// `made` in milliseconds since 1970. Files: manifest.json, entry.json, entry.tlog-proof, and those of the disclosure.
Result<std::string> archive(const Demand& demand, const Disclosure& disclosure, const OnRecord& record,
                            const policy::Policy& policy, std::uint64_t made);

// Encrypted to a recipient of age ("age1…"), by Debian's program. Nothing of the clear text reaches a disk.
Result<std::string> encrypted(const std::string& recipient, std::string clear);

}  // namespace ringfence::demand
