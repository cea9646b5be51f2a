#include "cli/withhold_order.h"

#include <fmt/format.h>

#include <algorithm>
#include <regex>
#include <set>

#include "base/limits.h"
#include "cli/withhold.h"
#include "pg/quote.h"
#include "policy/jurisdictions.h"
#include "policy/names.h"

namespace ringfence::cli {

namespace {

Result<std::vector<std::string>> spelled_out(const std::vector<std::string>& given) {
  std::set<std::string> codes;
  for (const std::string& each : given) {
    if (policy::is_code(each)) {
      codes.insert(each);
    } else if (policy::is_group(each)) {
      const auto members = policy::group_members(each, policy::group_changed_last(each));
      codes.insert(members->begin(), members->end());
    } else {
      const auto own = policy::own_code_of(each);
      const auto meant = own ? std::optional(std::string(*own)) : policy::meant_jurisdiction(each);
      return fail(fmt::format("--jurisdiction: \"{}\" is not a jurisdiction", each), {},
                  meant ? fmt::format("did you mean \"{}\"?", *meant)
                        : "codes are of ISO 3166, \"DE\" or \"US-CA\"; groups are EU and EEA");
    }
  }
  return std::vector<std::string>(codes.begin(), codes.end());
}

// 2027-06-30, or a time with its offset; empty stays empty.
Status complete_time(const char* option, std::string& text) {
  static const std::regex time(R"(\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d))");
  if (text.empty() || std::regex_match(text, time)) return {};
  if (policy::read_date(text)) {
    text += "T00:00:00Z";
    return {};
  }
  return fail(fmt::format("{}: \"{}\" is neither a day nor a time with its offset", option, text), {},
              "2027-06-30 or 2027-06-30T12:00+08:00");
}

Status check_table(const std::string& name, const policy::Policy& policy) {
  std::vector<std::string> content;
  for (const policy::Table& table : policy.tables) {
    if (table.content) content.push_back(policy::to_text(table.name));
  }
  if (std::ranges::find(content, name) != content.end()) return {};
  return fail(
      fmt::format("--table: the policy calls no table \"{}\" content", name), {},
      content.empty() ? "content = true in the policy makes a table one" : "content is in " + policy::listed(content));
}

Status check_text(const char* option, const std::string& text, std::size_t most) {
  if (!text.empty() && text.size() <= most) return {};
  return fail(fmt::format("{} takes 1 to {} bytes", option, most));
}

// What a demand says itself need not be said again (resting_on_demand()). A legal demand has been approved by two, or
// is none.
Status check_grounds(const WithholdOrder& order) {
  const bool rests = !order.demand.empty();
  if (rests) RINGFENCE_TRY(check_text("--demand", order.demand, limits::ledger_name_bytes));
  if (!rests && order.reason == "legal demand") {
    return fail(
        "--reason \"legal demand\" is a demand's, and --demand does not say which", {},
        "ringfence demand file records it and two officers approve it; a court's order or a law that the platform "
        "obeys unasked have reasons of their own");
  }
  if (!rests && order.reason.empty()) return fail("--reason is missing", {}, "or --demand, which has one");
  if (!rests || !order.asked_by.empty()) {
    RINGFENCE_TRY(check_text("--asked-by", order.asked_by, limits::ledger_name_bytes));
  }
  if (!rests || !order.law.empty()) RINGFENCE_TRY(check_text("--law", order.law, limits::ledger_name_bytes));
  return {};
}

}  // namespace

void add_order_options(CLI::App& command, WithholdOrder& order) {
  command.add_option("--table", order.table, "The table, as the policy names it")->required();
  command.add_option("--key", order.keys, "A row's primary key; may be given several times")->allow_extra_args(false);
  command.add_option("--keys", order.keys_file, "A file of keys")->type_name("FILE");
  command.add_option("--jurisdiction", order.jurisdictions, "Whose viewers do not see it; may be given several times")
      ->required()
      ->allow_extra_args(false);
  command.add_option("--reason", order.reason, "What kind of order it is")
      ->check(CLI::IsMember({"legal demand", "local law", "court order"}));
  command.add_option("--asked-by", order.asked_by, "Who asked: told to viewers, unless it is sealed");
  command.add_option("--law", order.law, "Under which law: told as well");
  command.add_option("--appeal", order.appeal, "How to appeal: an address or a text")->required();
  command.add_option("--from", order.starts, "When it begins")->type_name("DATE|TIME");
  command.add_option("--until", order.ends, "When it ends")->type_name("DATE|TIME");
  command.add_option("--demand", order.demand, "The demand that this executes")->type_name("ID");
  command.add_flag("--sealed", order.sealed, "Nobody may be told who asked");
}

Status complete(WithholdOrder& order, const policy::Policy& policy) {
  RINGFENCE_TRY(check_table(order.table, policy));
  if (!order.keys_file.empty()) {
    auto keys = read_keys_file(order.keys_file);
    if (!keys) return keys.error();
    order.keys.insert(order.keys.end(), keys->begin(), keys->end());
  }
  if (order.keys.empty()) return fail("no key is given", {}, "--key KEY, or --keys FILE");
  auto codes = spelled_out(order.jurisdictions);
  if (!codes) return codes.error();
  order.jurisdictions = std::move(*codes);
  RINGFENCE_TRY(check_grounds(order));
  RINGFENCE_TRY(check_text("--appeal", order.appeal, limits::own_setting_bytes));
  RINGFENCE_TRY(complete_time("--from", order.starts));
  return complete_time("--until", order.ends);
}

Result<std::vector<WithheldRow>> withhold(pg::Connection& connection, const WithholdOrder& order,
                                          const std::vector<std::string>& keys) {
  const auto or_null = [](const std::string& text) { return text.empty() ? pg::Parameter() : pg::Parameter(text); };
  auto rows = connection.query(
      "SELECT id, content_key, marked FROM ringfence.withhold($1, $2, $3, $4, $5, $6, $7, $8, $9,"
      " COALESCE($10::timestamptz, pg_catalog.now()), $11::timestamptz)",
      {or_null(order.demand), order.table, pg::array_literal(keys), pg::array_literal(order.jurisdictions),
       order.reason, order.asked_by, order.law, order.appeal, order.sealed ? "t" : "f", or_null(order.starts),
       or_null(order.ends)});
  if (!rows) return rows.error();
  std::vector<WithheldRow> made;
  for (std::size_t i = 0; i < rows->size(); ++i) {
    made.push_back({rows->string(i, 0), rows->string(i, 1), rows->boolean(i, 2)});
  }
  return made;
}

}  // namespace ringfence::cli
