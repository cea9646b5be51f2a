// What a demand says: all that Ranking Digital Rights asks about (F5a, F6, P10a, P11a), the scope, and the clocks. It
// is what approvals cover. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "policy/model.h"

namespace ringfence::demand {

enum class Kind { disclose, preserve, withhold };
std::string_view to_text(Kind kind);
std::optional<Kind> read_kind(std::string_view text);

// A row by its table and key, the key as PostgreSQL writes it as text.
struct Named {
  std::string table;
  std::string key;
  auto operator<=>(const Named&) const = default;
};

struct Says {
  Kind kind = Kind::disclose;
  std::string ring;  // whose database the rows are in
  std::string authority;
  policy::Code jurisdiction;               // of whose law it is
  std::string instrument;                  // "search warrant 2026/17"; may be empty in an emergency
  bool official = false;                   // it came by the authority's official channel
  bool court = false;                      // a court issued it
  bool realtime = false;                   // as it happens, not what is stored
  bool content = false;                    // what people wrote, not only what is known of them
  bool emergency = false;                  // danger to life: minimal data, called back, reviewed afterwards
  std::vector<Named> accounts;             // subjects
  std::vector<Named> items;                // content
  std::vector<policy::ColumnRef> columns;  // disclose: what is asked for, each column by name
  std::vector<policy::Code> viewers;       // withhold: from whom
  std::string reason;                      // withhold: "legal demand", "local law", "court order"
  std::string document;                    // the original's name
  std::string document_sha256;
  std::uint64_t received = 0;                // milliseconds since 1970
  std::uint64_t deadline = 0;                // likewise
  std::optional<policy::Date> sealed_until;  // a gag: nobody is told before that day
  std::optional<policy::Date> until;         // the last day of a preservation or a withholding
};

// Canonical JSON's values (ledger/canonical.h), so that one demand has one digest.
json::object to_json(const Says& says);
Result<Says> read_says(const json::object& object);
Result<std::string> canonical_text(const Says& says);
// SHA-256 of that text, in hex.
Result<std::string> digest_of(const Says& says);

// Whether it is whole: names what is missing, too much, or contradicts itself, and the way out.
Status check(const Says& says, const policy::Policy& policy);

inline constexpr std::uint64_t hour = 3'600'000;  // milliseconds
inline constexpr std::uint64_t day = 24 * hour;
inline constexpr std::uint64_t emergency_deadline = 8 * hour;
inline constexpr std::uint64_t usual_deadline = 10 * day;

policy::Date date_of(std::uint64_t milliseconds);

}  // namespace ringfence::demand
