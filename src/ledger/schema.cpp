#include "ledger/schema.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/limits.h"

namespace ringfence::ledger {

namespace {

constexpr std::array<std::string_view, 3> sides = {"exporter", "importer", "asker"};
constexpr std::array<std::string_view, 3> outcomes = {"complete", "failed", "cut"};

constexpr std::array<std::string_view, 14> steps = {"file",   "amend",    "verify",  "hold",    "refuse",
                                                    "refer",  "preserve", "release", "approve", "execute",
                                                    "notify", "review",   "close",   "appeal"};
constexpr std::array<std::string_view, 12> demand_states = {"received", "verified",  "held",          "refused",
                                                            "referred", "conflict",  "approved once", "approved",
                                                            "executed", "preserved", "notified",      "closed"};
constexpr std::array<std::string_view, 3> demanded = {"disclose", "preserve", "withhold"};

constexpr std::array transfer = {
    Field{"id", FieldType::id},
    Field{"side", FieldType::choice, 0, sides},
    Field{"from", FieldType::name},
    Field{"to", FieldType::name},
    Field{"location", FieldType::name},
    Field{"service", FieldType::name},
    Field{"purpose", FieldType::name},
    Field{"rule", FieldType::name_or_none},
    Field{"tables", FieldType::names},
    Field{"columns", FieldType::names},
    Field{"shape", FieldType::text, limits::ledger_shape_bytes},
    Field{"policy", FieldType::hash},
    Field{"committed", FieldType::commitments},
};
constexpr std::array transfer_end = {
    Field{"id", FieldType::id},
    Field{"side", FieldType::choice, 0, sides},
    Field{"rows", FieldType::number},
    Field{"bytes", FieldType::number},
    Field{"outcome", FieldType::choice, 0, outcomes},
};
constexpr std::array policy = {
    Field{"old", FieldType::hash_or_none},
    Field{"new", FieldType::hash},
    Field{"diff", FieldType::text, limits::ledger_diff_bytes},
};
constexpr std::array recovery = {
    Field{"size", FieldType::number},       // of the log that was found
    Field{"published", FieldType::number},  // of its last checkpoint
    Field{"torn", FieldType::number},       // bytes of appends that nobody was told of
};
constexpr std::array<std::string_view, 2> told_about = {"demand", "withholding"};
constexpr std::array<std::string_view, 2> told_roles = {"author", "subject"};
constexpr std::array notice = {
    Field{"event", FieldType::id},
    Field{"id", FieldType::id},
    Field{"about", FieldType::choice, 0, told_about},
    Field{"reference", FieldType::id},  // of the demand or the withholding
    Field{"role", FieldType::choice, 0, told_roles},
    Field{"committed", FieldType::commitments},
};

constexpr std::array<std::string_view, 3> withholding_steps = {"begin", "end", "lift"};
constexpr std::array<std::string_view, 3> withholding_reasons = {"legal demand", "local law", "court order"};
constexpr std::array<std::string_view, 2> yes_or_no = {"yes", "no"};
constexpr std::array withholding = {
    Field{"event", FieldType::id},
    Field{"id", FieldType::id},
    Field{"step", FieldType::choice, 0, withholding_steps},
    Field{"table", FieldType::name},
    Field{"jurisdictions", FieldType::names},
    Field{"reason", FieldType::choice, 0, withholding_reasons},
    Field{"asked_by", FieldType::name_or_none},  // none: sealed
    Field{"law", FieldType::name_or_none},       // none: sealed
    Field{"demand", FieldType::name_or_none},
    Field{"sealed", FieldType::choice, 0, yes_or_no},
    Field{"committed", FieldType::commitments},
};
constexpr std::array demand = {
    Field{"event", FieldType::id},  // of this step; "id" is the demand's, in all of its entries
    Field{"id", FieldType::id},
    Field{"step", FieldType::choice, 0, steps},
    Field{"state", FieldType::choice, 0, demand_states},  // that it leads to
    Field{"asks", FieldType::choice, 0, demanded},
    Field{"authority", FieldType::name_or_none},  // empty: sealed
    Field{"jurisdiction", FieldType::name},
    Field{"instrument", FieldType::name_or_none},  // as the policy calls that sort; empty: sealed, or of no sort there
    Field{"flags", FieldType::names},
    Field{"viewers", FieldType::names},
    Field{"accounts", FieldType::number},
    Field{"items", FieldType::number},
    Field{"rows", FieldType::number},  // that are disclosed
    Field{"received", FieldType::number},
    Field{"deadline", FieldType::number},
    Field{"appeals", FieldType::number},
    Field{"policy", FieldType::hash},
    Field{"committed", FieldType::commitments},
};

constexpr std::array all = {
    Kind{"transfer", transfer}, Kind{"transfer-end", transfer_end}, Kind{"policy", policy}, Kind{"recovery", recovery},
    Kind{"notice", notice},     Kind{"withholding", withholding},   Kind{"demand", demand},
};

bool is_hex(std::string_view text, std::size_t digits) {
  return text.size() == digits &&
         std::ranges::all_of(text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

bool is_name(std::string_view text) {
  return !text.empty() && text.size() <= limits::ledger_name_bytes;
}

bool are_names(const json::value& value) {
  const auto* array = value.if_array();
  if (array == nullptr || array->size() > limits::ledger_names) return false;
  std::string_view last;
  for (const json::value& each : *array) {
    const auto* name = each.if_string();
    if (name == nullptr || !is_name(*name) || std::string_view(*name) <= last) return false;
    last = *name;
  }
  return true;
}

bool are_commitments(const json::value& value) {
  const auto* object = value.if_object();
  return object != nullptr && object->size() <= limits::ledger_names &&
         std::ranges::all_of(*object, [](const auto& member) {
           return member.value().is_string() && is_hex(member.value().get_string(), 64);
         });
}

bool fits_text(const Field& field, std::string_view text) {
  switch (field.type) {
    case FieldType::id:
      return is_hex(text, 32);
    case FieldType::hash:
      return is_hex(text, 64);
    case FieldType::hash_or_none:
      return text.empty() || is_hex(text, 64);
    case FieldType::name:
      return is_name(text);
    case FieldType::name_or_none:
      return text.empty() || is_name(text);
    case FieldType::text:
      return text.size() <= field.most;
    case FieldType::choice:
      return std::ranges::find(field.choices, text) != field.choices.end();
    default:
      return false;
  }
}

bool fits(const Field& field, const json::value& value) {
  switch (field.type) {
    case FieldType::number:
      return value.is_number();
    case FieldType::names:
      return are_names(value);
    case FieldType::commitments:
      return are_commitments(value);
    default:
      return value.is_string() && fits_text(field, std::string_view(value.get_string()));
  }
}

std::string_view text_or_nothing(const json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  return value != nullptr && value->is_string() ? std::string_view(value->get_string()) : std::string_view();
}

}  // namespace

std::span<const Kind> kinds() {
  return all;
}

Status check_schema(const json::value& entry) {
  const auto* object = entry.if_object();
  if (object == nullptr) return fail("an entry is an object");
  const auto* version = object->if_contains("version");
  if (version == nullptr || !version->is_number() || version->to_number<std::uint64_t>() != schema_version) {
    return fail(fmt::format("an entry is not of version {}", schema_version), {}, "a newer Ringfence may know it");
  }
  const auto* time = object->if_contains("time");
  if (time == nullptr || !time->is_number()) return fail("an entry says no time");
  const std::string_view name = text_or_nothing(*object, "kind");
  const auto kind = std::ranges::find(all, name, &Kind::name);
  if (kind == all.end()) {
    return fail(fmt::format("an entry is of the unknown kind \"{}\"", name), {}, "a newer Ringfence may know it");
  }
  for (const Field& field : kind->fields) {
    const auto* value = object->if_contains(field.name);
    if (value == nullptr) return fail(fmt::format("an entry of kind {} has no {}", name, field.name));
    if (!fits(field, *value))
      return fail(fmt::format("{} of an entry of kind {} is not as it should be", field.name, name));
  }
  if (object->size() != kind->fields.size() + 3) {
    return fail(fmt::format("an entry of kind {} has more in it than that kind has", name));
  }
  return {};
}

}  // namespace ringfence::ledger
