// What a notice seems to ask, for a person to confirm. Pure: nothing is read or executed here.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"

namespace ringfence::intake {

struct Place {
  std::string address;
  std::vector<std::size_t> lines;  // of the file, from 1, each once
  std::string why;                 // it was excluded; empty for content
};

struct Proposal {
  std::string path;                         // of the notice, from the directory that was given
  std::optional<std::string> jurisdiction;  // ISO 3166-1, or "EU"
  std::optional<std::string> authority;
  std::optional<std::string> date;  // 2014-12-03: of the file's name, else of the letter
  std::vector<std::string> instruments;
  std::vector<Place> content;   // sorted by address, each once, without fragments
  std::vector<Place> excluded;  // likewise
  bool narrower_scope_offered = false;

  // For who checks it.
  std::string jurisdiction_from;  // "folder", "authority", "host of an authority", "text", "directory"
  std::optional<Place> scope;     // the sentence that offers a narrower scope
  std::vector<std::string> languages;
  std::size_t redacted = 0;           // addresses that the publisher cut
  std::vector<std::size_t> cut;       // the lines of these, each once
  std::string sha256;                 // of the file
  std::vector<std::string> findings;  // what is missing or contradicts itself; empty: all was understood
};

// `path` is that of the file from the directory that was given; `directory` that directory's own, whose name is the
// last resort for the jurisdiction. Fails where the file is no text, or beyond a limit.
Result<Proposal> read_notice(std::string_view path, std::string_view bytes, std::string_view directory = {});

// The keys that scripts rely on, then "places", where everything stands.
json::object to_json(const Proposal& proposal);

// What makes two notices ask the same of the same: jurisdiction, authority and content; nothing without content.
std::optional<std::string> content_digest(const Proposal& proposal);

}  // namespace ringfence::intake
