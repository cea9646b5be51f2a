#include "ledger/commitment.h"

#include <fmt/format.h>

#include "base/crypto.h"
#include "base/limits.h"
#include "ledger/canonical.h"
#include "ledger/tile.h"

namespace ringfence::ledger {

namespace {

constexpr std::size_t salt_bytes = 32;

Error no_opening() {
  return fail("this is no line of an openings file", {}, "see docs/ledger-format.md");
}

std::optional<std::string> text_of(const json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  if (value == nullptr || !value->is_string()) return std::nullopt;
  return std::string(value->get_string());
}

}  // namespace

Opening make_opening(std::string_view name, std::string_view value) {
  return {std::string(name), random_bytes(salt_bytes), std::string(value)};
}

Sha256 commitment_of(const Opening& opening) {
  return hmac_sha256(opening.salt, opening.name + "\n" + opening.value);
}

// Written by hand, being on the way of every append: a name has nothing to be escaped.
std::string to_text(const OpeningLine& line) {
  return fmt::format(R"({{"entry":{},"name":"{}","salt":"{}","value":"{}"}})"
                     "\n",
                     line.entry, line.opening.name, to_base64(line.opening.salt), to_base64(line.opening.value));
}

Result<OpeningLine> parse_opening(std::string_view line) {
  if (line.size() > 2 * limits::opening_bytes) return no_opening();
  const auto value = parse_canonical(line);
  if (!value) return value.error();
  const auto* object = value->if_object();
  if (object == nullptr || object->size() != 4) return no_opening();
  const auto* entry = object->if_contains("entry");
  const auto name = text_of(*object, "name");
  const auto salt = text_of(*object, "salt");
  const auto hidden = text_of(*object, "value");
  if (entry == nullptr || !entry->is_int64() || !name || !salt || !hidden) return no_opening();
  const auto salt_decoded = from_base64(*salt);
  const auto value_decoded = from_base64(*hidden);
  if (!salt_decoded || salt_decoded->size() != salt_bytes || !value_decoded) return no_opening();
  OpeningLine parsed{static_cast<std::uint64_t>(entry->get_int64()), {*name, *salt_decoded, *value_decoded}};
  if (std::string_view(to_text(parsed)).substr(0, line.size()) != line) return no_opening();
  return parsed;
}

std::string openings_path(std::uint64_t entry) {
  return "openings" +
         path_of({std::nullopt, entry / tile_width, tile_width}).substr(std::string_view("tile/entries").size());
}

}  // namespace ringfence::ledger
