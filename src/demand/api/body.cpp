#include "demand/api/body.h"

#include <fmt/format.h>

#include "base/crypto.h"
#include "base/limits.h"
#include "demand/api/members.h"
#include "demand/api/problem.h"

namespace ringfence::demand {

namespace {

using Need = Members::Need;

Error wrong(std::string message, std::string hint) {
  return {std::move(message), {}, std::move(hint), "22023"};
}

Result<json::object> parsed(std::string_view body) {
  boost::system::error_code error;
  json::value value = json::parse({body.data(), body.size()}, error);
  if (error || !value.is_object()) {
    return Error("the body is no object of JSON", error ? error.message() : std::string(),
                 "docs/demands.md, \"over HTTP\", says what each call takes", no_json);
  }
  return std::move(value.get_object());
}

Result<Filing> filing_of(const json::object& object, const std::string& ring) {
  Members says(object, "says");
  Filing filing;
  filing.kind = says.text("kind", Need::required);
  filing.says.authority = says.text("authority", Need::required);
  filing.says.jurisdiction = says.text("jurisdiction", Need::required);
  filing.says.instrument = says.text("instrument");
  filing.says.official = says.flag("official");
  filing.says.court = says.flag("court");
  filing.says.realtime = says.flag("realtime");
  filing.says.content = says.flag("content");
  filing.says.emergency = says.flag("emergency");
  filing.says.accounts = says.names("accounts");
  filing.says.items = says.names("items");
  filing.columns = says.texts("columns");
  filing.says.viewers = says.texts("viewers");
  filing.says.reason = says.text("reason");
  filing.received = says.text("received");
  filing.deadline = says.text("deadline");
  filing.sealed_until = says.text("sealed_until");
  filing.until = says.text("until");
  const std::string named = says.text("ring", Need::required);
  RINGFENCE_TRY(says.finish());
  if (named != ring) {
    return wrong(fmt::format("this is ring {}, not \"{}\"", ring, named), "ask the gateway of that ring");
  }
  return filing;
}

Status read_says(Members& body, const std::string& ring, std::uint64_t now, Asked& into) {
  const json::object* object = body.object("says", Need::required);
  if (object == nullptr) return body.finish();
  auto filing = filing_of(*object, ring);
  if (!filing) return filing.error();
  auto says = read_words(*filing, ring, now);
  if (!says) return says.error();
  into.filing = std::move(*filing);
  into.wish.says = std::move(*says);
  return {};
}

Status read_document(Members& body, Asked& into) {
  const json::object* object = body.object("document");
  if (object == nullptr) return {};
  Members document(*object, "document");
  const std::string name = document.text("name", Need::required);
  const std::string content = document.text("content", Need::required);
  RINGFENCE_TRY(document.finish());
  auto bytes = from_base64(content);
  if (!bytes) return wrong("the document's content is not base64", "RFC 4648, 4: padded, on one line");
  if (bytes->size() > limits::demand_document_bytes) {
    return wrong(fmt::format("the document is longer than {} MiB", limits::demand_document_bytes >> 20),
                 "file what matters of it");
  }
  attach(into.wish, name, std::move(*bytes));
  return {};
}

// Chosen by who files: sent again, it is the same demand.
Status read_id(Members& body, Asked& into) {
  constexpr std::size_t digits = 32;
  into.wish.id = body.text("id", Need::required);
  const bool is_id =
      into.wish.id.size() == digits && into.wish.id.find_first_not_of("0123456789abcdef") == std::string::npos;
  return is_id ? Status() : wrong("id is not 32 hexadecimal digits", "random ones, new for each demand");
}

void read_approval(Members& body, Wish& wish) {
  Signed by;
  by.at = body.number("at", Need::required).value_or(0);
  by.signature = body.text("signature", Need::required);
  wish.shown_by = std::move(by);
}

}  // namespace

Result<Asked> read_body(EventKind kind, const std::string& id, const std::string& ring, std::string_view body,
                        std::uint64_t now) {
  const auto object = parsed(body);
  if (!object) return object.error();
  Members members(*object, "the body");
  Asked asked;
  asked.wish.kind = kind;
  asked.wish.id = id;
  asked.wish.shown_by = Signed{};
  if (kind == EventKind::file) {
    RINGFENCE_TRY(read_id(members, asked));
  } else {
    asked.wish.version = members.number("version", Need::required);
  }
  if (kind == EventKind::file || kind == EventKind::amend) RINGFENCE_TRY(read_says(members, ring, now, asked));
  if (kind == EventKind::file) RINGFENCE_TRY(read_document(members, asked));
  if (kind == EventKind::approve) read_approval(members, asked.wish);
  if (kind == EventKind::verify) asked.wish.contact = members.text("called_back");
  switch (kind) {
    case EventKind::hold:
    case EventKind::refuse:
    case EventKind::refer:
    case EventKind::notify:
    case EventKind::review:
    case EventKind::appeal:
      asked.wish.note = members.text("note", Need::required);
      break;
    default:
      break;
  }
  RINGFENCE_TRY(members.finish());
  return asked;
}

}  // namespace ringfence::demand
