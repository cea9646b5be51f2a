#include <fmt/format.h>

#include "base/csv.h"
#include "base/limits.h"
#include "policy/names.h"
#include "policy/parse_parts.h"

namespace ringfence::policy {

namespace {

constexpr std::string_view home_example = "\"country\"";
constexpr std::string_view path_example = "\"city.country.name\"";

std::vector<std::string> read_path(Section& section, std::string_view key, const std::string& text, const Place& place,
                                   std::size_t least_steps) {
  auto steps = split_dotted(text);
  if (!steps || steps->size() < least_steps) {
    section.error(place, fmt::format("\"{}\" is not a path", text),
                  "foreign keys (by column or name), then a column, with dots between: \"post_id.author_id\"");
    return {};
  }
  if (steps->size() > limits::path_steps) {
    section.error(place, fmt::format("the path \"{}\" has more than {} steps", text, limits::path_steps),
                  "add a column that is nearer, filled by the application");
    return {};
  }
  for (const std::string& step : *steps) {
    if (!section.fits_a_name(key, step, place)) return {};
  }
  return std::move(*steps);
}

void add_code(Work& work, const std::string& what, Home& home, const std::string& value, const Item& code) {
  if (!check_code(work, what, "codes", code)) return;
  if (!home.codes.emplace(value, code.text).second) {
    work.findings.error(code.place, fmt::format("{}: codes has \"{}\" twice", what, value), "remove one of the two");
  }
}

void read_codes_file(Work& work, Section& section, Home& home, const Value& value) {
  const std::string& name = value.text;
  if (name.starts_with('/') || name.find("..") != std::string::npos) {
    section.error(value.place, fmt::format("codes \"{}\" is outside the policy's folder", name),
                  "keep the file beside the policy: both travel to every ring");
    return;
  }
  const Result<std::string> text = work.read(name);
  if (!text) {
    section.error(value.place, fmt::format("codes \"{}\" cannot be read: {}", name, text.error().message),
                  "the path is relative to the policy's own folder");
    return;
  }
  const auto slash = work.file.rfind('/');
  const std::string file = (slash == std::string::npos ? "" : work.file.substr(0, slash + 1)) + name;
  const auto rows = parse_csv(*text, file);
  if (!rows) {
    section.error(value.place, fmt::format("codes is not CSV: {}", rows.error().message),
                  "each line is value,code; quotes around a value that holds a comma");
    return;
  }
  for (const CsvRow& row : *rows) {
    const Place place{file, row.line, 1};
    if (&row == &rows->front() && row.fields == std::vector<std::string>{"value", "code"}) continue;
    if (row.fields.size() != 2) {
      work.findings.error(place, fmt::format("a line of codes has {} fields, not 2", row.fields.size()),
                          "each line is value,code: \"Germany,DE\"");
    } else {
      add_code(work, section.what(), home, row.fields[0], {row.fields[1], place});
    }
  }
  if (home.codes.empty())
    section.error(value.place, fmt::format("codes \"{}\" maps nothing", name), "each line is value,code");
}

void read_codes(Work& work, Section& section, Home& home) {
  const Value* value = section.find("codes");
  if (value == nullptr) return;
  if (value->kind == Kind::string && !value->text.empty()) {
    read_codes_file(work, section, home, *value);
  } else if (value->kind == Kind::table && !value->members.empty()) {
    for (const Member& entry : value->members) {
      if (entry.value.kind == Kind::string) {
        add_code(work, section.what(), home, entry.key, {entry.value.text, entry.value.place});
      } else {
        section.error(entry.value.place,
                      fmt::format("codes maps \"{}\" to {}, not to a code", entry.key, to_text(entry.value.kind)),
                      "for example: codes = { \"Germany\" = \"DE\" }");
      }
    }
  } else {
    section.error(value->place, "codes must be the name of a file or a table of values and codes",
                  "codes = \"countries.csv\", or codes = { \"Germany\" = \"DE\" }");
  }
}

void read_home_table(Work& work, const std::string& what, const Value& value, Home& home) {
  Section section(work.findings, value, what + ": home");
  const std::string column = section.text("column", home_example);
  const std::string path = section.text("path", path_example);
  if (section.has("column") == section.has("path")) {
    section.error(value.place, "needs one of column and path",
                  "home = { column = \"country\", codes = … } or home = { path = \"city.country.name\" }");
  } else if (!path.empty()) {
    home.path = read_path(section, "path", path, section.places().at("path"), 1);
  } else if (!column.empty() && section.fits_a_name("column", column, section.places().at("column"))) {
    home.path = {column};
  }
  read_codes(work, section, home);
  const std::string otherwise = section.text("otherwise", "\"US\"");
  if (!otherwise.empty() &&
      check_code(work, section.what(), "otherwise", {otherwise, section.places().at("otherwise")})) {
    home.otherwise = otherwise;
  }
  section.finish();
}

}  // namespace

void parse_home(Work& work, Section& section, Table& table) {
  const Value* value = section.find("home");
  if (value == nullptr) return;
  Home home;
  home.place = value->place;
  if (value->kind == Kind::table) {
    read_home_table(work, section.what(), *value, home);
  } else if (value->kind != Kind::string || value->text.empty()) {
    section.error(value->place, "home must be a column or a table",
                  "home = \"country\", or home = { path = \"city.country.name\" }");
  } else if (value->text.find('.') != std::string::npos) {
    section.error(
        value->place, fmt::format("home \"{}\" holds a dot", value->text),
        fmt::format("for a path write home = {{ path = \"{0}\" }}; for a column of that name home = {{ column "
                    "= \"{0}\" }}",
                    value->text));
  } else if (section.fits_a_name("home", value->text, value->place)) {
    home.path = {value->text};
  }
  table.home = std::move(home);
}

void parse_subject(Section& section, Table& table) {
  const Value* value = section.find("subject");
  if (value == nullptr) return;
  Subject subject;
  subject.place = value->place;
  if (value->kind == Kind::table) {
    const Member* path = value->find("path");
    if (path == nullptr || path->value.kind != Kind::string || value->members.size() != 1) {
      section.error(value->place, "subject as a table has path and nothing else",
                    "subject = { path = \"post_id.author_id\" }");
    } else {
      subject.path = read_path(section, "subject", path->value.text, path->value.place, 2);
    }
  } else if (value->kind == Kind::string && value->text.find('.') != std::string::npos) {
    section.error(
        value->place, fmt::format("subject \"{}\" holds a dot", value->text),
        fmt::format("for a path write subject = {{ path = \"{0}\" }}; for a column of that name subject = [\"{0}\"]",
                    value->text));
  } else {
    for (Item& item : section.texts("subject", "\"author_id\"", true)) {
      if (section.fits_a_name("subject", item.text, item.place)) subject.columns.push_back(std::move(item.text));
    }
  }
  table.subject = std::move(subject);
}

}  // namespace ringfence::policy
