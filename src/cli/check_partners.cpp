#include "cli/check_partners.h"

#include <fmt/format.h>

#include <map>

#include "base/file.h"
#include "base/json.h"
#include "base/limits.h"
#include "screening/name.h"

namespace ringfence::cli {

namespace {

// By folded name: what the screening says of it.
Result<std::map<std::string, std::string>> read_verdicts(const std::string& path) {
  const auto text = read_file(path, limits::screening_result_bytes);
  if (!text) return text.error();
  boost::system::error_code error;
  const json::value value = json::parse(*text, error);
  const json::value* results = value.is_object() ? value.as_object().if_contains("results") : nullptr;
  if (error || results == nullptr || !results->is_array()) {
    return fail(fmt::format("{} is not what screening printed", path), {},
                "ringfence screen --from partners.txt --list FILE --json >screening.json");
  }
  std::map<std::string, std::string> verdicts;
  for (const json::value& each : results->as_array()) {
    const json::value* name = each.is_object() ? each.as_object().if_contains("name") : nullptr;
    const json::value* verdict = each.is_object() ? each.as_object().if_contains("verdict") : nullptr;
    if (name == nullptr || verdict == nullptr || !name->is_string() || !verdict->is_string()) {
      return fail(fmt::format("{} has a result without a name or a verdict", path));
    }
    verdicts[screening::take_apart(std::string_view(name->as_string())).folded] = std::string(verdict->as_string());
  }
  return verdicts;
}

}  // namespace

Result<Diagnostics> check_partners(const policy::Policy& policy, const std::string& path) {
  const auto verdicts = read_verdicts(path);
  if (!verdicts) return verdicts.error();
  Diagnostics findings;
  for (const policy::Transfer& rule : policy.transfers) {
    if (rule.partner.empty()) continue;
    const auto found = rule.places.find("partner");
    const Place& place = found == rule.places.end() ? rule.place : found->second;
    const auto verdict = verdicts->find(screening::take_apart(rule.partner).folded);
    if (verdict == verdicts->end()) {
      findings.error(
          place, fmt::format("the partner of transfer {}, \"{}\", was not screened", rule.name, rule.partner),
          fmt::format("{} has no result for it: ringfence screen \"{}\" --list FILE --json", path, rule.partner));
    } else if (verdict->second != "clear") {
      findings.error(place,
                     fmt::format("the partner of transfer {}, \"{}\", is a {} that nobody has settled", rule.name,
                                 rule.partner, verdict->second),
                     "look at it: ringfence screen decide … false-positive, and screen again; or remove the rule");
    }
  }
  return findings;
}

}  // namespace ringfence::cli
