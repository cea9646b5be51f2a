#include <fmt/format.h>

#include <charconv>

#include "base/limits.h"
#include "policy/names.h"
#include "policy/parse_parts.h"

namespace ringfence::policy {

namespace {

constexpr std::string_view all_public = ":public";

std::optional<Mask> read_mask(std::string_view text) {
  for (const MaskKind kind : {MaskKind::null, MaskKind::hash, MaskKind::domain, MaskKind::year}) {
    if (text == to_text(kind)) return Mask{kind, 0};
  }
  if (!text.starts_with("truncate(") || !text.ends_with(")")) return std::nullopt;
  const std::string_view digits = text.substr(9, text.size() - 10);
  Mask mask{MaskKind::truncate, 0};
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), mask.length);
  if (error != std::errc() || end != digits.data() + digits.size() || mask.length == 0) return std::nullopt;
  return mask;
}

void read_column_list(Section& section, Transfer& rule) {
  for (const Item& item : section.texts("columns", "[\"person.email\", \"post:public\"]")) {
    const auto column = read_column(item.text);
    if (!column) {
      section.error(item.place, fmt::format("\"{}\" names no column", item.text),
                    "\"person.email\", \"app.person.email\", or every public column of a table: \"person:public\"");
    } else if (std::ranges::find(rule.columns, *column) != rule.columns.end()) {
      section.error(item.place, fmt::format("columns has {} twice", to_text(*column)), "remove one of the two");
    } else {
      rule.columns.push_back(*column);
      rule.places["columns." + to_text(*column)] = item.place;
    }
  }
  section.require("columns", "what it makes readable: columns = [\"person.email\", \"post:public\"]");
}

void read_row_conditions(Section& section, Transfer& rule) {
  const Value* value = section.find("rows", Kind::table, "{ post = \"visibility = 'public'\" }");
  if (value == nullptr) return;
  for (const Member& entry : value->members) {
    const auto table = read_table_name(entry.key);
    const bool is_condition = entry.value.kind == Kind::string && !entry.value.text.empty();
    if (!table) {
      section.error(entry.place, fmt::format("rows: \"{}\" is not the name of a table", entry.key),
                    "rows.post = \"…\", or rows.\"app.post\" = \"…\"");
    } else if (!is_condition || entry.value.text.size() > limits::statement_bytes) {
      section.error(entry.value.place, fmt::format("rows of {} must be a SQL condition in a string", to_text(*table)),
                    "rows.post = \"visibility = 'public'\"; for a table of another schema rows.\"app.post\" = \"…\"");
    } else if (!rule.rows.emplace(*table, entry.value.text).second) {
      section.error(entry.place, fmt::format("rows has {} twice", to_text(*table)), "join the conditions with AND");
    } else {
      rule.places["rows." + to_text(*table)] = entry.place;
    }
  }
}

void read_masks(Section& section, Transfer& rule) {
  const Value* value = section.find("mask", Kind::table, "{ \"person.email\" = \"domain\" }");
  if (value == nullptr) return;
  for (const Member& entry : value->members) {
    const auto column = read_column(entry.key);
    if (!column || column->column.empty()) {
      section.error(entry.place, fmt::format("mask: \"{}\" names no column", entry.key),
                    "one column each, in quotes: mask = { \"person.email\" = \"domain\" }");
      continue;
    }
    const auto mask = entry.value.kind == Kind::string ? read_mask(entry.value.text) : std::nullopt;
    if (!mask) {
      section.error(
          entry.value.place,
          entry.value.kind == Kind::string
              ? fmt::format("the mask \"{}\" of {} is none there is", entry.value.text, to_text(*column))
              : fmt::format("the mask of {} must be a string, not {}", to_text(*column), to_text(entry.value.kind)),
          "\"null\", \"hash\" (keyed pseudonym), \"domain\", \"year\" or \"truncate(n)\"");
    } else if (!rule.masks.emplace(*column, *mask).second) {
      section.error(entry.place, fmt::format("mask has {} twice", to_text(*column)), "remove one of the two");
    } else {
      rule.places["mask." + to_text(*column)] = entry.place;
    }
  }
}

}  // namespace

std::optional<ColumnRef> read_column(std::string_view text) {
  if (text.ends_with(all_public)) {
    const auto table = read_table_name(text.substr(0, text.size() - all_public.size()));
    if (!table) return std::nullopt;
    return ColumnRef{*table, ""};
  }
  auto parts = split_dotted(text);
  if (!parts || parts->size() < 2 || parts->size() > 3) return std::nullopt;
  if (parts->size() == 2) return ColumnRef{{"public", (*parts)[0]}, (*parts)[1]};
  return ColumnRef{{(*parts)[0], (*parts)[1]}, (*parts)[2]};
}

void parse_columns(Section& section, Transfer& rule) {
  read_column_list(section, rule);
  read_row_conditions(section, rule);
  read_masks(section, rule);
}

}  // namespace ringfence::policy
