#include "policy/document.h"

#include <fmt/format.h>

#include <toml++/toml.h>
#include <algorithm>

#include "base/limits.h"

namespace ringfence::policy {

namespace {

class Converter {
 public:
  Converter(const std::string& file, Diagnostics& findings) : file_(file), findings_(findings) {}

  Value convert(const toml::node& node) {
    Value value;
    value.place = place_of(node.source());
    if (const toml::table* table = node.as_table()) {
      value.kind = Kind::table;
      for (const auto& [key, child] : *table) {
        value.members.push_back({text_of(key.str(), key.source()), place_of(key.source()), convert(child)});
      }
      std::ranges::stable_sort(value.members, {}, &Member::place);
    } else if (const toml::array* array = node.as_array()) {
      value.kind = Kind::array;
      for (const toml::node& child : *array) value.items.push_back(convert(child));
    } else {
      convert_scalar(node, value);
    }
    return value;
  }

 private:
  void convert_scalar(const toml::node& node, Value& value) {
    if (const auto* text = node.as_string()) {
      value.kind = Kind::string;
      value.text = text_of(text->get(), node.source());
    } else if (const auto* integer = node.as_integer()) {
      value.kind = Kind::integer;
      value.integer = integer->get();
    } else if (const auto* boolean = node.as_boolean()) {
      value.kind = Kind::boolean;
      value.boolean = boolean->get();
    } else if (const auto* date = node.as_date()) {
      value.kind = Kind::date;
      value.date = {date->get().year, date->get().month, date->get().day};
    } else {
      value.kind = node.is_floating_point() ? Kind::real : Kind::time;
    }
  }

  std::string text_of(std::string_view text, const toml::source_region& where) {
    if (text.find('\0') != std::string_view::npos) {
      findings_.error(place_of(where), "a string holds the character NUL, which PostgreSQL cannot store", "remove it");
    }
    return std::string(text);
  }

  [[nodiscard]] Place place_of(const toml::source_region& region) const {
    return {file_, region.begin.line, region.begin.column};
  }

  const std::string& file_;
  Diagnostics& findings_;
};

}  // namespace

std::string_view to_text(Kind kind) {
  switch (kind) {
    case Kind::string:
      return "a string";
    case Kind::integer:
      return "an integer";
    case Kind::real:
      return "a number with a fraction";
    case Kind::boolean:
      return "true or false";
    case Kind::date:
      return "a date";
    case Kind::time:
      return "a time";
    case Kind::array:
      return "a list";
    case Kind::table:
      return "a table";
  }
  return "";
}

const Member* Value::find(std::string_view key) const {
  const auto found = std::ranges::find(members, key, &Member::key);
  return found == members.end() ? nullptr : &*found;
}

std::optional<Value> read_document(std::string_view text, const std::string& file, Diagnostics& findings) {
  if (text.size() > limits::policy_file_bytes) {
    findings.error({file, 0, 0}, fmt::format("the file is larger than {} bytes", limits::policy_file_bytes),
                   "keep maps of codes in files of their own: codes = \"countries.csv\"");
    return std::nullopt;
  }
  try {
    const toml::table table = toml::parse(text);
    Value root = Converter(file, findings).convert(table);
    if (findings.has_errors()) return std::nullopt;
    return root;
  } catch (const toml::parse_error& error) {
    const toml::source_position& at = error.source().begin;
    findings.error({file, at.line, at.column}, fmt::format("this is not TOML: {}", error.description()),
                   "see https://toml.io/en/v1.0.0; nothing after this place was read");
    return std::nullopt;
  }
}

}  // namespace ringfence::policy
