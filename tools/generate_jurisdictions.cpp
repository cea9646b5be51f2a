// Run by the build: iso_3166-1.json and iso_3166-2.json of Debian's iso-codes -> a C++ file of sorted arrays.
//   generate_jurisdictions DIRECTORY OUTPUT
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <string>
#include <vector>

#include "base/file.h"
#include "base/json.h"

namespace {

using namespace ringfence;

constexpr std::size_t source_bytes = 16u << 20;

struct Entry {
  std::string code;
  std::string alpha3;
  std::string name;
};

Result<std::vector<Entry>> read_entries(const std::string& directory, const std::string& part) {
  const Result<std::string> text = read_file(directory + "/iso_" + part + ".json", source_bytes);
  if (!text) return text.error();
  std::vector<Entry> entries;
  const json::value parsed = json::parse(*text);
  for (const json::value& item : parsed.at(part).as_array()) {
    const json::object& fields = item.as_object();
    const auto field = [&](const char* key) {
      const json::value* found = fields.if_contains(key);
      return found == nullptr ? std::string() : std::string(found->as_string());
    };
    entries.push_back({field("alpha_2") + field("code"), field("alpha_3"), field("name")});
  }
  std::ranges::sort(entries, {}, &Entry::code);
  return entries;
}

std::string as_array(const std::string& name, const std::vector<Entry>& entries) {
  std::string out = fmt::format("constexpr std::array<IsoEntry, {}> {} = {{{{\n", entries.size(), name);
  for (const Entry& entry : entries) {
    out += fmt::format("    {{{}, {}, {}}},\n", json::serialize(json::value(entry.code)),
                       json::serialize(json::value(entry.alpha3)), json::serialize(json::value(entry.name)));
  }
  return out + "}};\n";
}

Status generate(const std::string& directory, const std::string& output) {
  const auto countries = read_entries(directory, "3166-1");
  if (!countries) return countries.error();
  const auto parts = read_entries(directory, "3166-2");
  if (!parts) return parts.error();
  return write_file(output, "// Made by tools/generate_jurisdictions.cpp from iso-codes.\n" +
                                as_array("iso_countries", *countries) + as_array("iso_subdivisions", *parts));
}

}  // namespace

int main(int count, char** values) {
  if (count != 3) {
    fmt::print(stderr, "usage: generate_jurisdictions DIRECTORY OUTPUT\n");
    return 2;
  }
  try {
    const Status done = generate(values[1], values[2]);
    if (!done) fmt::print(stderr, "generate_jurisdictions: {}\n", to_text(done.error()));
    return done ? 0 : 1;
  } catch (const std::exception& error) {
    fmt::print(stderr, "generate_jurisdictions: {}\n", error.what());
    return 1;
  }
}
