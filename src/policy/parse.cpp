#include "policy/parse.h"

#include <fmt/format.h>

#include <chrono>

#include "base/sha256.h"
#include "policy/names.h"
#include "policy/parse_parts.h"

namespace ringfence::policy {

namespace {

using Step = void (*)(Work&, const Member&);
struct Part {
  std::string key;
  Step step;
};

void parse_platform(Work& work, const Member& member) {
  if (member.value.kind != Kind::table) {
    work.findings.error(member.place, "platform must be a table", "write [platform], then name = \"…\"");
    return;
  }
  Section section(work.findings, member.value, "platform");
  work.policy.platform = section.text("name", "\"meridian\"");
  section.require("name", "it names the ledgers and the public register: name = \"meridian\"");
  section.finish();
}

const std::vector<Part>& parts() {
  static const std::vector<Part> all = {{"platform", parse_platform},     {"ring", parse_rings},
                                        {"table", parse_tables},          {"service", parse_services},
                                        {"transfer", parse_transfers},    {"threshold", parse_thresholds},
                                        {"authority", parse_authorities}, {"officer", parse_officers}};
  return all;
}

void report_unknown(Work& work, const Value& root) {
  std::vector<std::string> known;
  for (const Part& part : parts()) known.push_back(part.key);
  for (const Member& member : root.members) {
    if (std::ranges::find(known, member.key) != known.end()) continue;
    work.findings.error(member.place, fmt::format("unknown key \"{}\"", member.key),
                        did_you_mean(member.key, known, fmt::format("a policy has {}", listed(known, known.size()))));
  }
}

void report_missing(Work& work, const Value& root) {
  if (root.find("platform") == nullptr) {
    work.findings.warning({work.file, 0, 0}, "the policy does not say which platform it is for",
                          "write [platform] and name = \"…\": it names the ledgers and the public register");
  }
  if (root.find("ring") == nullptr) {
    work.findings.error({work.file, 0, 0}, "the policy has no ring",
                        "write [ring.us] and jurisdictions = [\"US\"], and a ring for everyone else");
  }
}

}  // namespace

std::vector<std::string> Work::ring_names() const {
  std::vector<std::string> names;
  for (const Ring& ring : policy.rings) names.push_back(ring.name);
  return names;
}

std::vector<std::string> Work::table_names() const {
  std::vector<std::string> names;
  for (const Table& table : policy.tables) names.push_back(to_text(table.name));
  return names;
}

Parsed parse(std::string_view text, const std::string& file, const FileReader& read, const Date& today) {
  Work work{{}, {}, file, read, today};
  work.policy.sha256 = to_hex(sha256(text));
  const auto root = read_document(text, file, work.findings);
  if (!root) return {std::move(work.policy), std::move(work.findings)};
  report_unknown(work, *root);
  report_missing(work, *root);
  for (const Part& part : parts()) {
    const std::size_t errors = work.findings.errors();
    if (const Member* member = root->find(part.key)) part.step(work, *member);
    if (part.key == "ring" && work.findings.errors() > errors) work.rings_are_sound = false;
  }
  check_rings(work);
  check_tables(work);
  check_services(work);
  check_transfers(work);
  check_thresholds(work);
  check_masks(work);
  return {std::move(work.policy), std::move(work.findings)};
}

Parsed parse(std::string_view text, const std::string& file, const FileReader& read) {
  const std::chrono::year_month_day now(std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now()));
  return parse(text, file, read,
               {static_cast<int>(now.year()), static_cast<unsigned>(now.month()), static_cast<unsigned>(now.day())});
}

}  // namespace ringfence::policy
