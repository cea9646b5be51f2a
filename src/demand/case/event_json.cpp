#include "base/limits.h"
#include "demand/case/event.h"
#include "demand/case/read_json.h"
#include "ledger/canonical.h"

namespace ringfence::demand {

namespace {

constexpr int format = 1;

json::object facts_json(const Facts& facts) {
  return {{"approvers", facts.approvers},
          {"contact", facts.contact},
          {"foreign", facts.foreign},
          {"key", facts.actor.key},
          {"known", static_cast<int>(facts.known)},
          {"may", static_cast<int>(facts.may)},
          {"person", facts.actor.person},
          {"policy", facts.policy},
          {"standing", static_cast<int>(facts.standing)},
          {"standing_text", facts.standing_text}};
}

Result<Facts> read_facts(const json::object& object, const std::string& officer) {
  Reader read(object);
  Facts facts;
  facts.approvers = read.text("approvers");
  facts.contact = read.text("contact");
  facts.foreign = read.text("foreign");
  facts.actor = {officer, read.text("person"), read.text("key")};
  facts.known = read.flag("known");
  facts.may = read.flag("may");
  facts.policy = read.text("policy");
  const std::uint64_t standing = read.number("standing");
  facts.standing_text = read.text("standing_text");
  RINGFENCE_TRY(read.status());
  if (standing > static_cast<std::uint64_t>(policy::StandingIs::refuse)) return fail("there is no such standing");
  facts.standing = static_cast<policy::StandingIs>(standing);
  return facts;
}

Result<Event> read_event(const json::object& object) {
  Reader read(object);
  std::vector<std::string_view> names;
  for (const EventKind kind : every_event) names.push_back(to_text(kind));
  Event event;
  event.at = read.number("at");
  event.contact = read.text("contact");
  for (const json::object& each : read.objects("found")) {
    Reader inner(each);
    event.found.push_back({inner.text("ring"), inner.text("code")});
    RINGFENCE_TRY(inner.status());
  }
  event.id = read.text("id");
  event.kind = every_event[read.choice("kind", names)];
  event.note = read.text("note");
  event.officer = read.text("officer");
  event.signature = read.text("signature");
  event.version = read.number("version");
  const bool has_says = object.contains("says");
  const json::object written = has_says ? read.object("says") : json::object();
  RINGFENCE_TRY(read.status());
  if (has_says) {
    auto says = read_says(written);
    if (!says) return says.error();
    event.says = std::move(*says);
  }
  return event;
}

}  // namespace

Result<std::string> to_text(const Recorded& recorded) {
  const Event& event = recorded.event;
  json::array found;
  for (const Found& each : event.found) found.push_back(json::object{{"code", each.code}, {"ring", each.ring}});
  json::object object = {{"at", event.at},
                         {"contact", event.contact},
                         {"facts", facts_json(recorded.facts)},
                         {"format", format},
                         {"found", std::move(found)},
                         {"id", event.id},
                         {"kind", to_text(event.kind)},
                         {"note", event.note},
                         {"officer", event.officer},
                         {"signature", event.signature},
                         {"version", event.version}};
  if (event.says) object["says"] = to_json(*event.says);
  auto text = ledger::to_canonical(object);
  if (text && text->size() > limits::demand_event_bytes) {
    return Error("what is said of the demand is longer than an event may be", {}, "file it in parts", "22023");
  }
  return text;
}

Result<Recorded> parse_recorded(std::string_view text) {
  if (text.size() > limits::demand_event_bytes) return fail("an event of a demand is too long");
  const auto value = ledger::parse_canonical(text);
  if (!value) return value.error();
  if (!value->is_object()) return fail("an event of a demand is an object");
  Reader read(value->get_object());
  if (read.number("format") != format)
    return fail("an event of a demand is of another format", {}, "a newer Ringfence may know it");
  const json::object facts_written = read.object("facts");
  RINGFENCE_TRY(read.status());
  auto event = read_event(value->get_object());
  if (!event) return event.error();
  auto facts = read_facts(facts_written, event->officer);
  if (!facts) return facts.error();
  Recorded recorded{std::move(*event), std::move(*facts)};
  const auto again = to_text(recorded);
  if (!again || *again != text) return fail("an event of a demand holds what no event has");
  return recorded;
}

}  // namespace ringfence::demand
