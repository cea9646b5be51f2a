#include "gateway/session/startup_settings.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <span>

#include "base/ascii.h"
#include "base/limits.h"

namespace ringfence::gateway {

namespace {

constexpr std::array<std::string_view, 4> reserved = {"user", "database", "options", "replication"};
constexpr std::string_view protocol_options = "_pq_.";
constexpr std::array<std::string_view, 4> own = {"ringfence.subject", "ringfence.purpose", "ringfence.viewer",
                                                 "ringfence.count_withheld"};
constexpr std::array<std::string_view, 2> of_peers = {"ringfence.link", "ringfence.policy"};
// PostgreSQL takes prefixes too; the words that people write are enough.
constexpr std::array<std::string_view, 6> words_for_on = {"on", "true", "t", "yes", "y", "1"};
constexpr std::array<std::string_view, 6> words_for_off = {"off", "false", "f", "no", "n", "0"};

bool is_one_of(std::string_view word, std::span<const std::string_view> words) {
  return std::ranges::find(words, word) != words.end();
}

// Identifiers with dots between, as PostgreSQL has names of settings, in ASCII.
bool is_name(std::string_view name) {
  if (name.empty() || name.size() > limits::name_bytes || name.back() == '.') return false;
  bool begins = true;
  for (const char c : name) {
    const bool letter = (c >= 'a' && c <= 'z') || c == '_';
    const bool inside = (c >= '0' && c <= '9') || c == '$' || c == '.';
    if (!letter && (begins || !inside)) return false;
    begins = c == '.';
  }
  return true;
}

Error unknown(std::string_view name) {
  return {fmt::format("unrecognized configuration parameter \"{}\"", name), {}, {}, "42704"};
}

Error wrong_value(std::string_view name, std::string_view value, std::string_view why, std::string_view hint) {
  return {fmt::format("invalid value for parameter \"{}\": \"{}\"", name, value), std::string(why), std::string(hint),
          "22023"};
}

// As PostgreSQL compares the names of encodings: letters and digits alone.
std::string bare(std::string_view value) {
  std::string letters = lower_ascii(value);
  std::erase_if(letters, [](char c) { return !((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')); });
  return letters;
}

bool is_default_search_path(std::string_view value) {
  std::string path = lower_ascii(value);
  std::erase(path, ' ');
  return path == "public" || path == "\"public\"" || path == "\"$user\",public" || path == "$user,public";
}

Status check(std::string_view name) {
  if (!is_name(name) || is_reserved_setting(name)) return unknown(name);
  if (is_own_setting(name) && !is_one_of(name, own) && !is_one_of(name, of_peers)) return unknown(name);
  if (name == "role" || name == "session_authorization") {
    return Error(fmt::format("permission denied to set parameter \"{}\"", name),
                 "the service that has logged in is the one whose rules hold", "log in as the service itself", "42501");
  }
  return {};
}

Status judge_one(std::string_view name, std::string& value) {
  if (name == "search_path" && !is_default_search_path(value)) {
    return Error("permission denied to set parameter \"search_path\"",
                 "names in statements would mean other tables than they are judged by",
                 "write the schema in front of the name", "42501");
  }
  if (name == "client_encoding") {
    const std::string encoding = bare(value);
    if (encoding != "utf8" && encoding != "unicode") {
      return wrong_value(name, value, "text in another encoding would be read otherwise than it is judged",
                         "set client_encoding to UTF8");
    }
    value = "UTF8";
  }
  if (name == "standard_conforming_strings") {
    if (!is_one_of(lower_ascii(value), words_for_on)) {
      return wrong_value(name, value, "strings would be read otherwise than they are judged", "leave it on");
    }
    value = "on";
  }
  if (name == "ringfence.count_withheld") {
    const bool on = is_one_of(lower_ascii(value), words_for_on);
    if (!on && !is_one_of(lower_ascii(value), words_for_off)) return wrong_value(name, value, {}, "on or off");
    value = on ? "on" : "off";
  }
  return {};
}

}  // namespace

bool is_reserved_setting(std::string_view name) {
  return is_one_of(name, reserved) || name.starts_with(protocol_options);
}

Result<StartupSettings> read_settings(const wire::StartupMessage& message) {
  auto said = read_options(message.setting("options"));
  if (!said) return said.error();
  for (const auto& [name, value] : message.settings) {
    if (name == "replication" && !is_one_of(lower_ascii(value), words_for_off)) {
      return Error("replication connections are not supported",
                   "who may replicate reads everything, past every rule of the policy",
                   "replicate from the ring's PostgreSQL itself", "0A000");
    }
    // In any other case of letters they are settings, which do not exist: PostgreSQL compares these alone exactly.
    if (!is_reserved_setting(name)) said->emplace_back(lower_ascii(name), value);
  }
  std::map<std::string, std::string> settings;
  for (auto& [name, value] : *said) {
    if (Status allowed = check(name); !allowed) return allowed.error();
    settings.insert_or_assign(name, value);
  }
  if (settings.size() > limits::startup_settings) {
    return Error("too many settings", fmt::format("at most {} may be", limits::startup_settings), {}, "54000");
  }
  return StartupSettings(settings.begin(), settings.end());
}

Status fit_for_whom(const StartupSettings& settings, bool peer) {
  std::size_t found = 0;
  for (const auto& [name, value] : settings) {
    if (!is_one_of(name, of_peers)) continue;
    if (!peer) return unknown(name);
    ++found;
  }
  if (!peer || found == of_peers.size()) return {};
  return Error("a gateway that asks for a transfer says ringfence.link and ringfence.policy", {}, {}, "08P01");
}

Status fit_for_judging(StartupSettings& settings) {
  for (auto& [name, value] : settings) RINGFENCE_TRY(judge_one(name, value));
  return {};
}

}  // namespace ringfence::gateway
