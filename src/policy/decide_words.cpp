#include "policy/decide_words.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace ringfence::policy::words {

namespace {

std::string value(const ProofValue& value) {
  const bool number = value.text.find_first_not_of("0123456789") == std::string::npos;
  return value.parameter || (number && !value.text.empty()) ? value.text : "'" + value.text + "'";
}

}  // namespace

bool holds(const std::vector<std::string>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

std::string quoted(std::string_view text) {
  std::string escaped = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') escaped += '\\';
    escaped += c;
  }
  return escaped + '"';
}

std::string list(const std::vector<std::string>& names) {
  if (names.size() < 2) return names.empty() ? std::string() : names[0];
  return fmt::format("{} and {}", fmt::join(names.begin(), names.end() - 1, ", "), names.back());
}

std::string subject(const SubjectProof& proof) {
  std::vector<std::string> values;
  for (const ProofValue& part : proof.values) values.push_back(value(part));
  const std::string key = fmt::format("{}", fmt::join(values, ", "));
  if (!proof.lookup.empty()) return fmt::format("the {0} whose {0}.{1} is {2}", to_text(proof.root), proof.lookup, key);
  if (proof.home) return fmt::format("a new {} of {}", to_text(proof.root), key);
  return fmt::format("{} {}", to_text(proof.root), values.size() > 1 ? "(" + key + ")" : key);
}

std::string nobodys(const Analysis& analysis) {
  const auto any = [&](TableRole role) {
    return std::any_of(analysis.tables.begin(), analysis.tables.end(),
                       [&](const TableUse& use) { return use.role == role; });
  };
  if (any(TableRole::temporary)) return "it touches nobody's rows but the session's own temporary tables";
  if (any(TableRole::system)) return "it reads only the catalogue, and no row of anyone";
  if (any(TableRole::shared)) return "it reads only shared tables, which are the same in every ring";
  return "it reads no table";
}

bool tells_types_only(const TableName& system) {
  static constexpr std::array<std::string_view, 8> types = {"pg_attribute", "pg_cast",      "pg_collation", "pg_enum",
                                                            "pg_extension", "pg_namespace", "pg_range",     "pg_type"};
  return system.schema == "pg_catalog" && std::find(types.begin(), types.end(), system.name) != types.end();
}

std::string mask(const Mask& mask) {
  return mask.kind == MaskKind::truncate ? fmt::format("truncate({})", mask.length) : std::string(to_text(mask.kind));
}

std::string transfers(const std::vector<RingOutcome>& rings) {
  std::vector<std::string> parts;
  for (const RingOutcome& one : rings) {
    if (one.allowed && one.transfer) {
      parts.push_back(fmt::format("from ring {} it is a transfer under rule {}", one.ring, list(one.rules)));
    }
  }
  return parts.empty() ? std::string() : fmt::format("{}", fmt::join(parts, ", "));
}

}  // namespace ringfence::policy::words
