#include "cli/demand_remote.h"

#include <fmt/format.h>

#include "base/clock.h"
#include "base/crypto.h"
#include "base/sha256.h"
#include "demand/case/approval.h"
#include "demand/desk/shown.h"
#include "http/ask.h"
#include "http/signature.h"
#include "http/target.h"

namespace ringfence::cli {

namespace {

constexpr std::size_t nonce_bytes = 16;
constexpr const char* demands_path = "/v1/demands";

std::string text_at(const json::object& object, std::string_view name) {
  const json::value* found = object.if_contains(name);
  return found != nullptr && found->is_string() ? std::string(found->get_string()) : std::string();
}

std::uint64_t number_at(const json::object& object, std::string_view name) {
  const json::value* found = object.if_contains(name);
  boost::system::error_code error;
  const auto number = found == nullptr ? 0 : found->to_number<std::uint64_t>(error);
  return error ? 0 : number;
}

Result<json::object> object_of(const std::string& body) {
  boost::system::error_code error;
  json::value value = json::parse(body, error);
  if (error || !value.is_object()) return fail("the answer is no object of JSON", {}, "is this a gateway's `demands`?");
  return std::move(value.get_object());
}

Error problem_of(const http::Told& told) {
  const auto said = object_of(told.body);
  const std::string message = said ? text_at(*said, "detail") : std::string();
  if (message.empty())
    return fail(fmt::format("the answer was HTTP {}", told.status), {}, "is this a gateway's `demands`?");
  return {message, text_at(*said, "why"), text_at(*said, "hint"), text_at(*said, "sqlstate")};
}

json::object says_json(const demand::Filing& filing, const std::string& ring) {
  const demand::Says& says = filing.says;
  return {{"ring", ring},
          {"kind", filing.kind},
          {"authority", says.authority},
          {"jurisdiction", says.jurisdiction},
          {"instrument", says.instrument},
          {"official", says.official},
          {"court", says.court},
          {"realtime", says.realtime},
          {"content", says.content},
          {"emergency", says.emergency},
          {"accounts", demand::names_json(says.accounts)},
          {"items", demand::names_json(says.items)},
          {"columns", json::value_from(filing.columns)},
          {"viewers", json::value_from(says.viewers)},
          {"reason", says.reason},
          {"received", filing.received},
          {"deadline", filing.deadline},
          {"sealed_until", filing.sealed_until},
          {"until", filing.until}};
}

// As the officer sees it there; its digest has to be that of what it says.
Result<json::object> approval_of(const DemandOptions& options, const demand::Wish& wish) {
  const auto shown = show_there(options);
  if (!shown) return shown.error();
  demand::Demand seen;
  seen.id = text_at(*shown, "id");
  seen.version = number_at(*shown, "version");
  seen.digest = text_at(*shown, "digest");
  if (to_hex(sha256(text_at(*shown, "says_canonical"))) != seen.digest) {
    return fail("what the demand says there is not what its digest is of", "nothing was signed",
                "ask the command in the ring");
  }
  if (seen.version != wish.version) {
    return Error("the demand is not as you saw it: somebody was faster",
                 fmt::format("you saw version {}, it is at version {}", *wish.version, seen.version),
                 "look again (ringfence demand show), then decide again", "40001");
  }
  const json::value* approvals = shown->if_contains("approvals");
  if (approvals != nullptr && approvals->is_array() && !approvals->get_array().empty() &&
      approvals->get_array()[0].is_object()) {
    const json::object& first = approvals->get_array()[0].get_object();
    seen.approvals.push_back({{}, 0, text_at(first, "text"), text_at(first, "signature")});
  }
  const std::uint64_t at = number_at(*shown, "now");
  const auto& key = std::get<Ed25519Seed>(wish.shown_by);
  return json::object{{"version", seen.version},
                      {"at", at},
                      {"signature", demand::sign_approval(key, demand::approval_text(seen, options.officer, at))}};
}

Result<json::object> body_of(const DemandOptions& options, const demand::Wish& wish, const demand::Filing* filing) {
  if (wish.kind == demand::EventKind::approve) return approval_of(options, wish);
  json::object body;
  if (wish.kind == demand::EventKind::file) {
    body["id"] = wish.id.empty() ? random_hex(nonce_bytes) : wish.id;
    if (wish.document) body["document"] = {{"name", wish.says->document}, {"content", to_base64(*wish.document)}};
  } else {
    auto version = wish.version;
    const auto shown = version ? Result<json::object>(json::object()) : show_there(options);
    if (!shown) return shown.error();
    body["version"] = version ? *version : number_at(*shown, "version");
  }
  if (filing != nullptr) body["says"] = says_json(*filing, options.ring);
  if (!wish.note.empty()) body["note"] = wish.note;
  if (!wish.contact.empty()) body["called_back"] = wish.contact;
  return body;
}

}  // namespace

Result<std::string> call_there(const DemandOptions& options, const std::string& method, const std::string& path,
                               const std::optional<json::object>& body) {
  const auto key = read_officer_key(options.key_file);
  if (!key) return key.error();
  std::string address = options.url;
  while (address.ends_with('/')) address.pop_back();
  const std::size_t scheme = address.find("://");
  if (scheme == std::string::npos) return fail("--url is no address", {}, "--url https://demands.eu.example");
  http::Message message{method, address.substr(0, scheme), address.substr(scheme + 3), path, {}};
  http::Asked asked{method, address + path, {}, std::nullopt};
  if (body) {
    asked.body = json::serialize(*body);
    asked.headers["Content-Type"] = "application/json";
    asked.headers["Content-Digest"] = message.fields["content-digest"] = http::content_digest(*asked.body);
  }
  auto fields = http::sign(
      message, {options.officer, *key, static_cast<std::int64_t>(now_in_seconds()), random_hex(nonce_bytes)});
  if (!fields) return fields.error();
  asked.headers.merge(*fields);
  auto told = http::ask(asked);
  if (!told) return told.error();
  constexpr unsigned most_good = 299;
  if (told->status > most_good) return problem_of(*told);
  return std::move(told->body);
}

Result<json::object> show_there(const DemandOptions& options) {
  const auto body =
      call_there(options, "GET", fmt::format("{}/{}", demands_path, http::encoded(options.id)), std::nullopt);
  return body ? object_of(*body) : Result<json::object>(body.error());
}

int take_there(const DemandOptions& options, const demand::Wish& wish, const demand::Filing* filing) {
  const auto asked = body_of(options, wish, filing);
  if (!asked) return report(asked.error());
  const std::string path = wish.kind == demand::EventKind::file
                               ? demands_path
                               : fmt::format("{}/{}/{}", demands_path, http::encoded(options.id), to_text(wish.kind));
  const auto body = call_there(options, "POST", path, *asked);
  const auto said = body ? object_of(*body) : Result<json::object>(body.error());
  if (!said) return report(said.error());
  const json::value* meant = said->if_contains("as_meant");
  const int exit = meant != nullptr && meant->is_bool() && meant->get_bool() ? Exit::clean : Exit::findings;
  if (options.common.json) {
    fmt::print("{}\n", pretty(*said));
    return exit;
  }
  fmt::print("demand {}: {}, version {}; entry {} of the ledger\n", text_at(*said, "id").substr(0, shown_digits),
             text_at(*said, "state"), number_at(*said, "version"), number_at(*said, "entry"));
  if (const std::string why = text_at(*said, "why"); !why.empty()) fmt::print("because: {}\n", why);
  print_lifted(number_at(*said, "lifted"), number_at(*said, "narrowed"));
  return exit;
}

}  // namespace ringfence::cli
