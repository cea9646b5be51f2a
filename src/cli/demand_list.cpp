#include <fmt/format.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/terminal.h"
#include "cli/demand_remote.h"
#include "http/target.h"

namespace ringfence::cli {

namespace {

constexpr const char* about_list =
    R"(List the demands of a ring, with their clocks: how long until the deadline, or how long past it.

Exit codes: 0 none is overdue; 1 some are, or they could not be read; 2 wrong use.

Examples:
  ringfence demand list --dir demo --ring row
  ringfence demand list --dir demo --ring row --open --json)";

constexpr const char* about_show =
    R"(Show a demand: all that it says, what happened to it, and exactly what an approval of it would cover.

Who approves second sees what the first approved: the same text with the same digest, and the first approval itself, which the
second one signs too. A change after the first approval voids it, so there is nothing to compare by eye.

--document FILE writes the original document there, as it came.

Exit codes: 0 shown; 1 there is no such demand, or what is kept of it was changed by other hands; 2 wrong use.

Examples:
  ringfence demand show 1a2b3c4d --dir demo --ring row
  ringfence demand show 1a2b3c4d --dir demo --ring row --document letter.pdf)";

struct ListOptions {
  DemandOptions demand;
  bool open = false;
  std::string document;
};

std::string text_of(const json::value& value) {
  if (value.is_bool()) return value.get_bool() ? "yes" : "no";
  if (value.is_string()) return std::string(value.get_string());
  return value.is_null() ? std::string() : json::serialize(value);
}

// What is shown is what a gateway has sent, too: a member that it should have and does not is empty.
std::string text_at(const json::object& shown, std::string_view name) {
  const json::value* value = shown.if_contains(name);
  return value == nullptr ? std::string() : text_of(*value);
}

json::object object_at(const json::object& shown, std::string_view name) {
  const json::value* value = shown.if_contains(name);
  return value != nullptr && value->is_object() ? value->get_object() : json::object();
}

std::vector<json::object> objects_at(const json::object& shown, std::string_view name) {
  std::vector<json::object> all;
  const json::value* value = shown.if_contains(name);
  if (value == nullptr || !value->is_array()) return all;
  for (const json::value& each : value->get_array()) {
    if (each.is_object()) all.push_back(each.get_object());
  }
  return all;
}

Result<std::vector<json::object>> read_list(const DemandOptions& options) {
  if (!options.url.empty()) {
    const auto body = call_there(options, "GET", "/v1/demands", std::nullopt);
    if (!body) return body.error();
    boost::system::error_code error;
    const json::value value = json::parse(*body, error);
    if (error || !value.is_object()) return fail("the answer is no object of JSON");
    return objects_at(value.get_object(), "demands");
  }
  auto ring = open_demand_ring(options);
  if (!ring) return fail("the ring cannot be read");
  const auto all = demand::read_demands(ring->connection);
  if (!all) return all.error();
  std::vector<json::object> shown;
  for (const demand::Kept& each : *all) shown.push_back(demand::as_json(each, now_in_milliseconds()));
  return shown;
}

int run_list(const ListOptions& options) {
  auto all = read_list(options.demand);
  if (!all) return report(all.error());
  if (options.open) std::erase_if(*all, [](const json::object& each) { return text_at(each, "state") == "closed"; });
  json::array array;
  TextTable table({"demand", "state", "asks", "authority", "law of", "received", "clock", "version"});
  bool overdue = false;
  for (const json::object& each : *all) {
    overdue = overdue || text_at(each, "overdue") == "yes";
    const json::object says = object_at(each, "says");
    table.add({text_at(each, "id").substr(0, shown_digits), text_at(each, "state"), text_at(says, "kind"),
               text_at(says, "authority"), text_at(says, "jurisdiction"), text_at(says, "received"),
               text_at(each, "clock"), text_at(each, "version")});
    array.emplace_back(each);
  }
  if (options.demand.common.json) {
    fmt::print("{}\n", pretty(array));
  } else {
    if (!all->empty()) fmt::print("{}", table.text());
    fmt::print("{} demand{}\n", all->size(), all->size() == 1 ? "" : "s");
  }
  return overdue ? Exit::findings : Exit::clean;
}

