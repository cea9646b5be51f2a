#include "screening/decisions.h"

#include <fmt/format.h>

#include <array>

#include "base/json.h"
#include "base/sha256.h"
#include "screening/name.h"

namespace ringfence::screening {

namespace {

struct Field {
  std::string_view name;
  std::string Decision::*member;
};

constexpr std::array<Field, 9> fields = {{{"key", &Decision::key},
                                          {"asked", &Decision::asked},
                                          {"entry", &Decision::entry},
                                          {"listed", &Decision::listed},
                                          {"entry_sha256", &Decision::entry_sha256},
                                          {"decision", &Decision::decision},
                                          {"who", &Decision::who},
                                          {"why", &Decision::why},
                                          {"when", &Decision::when}}};

Result<Decision> read_decision(std::string_view line) {
  boost::system::error_code error;
  const json::value value = json::parse({line.data(), line.size()}, error);
  if (error || !value.is_object()) return fail("this line is no JSON object");
  Decision decision;
  for (const Field& field : fields) {
    const json::value* found = value.as_object().if_contains(std::string(field.name));
    if (found == nullptr || !found->is_string()) return fail(fmt::format("\"{}\" is missing, or no text", field.name));
    decision.*field.member = std::string(found->as_string());
  }
  if (decision.decision != "false-positive" && decision.decision != "confirmed") {
    return fail(fmt::format("decision \"{}\" is not known", decision.decision), {}, "false-positive or confirmed");
  }
  if (decision.key != decision_key(decision.asked, decision.entry)) {
    return fail("the key is not that of the name and the entry", {}, "the line was changed by hand: decide anew");
  }
  return decision;
}

}  // namespace

std::string decision_key(std::string_view asked, std::string_view entry_id) {
  return to_hex(sha256(fmt::format("{}\n{}", take_apart(asked).folded, entry_id))).substr(0, 16);
}

std::string entry_digest(const Entry& entry) {
  json::array all;
  for (const auto* text : {&entry.id, &entry.name, &entry.kind, &entry.list, &entry.programme, &entry.start_date,
                           &entry.end_date, &entry.remarks, &entry.countries}) {
    all.emplace_back(*text);
  }
  for (const auto* texts : {&entry.aliases, &entry.addresses, &entry.controlled_by}) {
    std::vector<std::string> sorted = *texts;
    std::ranges::sort(sorted);
    json::array each;
    for (const std::string& text : sorted) each.emplace_back(text);
    all.push_back(std::move(each));
  }
  return to_hex(sha256(json::serialize(all)));
}

Result<Decisions> read_decisions(std::string_view text, std::string_view path) {
  Decisions decisions;
  for (unsigned line = 1; !text.empty(); ++line) {
    const std::size_t end = text.find('\n');
    const std::string_view one = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (one.empty()) continue;
    auto decision = read_decision(one);
    if (!decision) return within(fmt::format("{}:{}", path, line), decision.error());
    const std::string key = decision->key;
    decisions[key] = std::move(*decision);
  }
  return decisions;
}

std::string to_line(const Decision& decision) {
  json::object line;
  for (const Field& field : fields) line[std::string(field.name)] = decision.*field.member;
  return json::serialize(line) + "\n";
}

}  // namespace ringfence::screening
