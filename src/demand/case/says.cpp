#include "demand/case/says.h"

#include "base/sha256.h"
#include "demand/case/read_json.h"
#include "ledger/canonical.h"

namespace ringfence::demand {

namespace {

json::array to_json(const std::vector<Named>& names) {
  json::array array;
  for (const Named& each : names) array.push_back(json::object{{"key", each.key}, {"table", each.table}});
  return array;
}

std::string date_text(const std::optional<policy::Date>& date) {
  return date ? policy::to_text(*date) : std::string();
}

}  // namespace

std::string_view to_text(Kind kind) {
  switch (kind) {
    case Kind::disclose:
      return "disclose";
    case Kind::preserve:
      return "preserve";
    case Kind::withhold:
      return "withhold";
  }
  return "";
}

std::optional<Kind> read_kind(std::string_view text) {
  for (const Kind kind : {Kind::disclose, Kind::preserve, Kind::withhold}) {
    if (text == to_text(kind)) return kind;
  }
  return std::nullopt;
}

json::object to_json(const Says& says) {
  json::array columns;
  for (const policy::ColumnRef& each : says.columns) columns.emplace_back(policy::to_text(each));
  return {{"accounts", to_json(says.accounts)},
          {"authority", says.authority},
          {"columns", std::move(columns)},
          {"content", static_cast<int>(says.content)},
          {"court", static_cast<int>(says.court)},
          {"deadline", says.deadline},
          {"document", says.document},
          {"document_sha256", says.document_sha256},
          {"emergency", static_cast<int>(says.emergency)},
          {"instrument", says.instrument},
          {"items", to_json(says.items)},
          {"jurisdiction", says.jurisdiction},
          {"kind", to_text(says.kind)},
          {"official", static_cast<int>(says.official)},
          {"realtime", static_cast<int>(says.realtime)},
          {"reason", says.reason},
          {"received", says.received},
          {"ring", says.ring},
          {"sealed_until", date_text(says.sealed_until)},
          {"until", date_text(says.until)},
          {"viewers", json::value_from(says.viewers)}};
}

Result<Says> read_says(const json::object& object) {
  Reader read(object);
  Says says;
  says.accounts = read.names("accounts");
  says.authority = read.text("authority");
  says.columns = read.columns("columns");
  says.content = read.flag("content");
  says.court = read.flag("court");
  says.deadline = read.number("deadline");
  says.document = read.text("document");
  says.document_sha256 = read.text("document_sha256");
  says.emergency = read.flag("emergency");
  says.instrument = read.text("instrument");
  says.items = read.names("items");
  says.jurisdiction = read.text("jurisdiction");
  says.kind = static_cast<Kind>(read.choice("kind", {"disclose", "preserve", "withhold"}));
  says.official = read.flag("official");
  says.realtime = read.flag("realtime");
  says.reason = read.text("reason");
  says.received = read.number("received");
  says.ring = read.text("ring");
  says.sealed_until = read.date("sealed_until");
  says.until = read.date("until");
  says.viewers = read.texts("viewers");
  RINGFENCE_TRY(read.status());
  return says;
}

Result<std::string> canonical_text(const Says& says) {
  return ledger::to_canonical(to_json(says));
}

Result<std::string> digest_of(const Says& says) {
  const auto text = canonical_text(says);
  if (!text) return text.error();
  return to_hex(sha256(*text));
}

policy::Date date_of(std::uint64_t milliseconds) {
  using namespace std::chrono;
  const year_month_day date(floor<days>(sys_time<std::chrono::milliseconds>(std::chrono::milliseconds(milliseconds))));
  return {static_cast<int>(date.year()), static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day())};
}

}  // namespace ringfence::demand
