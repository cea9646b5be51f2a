#include <fmt/format.h>

#include "base/crypto.h"
#include "policy/names.h"
#include "policy/parse_parts.h"

namespace ringfence::policy {

namespace {

constexpr std::array all_may = {OfficerMay::file, OfficerMay::verify, OfficerMay::approve, OfficerMay::execute,
                                OfficerMay::review};
constexpr std::size_t key_bytes = 32;

void read_may(Section& section, Officer& officer) {
  for (const Item& item : section.texts("may", "[\"verify\", \"approve\"]")) {
    const auto may = std::ranges::find(all_may, item.text, [](OfficerMay each) { return to_text(each); });
    if (may == all_may.end()) {
      section.error(item.place, fmt::format("\"{}\" is nothing that an officer may do", item.text),
                    "file, verify, approve, execute or review");
    } else {
      officer.may.push_back(*may);
    }
  }
  section.require("may", "closed by default: may = [\"file\", \"verify\", \"approve\", \"execute\", \"review\"]");
}

// Of two officers with one key each approval could be either's.
void read_key(Section& section, Work& work, Officer& officer) {
  officer.key = section.text("key", "\"11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=\"");
  section.require("key", "what signs approvals: key = \"…\", as `ringfence demand key FILE` prints it");
  if (officer.key.empty()) return;
  const Place& place = section.places().at("key");
  const auto bytes = from_base64(officer.key);
  if (!bytes || bytes->size() != key_bytes) {
    section.error(place, "the key is no public key of Ed25519 in base64",
                  "44 characters, as `ringfence demand key FILE` prints it");
    return;
  }
  const auto before = std::ranges::find(work.policy.officers, officer.key, &Officer::key);
  if (before == work.policy.officers.end()) return;
  section.error(place, fmt::format("officer {} has the same key", before->name),
                "each officer signs with a key of their own: `ringfence demand key FILE` makes one");
}

}  // namespace

void parse_officers(Work& work, const Member& member) {
  for (const Member* entry : entries_of(work.findings, member, "li-wei")) {
    Section section(work.findings, entry->value, "officer " + entry->key);
    if (!is_plain_name(entry->key)) {
      work.findings.error(entry->place, fmt::format("\"{}\" cannot be the name of an officer", entry->key),
                          "letters, digits and . _ @ -: [officer.li-wei]");
    }
    Officer officer;
    officer.name = entry->key;
    officer.place = entry->place;
    officer.person = section.text("person", "\"Li Wei\"");
    section.require("person", "the registered person: two officers of one person count as one: person = \"Li Wei\"");
    read_key(section, work, officer);
    read_may(section, officer);
    section.finish();
    officer.places = section.places();
    work.policy.officers.push_back(std::move(officer));
  }
}

}  // namespace ringfence::policy
