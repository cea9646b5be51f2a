// `ringfence.toml` -> Policy. Pure: files the policy names are asked for through `FileReader`.
#pragma once

#include <functional>
#include <string>

#include "base/diagnostic.h"
#include "base/result.h"
#include "policy/model.h"

namespace ringfence::policy {

// Reads a file that the policy names (codes = "countries.csv"), relative to the policy's own folder.
using FileReader = std::function<Result<std::string>(const std::string& relative_path)>;

struct Parsed {
  Policy policy;         // complete only where `findings` has no errors
  Diagnostics findings;  // every one there is, each with its place
};

// `file` is the name to use in places. Everything that can be known without a database is checked here: form, names
// that are defined nowhere, jurisdictions that are in no list or in two rings, rules that name sensitive columns.
// `today` decides which rules have expired, and nothing else.
Parsed parse(std::string_view text, const std::string& file, const FileReader& read, const Date& today);
// With today's date (UTC).
Parsed parse(std::string_view text, const std::string& file, const FileReader& read);

}  // namespace ringfence::policy
