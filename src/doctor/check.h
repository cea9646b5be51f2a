// What the doctor says: one Check for each thing it looked at.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ringfence::doctor {

// not_looked: nobody knows whether it is well, so all is not well.
enum class State { ok, warning, wrong, not_looked };
std::string_view to_text(State state);  // "ok", "warning", "wrong", "not looked"

struct Check {
  std::string kind;  // one of docs/doctor.md's table, for programs: "service-password"
  std::string of;    // which one, where there are several: "web-us"
  State state = State::ok;
  std::string message;  // one line; of not_looked: because …
  std::string why;      // why it matters; of warning and wrong
  std::string mend;     // the exact way out: commands, SQL or settings, a line each; of warning and wrong
};
using Checks = std::vector<Check>;

Check ok(std::string kind, std::string of, std::string message);
Check warning(std::string kind, std::string of, std::string message, std::string why, std::string mend);
Check wrong(std::string kind, std::string of, std::string message, std::string why, std::string mend);
Check not_looked(std::string kind, std::string of, std::string because);

// One ring's gateway, and all that was found.
struct Report {
  std::string ring;  // empty: its settings could not be understood
  std::string settings_file;
  Checks checks;
};

// Nothing is wrong and all of it was looked at; warnings may be there.
bool is_well(const Report& report);

// For people: a line a check, below each that is not well why and how to mend it, then a line that sums it up.
std::string to_text(const Report& report);
// For programs: {"well", "rings": [{"ring", "settings", "well", "checks": [{"check", "of", "state", "message", "why",
// "mend"}]}]}.
std::string to_json(const std::vector<Report>& reports);

// As a shell takes it whatever it holds.
std::string shell_quoted(std::string_view text);

}  // namespace ringfence::doctor