void print_value(const json::key_value_pair& member) {
  const json::value& value = member.value();
  if (value.is_null() || (value.is_string() && value.get_string().empty())) return;
  const std::string name(member.key());
  if (!value.is_array()) {
    fmt::print("  {}: {}\n", name, text_of(value));
    return;
  }
  for (const json::value& each : value.get_array()) {
    const auto* named = each.if_object();
    fmt::print("  {}: {}\n", name,
               named != nullptr ? text_at(*named, "table") + "=" + text_at(*named, "key") : text_of(each));
  }
}

void print_demand(const json::object& shown) {
  fmt::print("demand {}\n{}, version {}, {}\n", text_at(shown, "id"), text_at(shown, "state"),
             text_at(shown, "version"), text_at(shown, "clock"));
  if (const std::string why = text_at(shown, "why"); !why.empty()) fmt::print("because: {}\n", why);
  if (text_at(shown, "frozen") == "yes") fmt::print("its accounts' rows are preserved\n");
  fmt::print("\nit says (digest {}):\n", text_at(shown, "digest"));
  for (const auto& member : object_at(shown, "says")) print_value(member);
  fmt::print("\nwhat happened:\n");
  for (const json::object& each : objects_at(shown, "events")) {
    const std::string note = text_at(each, "note");
    fmt::print("  {}  {} by {}{}{}\n", text_at(each, "time"), text_at(each, "step"), text_at(each, "officer"),
               note.empty() ? "" : ": ", note);
  }
  for (const json::object& each : objects_at(shown, "approvals")) {
    fmt::print("\napproved by {} ({}), who signed:\n{}signature {}\n", text_at(each, "officer"),
               text_at(each, "person"), text_at(each, "text"), text_at(each, "signature"));
  }
  fmt::print("\n{}\n", text_at(shown, "next"));
}

Status keep_document(const ListOptions& options, const std::string& bytes) {
  constexpr unsigned owner_only = 0600;
  return write_file(options.document, bytes, owner_only);
}

Result<json::object> read_shown(const ListOptions& options) {
  if (!options.demand.url.empty()) {
    if (!options.document.empty()) {
      const std::string path = "/v1/demands/" + http::encoded(options.demand.id) + "/document";
      const auto bytes = call_there(options.demand, "GET", path, std::nullopt);
      if (!bytes) return bytes.error();
      RINGFENCE_TRY(keep_document(options, *bytes));
    }
    return show_there(options.demand);
  }
  auto ring = open_demand_ring(options.demand);
  if (!ring) return fail("the ring cannot be read");
  const auto kept = demand::read_demand(ring->connection, options.demand.id);
  if (!kept) return kept.error();
  if (!options.document.empty()) {
    const auto bytes = demand::read_document(ring->connection, *kept);
    if (!bytes) return bytes.error();
    if (kept->demand.says.document_sha256.empty()) return fail("the demand came without a document");
    RINGFENCE_TRY(keep_document(options, *bytes));
  }
  return demand::as_json(*kept, now_in_milliseconds());
}

int run_show(const ListOptions& options) {
  const auto shown = read_shown(options);
  if (!shown) return report(shown.error());
  if (options.demand.common.json) {
    fmt::print("{}\n", pretty(*shown));
  } else {
    print_demand(*shown);
  }
  return Exit::clean;
}

}  // namespace

void register_demand_list(CLI::App& app, Action& action) {
  CLI::App* command = app.add_subcommand("list", "The demands of a ring, and their clocks");
  command->description(about_list);
  auto options = std::make_shared<ListOptions>();
  add_demand_options(*command, options->demand);
  add_url_options(*command, options->demand);
  command->add_flag("--open", options->open, "Leave out those that are closed");
  command->callback([&action, options] { action = [options] { return run_list(*options); }; });
}

void register_demand_show(CLI::App& app, Action& action) {
  CLI::App* command = app.add_subcommand("show", "All of one demand: what an approval covers");
  command->description(about_show);
  auto options = std::make_shared<ListOptions>();
  command->add_option("ID", options->demand.id, "The demand: its first 8 digits or more")->required();
  add_demand_options(*command, options->demand);
  add_url_options(*command, options->demand);
  command->add_option("--document", options->document, "Write the original document there")->type_name("FILE");
  command->callback([&action, options] { action = [options] { return run_show(*options); }; });
}

}  // namespace ringfence::cli
